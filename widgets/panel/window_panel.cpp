#include "widgets/panel/window_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/panel/value_box.h"

namespace trabecula::widgets {
namespace {

QLabel* fieldLabel(const QString& text, QWidget* buddy) {
  auto* label = new QLabel(text, buddy->parentWidget());
  label->setBuddy(buddy);
  return label;
}

}  // namespace

QString displayNoteTitle() {
  return WindowPanel::tr("Display not calibrated");
}

QString displayNoteText() {
  return WindowPanel::tr(
      "Trabecula does not know whether this display follows the DICOM greyscale function (GSDF, PS3.14), and "
      "cannot measure it. Greys may look different elsewhere. Not for diagnosis.");
}

WindowPanel::WindowPanel(QWidget* parent) : QWidget(parent) {
  presets_ = new QComboBox(this);
  presets_->setObjectName(QStringLiteral("panelPresets"));
  presets_->setAccessibleName(tr("Window preset"));
  presets_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  auto* editPresets = new QPushButton(tr("Edit\u2026"), this);
  editPresets->setObjectName(QStringLiteral("editPresets"));
  editPresets->setToolTip(tr("Edit the site's own presets"));
  auto* top = new QHBoxLayout;
  top->addWidget(presets_, 1);
  top->addWidget(editPresets);

  histogram_ = new WindowHistogram(this);
  body_ = new QWidget(this);
  reason_ = new QLabel(this);
  reason_->setProperty("quiet", true);
  reason_->setWordWrap(true);
  auto* column = new QVBoxLayout(body_);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(8);
  column->addLayout(top);
  column->addWidget(histogram_, 1);
  column->addWidget(buildNumbers());
  column->addWidget(buildWays());
  auto* page = new QVBoxLayout(this);
  page->setContentsMargins(10, 8, 10, 8);
  page->addWidget(reason_);
  page->addWidget(body_, 1);
  page->addWidget(buildNote());

  connect(presets_, &QComboBox::activated, this, [this](int index) {
    if (index > 0) Q_EMIT presetChosen(index - 1);
  });
  connect(editPresets, &QPushButton::clicked, this, &WindowPanel::editPresetsRequested);
  connect(histogram_, &WindowHistogram::windowEdited, this, &WindowPanel::edit);
  setImage(nullptr);
}

QWidget* WindowPanel::buildNumbers() {
  auto* numbers = new QWidget(body_);
  const auto box = [&](const char* name, const QString& hint) {
    auto* field = new ValueBox(numbers);
    field->setObjectName(QLatin1String(name));
    field->setToolTip(hint + QLatin1Char('\n') + tr("Up, Down: 1; with Shift 10, with Ctrl 100"));
    field->setMinimumWidth(72);
    return field;
  };
  centre_ = box("windowCentre", tr("Window centre, modality value"));
  width_ = box("windowWidth", tr("Window width"));
  low_ = box("windowLow", tr("Lowest value: what is at or below it has one end of the grey scale"));
  high_ = box("windowHigh", tr("Highest value: what is at or above it has the other end"));
  auto* grid = new QGridLayout(numbers);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(6);
  grid->setVerticalSpacing(6);
  const auto place = [&](int row, int column, const QString& text, QWidget* field) {
    grid->addWidget(fieldLabel(text, field), row, 2 * column);
    grid->addWidget(field, row, 2 * column + 1);
    grid->setColumnStretch(2 * column + 1, 1);
  };
  place(0, 0, tr("Centre"), centre_);
  place(0, 1, tr("Width"), width_);
  place(1, 0, tr("Min"), low_);
  place(1, 1, tr("Max"), high_);

  const auto byCentre = [this] {
    core::VoiWindow window = display_.window;
    window.centre = centre_->value();
    window.width = width_->value();
    edit(window);
  };
  connect(centre_, &ValueBox::valueChanged, this, byCentre);
  connect(width_, &ValueBox::valueChanged, this, byCentre);
  // The end that was set stays; the other one makes way.
  connect(low_, &ValueBox::valueChanged, this,
          [this](double low) { editEnds(low, std::max(low, high_->value())); });
  connect(high_, &ValueBox::valueChanged, this,
          [this](double high) { editEnds(std::min(high, low_->value()), high); });
  return numbers;
}

QWidget* WindowPanel::buildWays() {
  auto* ways = new QWidget(body_);
  function_ = new QComboBox(ways);
  function_->setObjectName(QStringLiteral("voiFunction"));
  function_->addItems({QStringLiteral("LINEAR"), QStringLiteral("LINEAR_EXACT"), QStringLiteral("SIGMOID")});
  function_->setToolTip(tr("VOI LUT Function: how values between the ends become grey (DICOM PS3.3 C.11.2)"));
  lut_ = new QComboBox(ways);
  lut_->setObjectName(QStringLiteral("voiLut"));
  lut_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  lut_->setToolTip(tr("Tables in the file that replace the window"));
  linear_ = new QPushButton(tr("Back to &linear"), ways);
  linear_->setObjectName(QStringLiteral("backToLinear"));
  linear_->setToolTip(tr("No VOI LUT, function LINEAR"));
  invert_ = new QCheckBox(tr("&Inverted"), ways);
  invert_->setToolTip(tr("Inverts what is shown (I)"));
  polarity_ = new QLabel(ways);
  polarity_->setProperty("note", true);
  polarity_->setWordWrap(true);
  auto* automatic = new QPushButton(tr("&Auto"), ways);
  automatic->setToolTip(tr("From the 0.5th to the 99.5th percentile of the frame (0)"));
  auto* full = new QPushButton(tr("F&ull range"), ways);
  region_ = new QPushButton(tr("&Region"), ways);
  region_->setObjectName(QStringLiteral("windowFromRegion"));
  region_->setToolTip(tr("From the drawn region; or drag a box on the image with Ctrl held"));

  auto* form = new QFormLayout;
  form->setContentsMargins(0, 0, 0, 0);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  form->addRow(tr("Function"), function_);
  form->addRow(tr("VOI LUT"), lut_);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(4);
  for (QPushButton* button : {automatic, full, region_}) buttons->addWidget(button);
  auto* last = new QHBoxLayout;
  last->addWidget(linear_);
  last->addStretch();
  last->addWidget(invert_);
  auto* column = new QVBoxLayout(ways);
  column->setContentsMargins(0, 0, 0, 0);
  column->addLayout(form);
  column->addLayout(buttons);
  column->addLayout(last);
  column->addWidget(polarity_);

  connect(function_, &QComboBox::activated, this, &WindowPanel::chooseFunction);
  connect(lut_, &QComboBox::activated, this, &WindowPanel::chooseLut);
  connect(linear_, &QPushButton::clicked, this, [this] {
    core::VoiWindow window = display_.window;
    window.function = core::VoiFunction::Linear;
    edit(window);
  });
  connect(invert_, &QCheckBox::toggled, this, [this](bool on) {
    if (refreshing_) return;
    core::DisplaySettings display = display_;
    display.invert = on;
    Q_EMIT displayEdited(display);
  });
  connect(automatic, &QPushButton::clicked, this, &WindowPanel::automaticRequested);
  connect(full, &QPushButton::clicked, this, &WindowPanel::fullRangeRequested);
  connect(region_, &QPushButton::clicked, this, &WindowPanel::regionRequested);
  return ways;
}

QWidget* WindowPanel::buildNote() {
  auto* note = new QLabel(displayNoteTitle(), this);
  note->setObjectName(QStringLiteral("displayNote"));
  note->setProperty("note", true);
  note->setToolTip(displayNoteText());
  return note;
}

void WindowPanel::setImage(const core::Presentation* presentation, const QString& reason) {
  presentation_ = presentation ? std::optional(*presentation) : std::nullopt;
  body_->setEnabled(presentation_.has_value());
  reason_->setVisible(!reason.isEmpty());
  reason_->setText(reason);
  // Never another image's counts or slope: the new ones are on their way.
  setHistogram(nullptr);
  lut_->clear();
  lut_->addItem(tr("None"));
  if (presentation_)
    for (std::size_t i = 0; i < presentation_->voiLuts.size(); ++i) {
      const std::string& name = presentation_->voiLuts[i].explanation;
      lut_->addItem(name.empty() ? tr("Table %1").arg(i + 1) : QString::fromStdString(name));
    }
  lut_->setEnabled(lut_->count() > 1);
  refresh();
}

void WindowPanel::setHistogram(HistogramPtr histogram) {
  histogram_->setHistogram(std::move(histogram),
                           presentation_ ? presentation_->modality : core::ModalityTransform{});
}

void WindowPanel::setDisplay(const core::DisplaySettings& display) {
  display_ = display;
  refresh();
}

void WindowPanel::setPresets(const QStringList& titles, int current) {
  // Most calls only say which of them is shown: at each step of a drag.
  if (titles != presetTitles_ || presets_->count() == 0) {
    presetTitles_ = titles;
    presets_->clear();
    presets_->addItem(tr("Window preset"));
    presets_->addItems(titles);
  }
  presets_->setCurrentIndex(current + 1);
}

void WindowPanel::setRegionAvailable(bool available) {
  region_->setEnabled(available);
}

void WindowPanel::refresh() {
  const QScopedValueRollback guard(refreshing_, true);
  const core::ValueRange ends = core::windowEnds(display_.window);
  width_->setMinimum(core::leastWindowWidth(display_.window.function));
  centre_->setValue(display_.window.centre);
  width_->setValue(display_.window.width);
  low_->setValue(ends.low);
  high_->setValue(ends.high);
  const bool table = display_.voiLut.has_value();
  for (QWidget* field : std::initializer_list<QWidget*>{centre_, width_, low_, high_, function_})
    field->setEnabled(!table);
  function_->setCurrentIndex(static_cast<int>(display_.window.function));
  lut_->setCurrentIndex(table ? static_cast<int>(*display_.voiLut) + 1 : 0);
  linear_->setEnabled(table || display_.window.function != core::VoiFunction::Linear);
  invert_->setChecked(display_.invert);
  histogram_->setWindow(display_.window, presentation_ && !table);
  const bool inverse = presentation_ && presentation_->showsLowBright();
  polarity_->setVisible(inverse);
  if (inverse)
    polarity_->setText(presentation_->photometric == core::Photometric::Monochrome1
                           ? tr("MONOCHROME1: low values are bright, inverted after the VOI.")
                           : tr("Presentation LUT Shape INVERSE: inverted after the VOI."));
}

/// A window replaces a table.
void WindowPanel::edit(const core::VoiWindow& window) {
  if (refreshing_) return;
  core::DisplaySettings display = display_;
  display.voiLut.reset();
  display.window = window;
  display.window.width = std::max(window.width, core::leastWindowWidth(window.function));
  display.window.explanation.clear();
  Q_EMIT displayEdited(display);
}

void WindowPanel::editEnds(double low, double high) {
  if (!refreshing_) edit(core::windowFromEnds({low, high}, display_.window.function));
}

void WindowPanel::chooseFunction(int index) {
  core::VoiWindow window = display_.window;
  window.function = static_cast<core::VoiFunction>(index);
  edit(window);
}

void WindowPanel::chooseLut(int index) {
  core::DisplaySettings display = display_;
  display.voiLut = index > 0 ? std::optional(static_cast<std::size_t>(index - 1)) : std::nullopt;
  Q_EMIT displayEdited(display);
}

}  // namespace trabecula::widgets
