#include "widgets/plot/chart.h"

#include <QBuffer>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QSvgGenerator>
#include <algorithm>

#include "widgets/theme/theme.h"

namespace trabecula::widgets {
namespace {

constexpr double margin = 6;  // as paintChart leaves
constexpr double reach = 14;

bool isWalkKey(int key) {
  return key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Home || key == Qt::Key_End;
}

bool exists(const ChartModel& model, const PlotPosition& at) {
  return at.series < model.series.size() && at.point < model.series[at.series].points.size();
}

}  // namespace

std::vector<KeyHelp> Chart::keyHelp() {
  return {{tr("Left, Right, Home, End in a plot"), tr("Walk through the points")},
          {tr("Return in a plot"), tr("Choose the point")}};
}

Chart::Chart(QWidget* parent) : QWidget(parent) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_OpaquePaintEvent);
}

void Chart::setModel(ChartModel model) {
  model_ = std::move(model);
  if (cursor_.current && !exists(model_, *cursor_.current)) cursor_.current.reset();
  cursor_.hovered.reset();
  update();
}

void Chart::setCurrent(std::optional<PlotPosition> position) {
  cursor_.current = position && exists(model_, *position) ? position : std::nullopt;
  if (cursor_.current)
    setAccessibleDescription(
        model_.series[cursor_.current->series].details.value(static_cast<qsizetype>(cursor_.current->point)));
  update();
}

QRectF Chart::plot() const {
  return plotRect(QRectF(rect()).adjusted(margin, margin, -margin, -margin), model_);
}

QPointF Chart::placeOf(const PlotPosition& position) const {
  return placeOf(model_.series[position.series].points[position.point]);
}

QPointF Chart::placeOf(const QPointF& value) const {
  return plotPlace(plot(), model_, value);
}

QImage Chart::picture(double scale) const {
  QImage image((QSizeF(size()) * scale).toSize(), QImage::Format_RGB32);
  image.setDevicePixelRatio(scale);
  QPainter painter(&image);
  paintChart(painter, QRectF(rect()), model_, {.current = cursor_.current, .hovered = {}, .hasFocus = false});
  return image;
}

QByteArray Chart::encoded(const QString& suffix) const {
  if (suffix.compare(QLatin1String(".csv"), Qt::CaseInsensitive) == 0) return toCsv().toUtf8();
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  if (suffix.compare(QLatin1String(".svg"), Qt::CaseInsensitive) == 0) {
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(size());
    generator.setViewBox(rect());
    generator.setTitle(accessibleName());
    QPainter painter(&generator);
    paintChart(painter, QRectF(rect()), model_,
               {.current = cursor_.current, .hovered = {}, .hasFocus = false});
    painter.end();
  } else {
    picture(2).save(&buffer, "PNG");
  }
  return buffer.data();
}

/// Keys that walk through the points are no shortcuts while the chart has the keyboard.
bool Chart::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride) {
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->modifiers() == Qt::NoModifier && isWalkKey(key->key())) {
      event->accept();
      return true;
    }
  }
  return QWidget::event(event);
}

void Chart::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  cursor_.hasFocus = hasFocus();
  paintChart(painter, QRectF(rect()), model_, cursor_);
  if (mouse_ && !cursor_.hovered && !model_.isEmpty())
    if (const QString text = readOutAt(*mouse_); !text.isEmpty())
      paintReadOut(painter, QRectF(rect()).adjusted(margin, margin, -margin, -margin), *mouse_, text);
  if (hasFocus()) {
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colours::accent, 1));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
  }
}

QString Chart::readOutAt(const QPointF&) const {
  return {};
}

std::optional<PlotPosition> Chart::nearest(const QPointF& position) const {
  std::optional<PlotPosition> best;
  double least = reach * reach;
  for (const PlotPosition& candidate : pointsInOrder(model_)) {
    const QPointF away = placeOf(candidate) - position;
    const double distance = QPointF::dotProduct(away, away);
    if (distance >= least) continue;
    least = distance;
    best = candidate;
  }
  return best;
}

void Chart::mouseMoveEvent(QMouseEvent* event) {
  mouse_ = event->position();
  cursor_.hovered = nearest(event->position());
  setCursor(cursor_.hovered ? Qt::PointingHandCursor : Qt::ArrowCursor);
  update();
}

void Chart::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  const auto hit = nearest(event->position());
  if (!hit) return;
  setCurrent(hit);
  Q_EMIT pointChosen(*hit);
}

void Chart::leaveEvent(QEvent*) {
  mouse_.reset();
  cursor_.hovered.reset();
  update();
}

void Chart::keyPressEvent(QKeyEvent* event) {
  if (event->modifiers() == Qt::NoModifier && isWalkKey(event->key())) {
    walk(event->key());
  } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && cursor_.current) {
    Q_EMIT pointChosen(*cursor_.current);
  } else {
    QWidget::keyPressEvent(event);
  }
}

void Chart::walk(int key) {
  const std::vector<PlotPosition> order = pointsInOrder(model_);
  if (order.empty()) return;
  const auto at = cursor_.current ? std::ranges::find(order, *cursor_.current) : order.end();
  const auto last = static_cast<std::ptrdiff_t>(order.size()) - 1;
  std::ptrdiff_t next = 0;
  if (key == Qt::Key_End)
    next = last;
  else if (key != Qt::Key_Home && at != order.end())
    next = std::clamp<std::ptrdiff_t>(at - order.begin() + (key == Qt::Key_Right ? 1 : -1), 0, last);
  cursor_.hovered.reset();
  setCurrent(order[static_cast<std::size_t>(next)]);
}

}  // namespace trabecula::widgets
