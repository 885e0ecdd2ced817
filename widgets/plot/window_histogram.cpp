#include "widgets/plot/window_histogram.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "widgets/plot/chart_painter.h"
#include "widgets/plot/plot_axis.h"
#include "widgets/theme/theme.h"

namespace trabecula::widgets {
namespace {

constexpr double gripReach = 7;
constexpr double tickRow = 16;

bool isStepKey(int key) {
  return key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down;
}

}  // namespace

int stepFactor(Qt::KeyboardModifiers modifiers) {
  if (modifiers & Qt::ControlModifier) return 100;
  return modifiers & Qt::ShiftModifier ? 10 : 1;
}

std::vector<KeyHelp> WindowHistogram::keyHelp() {
  return {{tr("Up, Down in the window's histogram"), tr("Choose an end of the window, or both")},
          {tr("Left, Right in the window's histogram"),
           tr("Move it by a stored value; with Shift by 10, with Ctrl by 100")}};
}

WindowHistogram::WindowHistogram(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAccessibleName(tr("Histogram with the window's ends"));
  setToolTip(
      tr("Drag an end of the window, or between them to move both.\n"
         "Keys: Up, Down choose; Left, Right move; Shift \u00D710, Ctrl \u00D7100."));
}

void WindowHistogram::setHistogram(HistogramPtr histogram, const core::ModalityTransform& modality) {
  histogram_ = std::move(histogram);
  modality_ = modality;
  fitRange();
}

void WindowHistogram::setWindow(const core::VoiWindow& window, bool active) {
  if (window == window_ && active == active_) return;
  window_ = window;
  active_ = active;
  // The scale stands still under a handle that is being dragged.
  if (dragged_ == Handle::None) fitRange();
  update();
}

double WindowHistogram::step() const {
  return modality_.table || modality_.slope == 0 ? 1 : std::abs(modality_.slope);
}

/// All values that occur, and the window's ends as far as they lie within a reasonable distance.
void WindowHistogram::fitRange() {
  core::ValueRange occurring{0, 1};
  if (histogram_ && histogram_->total > 0) {
    const double a = core::modalityValue(modality_, histogram_->percentile(0));
    const double b = core::modalityValue(modality_, histogram_->percentile(1));
    occurring = {std::min(a, b), std::max(std::max(a, b), std::min(a, b) + step())};
  }
  range_ = occurring;
  if (active_) {
    const core::ValueRange ends = core::windowEnds(window_);
    const double span = occurring.high - occurring.low;
    range_.low = std::min(range_.low, std::max(ends.low, occurring.low - span));
    range_.high = std::max(range_.high, std::min(ends.high, occurring.high + span));
  }
  const double room = (range_.high - range_.low) * 0.04;
  range_ = {range_.low - room, range_.high + room};
  countColumns();
  update();
}

void WindowHistogram::countColumns() {
  columns_.assign(static_cast<std::size_t>(std::max(1, width())), 0);
  if (!histogram_) return;
  for (std::size_t i = 0; i < histogram_->counts.size(); ++i) {
    if (histogram_->counts[i] == 0) continue;
    const double value = core::modalityValue(modality_, histogram_->minValue + static_cast<std::int32_t>(i));
    const double x = std::clamp(xOf(value), 0.0, static_cast<double>(columns_.size() - 1));
    columns_[static_cast<std::size_t>(x)] += histogram_->counts[i];
  }
}

double WindowHistogram::xOf(double value) const {
  return (value - range_.low) / (range_.high - range_.low) * width();
}

double WindowHistogram::modalityAt(double x) const {
  return range_.low + x / std::max(1, width()) * (range_.high - range_.low);
}

QRectF WindowHistogram::bars() const {
  return QRectF(rect()).adjusted(0, 8, 0, -tickRow);
}

void WindowHistogram::resizeEvent(QResizeEvent*) {
  countColumns();
}

void WindowHistogram::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), colours::panel);
  const QRectF area = bars();
  QFont font = painter.font();
  font.setPixelSize(11);
  painter.setFont(font);
  if (!histogram_ || histogram_->total == 0) {
    painter.setPen(colours::quietText);
    painter.drawText(rect(), Qt::AlignCenter, tr("No grey image"));
    return;
  }
  const double highest = std::log1p(static_cast<double>(*std::ranges::max_element(columns_)));
  const core::ValueRange ends = core::windowEnds(window_);
  for (std::size_t x = 0; x < columns_.size(); ++x) {
    if (columns_[x] == 0) continue;
    const double height =
        std::max(1.0, std::log1p(static_cast<double>(columns_[x])) / highest * area.height());
    const double value = modalityAt(static_cast<double>(x) + 0.5);
    const bool inside = !active_ || (value >= ends.low && value <= ends.high);
    painter.fillRect(QRectF(static_cast<double>(x), area.bottom() - height, 1, height),
                     inside ? plotColour(-1) : colours::line);
  }
  painter.setPen(colours::quietText);
  const QFontMetricsF metrics(font);
  const PlotAxis axis{.title = {}, .unit = {}, .low = range_.low, .high = range_.high};
  for (const double tick : axis.ticks(std::max(2, width() / 70))) {
    const QString text = plotTickText(tick);
    const double x = std::clamp(xOf(tick) - metrics.horizontalAdvance(text) / 2, 0.0,
                                width() - metrics.horizontalAdvance(text));
    painter.drawText(QPointF(x, height() - 4), text);
  }
  painter.setRenderHint(QPainter::Antialiasing);
  if (active_) {
    QPainterPath curve;
    for (int x = 0; x <= width(); ++x) {
      const double y = area.bottom() - core::windowFraction(window_, modalityAt(x)) * area.height();
      if (x == 0)
        curve.moveTo(x, y);
      else
        curve.lineTo(x, y);
    }
    painter.setPen(QPen(colours::accent, 1.5));
    painter.drawPath(curve);
    const auto paintHandle = [&](Handle handle, double value) {
      const double x = std::clamp(xOf(value), 1.0, width() - 1.0);
      const bool strong =
          dragged_ == handle || (hasFocus() && (chosen_ == handle || chosen_ == Handle::Both));
      painter.setPen(QPen(strong ? colours::text : colours::accent, strong ? 2 : 1));
      painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
      painter.setBrush(strong ? colours::text : colours::accent);
      painter.setPen(Qt::NoPen);
      painter.drawRoundedRect(QRectF(x - 4, area.top() - 6, 8, 12), 2, 2);
    };
    paintHandle(Handle::Low, ends.low);
    paintHandle(Handle::High, ends.high);
  }
  if (hasFocus()) {
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colours::accent, 1));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
  }
}

WindowHistogram::Handle WindowHistogram::handleAt(const QPointF& position) const {
  if (!active_ || !histogram_) return Handle::None;
  const core::ValueRange ends = core::windowEnds(window_);
  // Ends outside of the scale are taken at its border.
  const double low = std::clamp(xOf(ends.low), 1.0, width() - 1.0);
  const double high = std::clamp(xOf(ends.high), 1.0, width() - 1.0);
  const double toLow = std::abs(position.x() - low);
  const double toHigh = std::abs(position.x() - high);
  if (std::min(toLow, toHigh) <= gripReach)
    return toLow < toHigh || (toLow == toHigh && position.x() < low) ? Handle::Low : Handle::High;
  return position.x() > low && position.x() < high ? Handle::Both : Handle::None;
}

void WindowHistogram::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  dragged_ = handleAt(event->position());
  if (dragged_ != Handle::None) chosen_ = dragged_;
  dragStart_ = modalityAt(event->position().x());
  dragEnds_ = core::windowEnds(window_);
  update();
}

void WindowHistogram::mouseMoveEvent(QMouseEvent* event) {
  if (dragged_ == Handle::None) {
    const Handle under = handleAt(event->position());
    setCursor(under == Handle::None ? Qt::ArrowCursor
                                    : (under == Handle::Both ? Qt::SizeAllCursor : Qt::SizeHorCursor));
    return;
  }
  // Whole stored values: what lies between two cannot be told apart.
  const double by = std::round((modalityAt(event->position().x()) - dragStart_) / step()) * step();
  moveHandle(dragged_, dragEnds_, by);
}

void WindowHistogram::mouseReleaseEvent(QMouseEvent*) {
  if (dragged_ == Handle::None) return;
  dragged_ = Handle::None;
  fitRange();
}

void WindowHistogram::moveHandle(Handle handle, const core::ValueRange& from, double by) {
  core::ValueRange ends = from;
  if (handle != Handle::High) ends.low += by;
  if (handle != Handle::Low) ends.high += by;
  // An end stops at the other one.
  if (handle == Handle::Low) ends.low = std::min(ends.low, ends.high);
  if (handle == Handle::High) ends.high = std::max(ends.low, ends.high);
  core::VoiWindow window = core::windowFromEnds(ends, window_.function);
  if (window.centre == window_.centre && window.width == window_.width) return;
  setWindow(window, true);
  Q_EMIT windowEdited(window);
}

bool WindowHistogram::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride && isStepKey(static_cast<QKeyEvent*>(event)->key())) {
    event->accept();
    return true;
  }
  return QWidget::event(event);
}

void WindowHistogram::keyPressEvent(QKeyEvent* event) {
  if (!isStepKey(event->key())) {
    QWidget::keyPressEvent(event);
    return;
  }
  if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down) {
    const int next = std::clamp(static_cast<int>(chosen_) + (event->key() == Qt::Key_Up ? 1 : -1),
                                static_cast<int>(Handle::Low), static_cast<int>(Handle::High));
    chosen_ = static_cast<Handle>(next);
    update();
  } else if (active_ && histogram_) {
    const double by = step() * stepFactor(event->modifiers());
    moveHandle(chosen_, core::windowEnds(window_), event->key() == Qt::Key_Right ? by : -by);
  }
}

}  // namespace trabecula::widgets
