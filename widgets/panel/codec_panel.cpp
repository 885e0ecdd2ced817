#include "widgets/panel/codec_panel.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QVBoxLayout>
#include <cmath>

#include "core/support/error.h"
#include "widgets/theme/theme.h"

namespace trabecula::widgets {
namespace {

/// A real number with all its digits: values also come from sweeps, and what is shown is what is compressed
/// with.
class RealBox : public QDoubleSpinBox {
 public:
  explicit RealBox(QWidget* parent) : QDoubleSpinBox(parent) {
    constexpr int allDigits = 17;
    setDecimals(allDigits);
  }

  QString textFromValue(double value) const override {
    QLocale plain = locale();
    plain.setNumberOptions(QLocale::OmitGroupSeparator);
    return plain.toString(value, 'f', QLocale::FloatingPointShortest);
  }

  /// Without the last digits that sums of tenths bring.
  void stepBy(int steps) override {
    constexpr double grid = 1e6;
    setValue(std::round((value() + steps * singleStep()) * grid) / grid);
  }
};

void setItemEnabled(QComboBox* box, int index, bool enabled, const QString& toolTip) {
  auto* model = qobject_cast<QStandardItemModel*>(box->model());
  QStandardItem* item = model->item(index);
  item->setEnabled(enabled);
  item->setToolTip(toolTip);
}

/// "lossless, near-lossless, lossy; 8 to 16 bit".
QString describe(const core::CodecInfo& info) {
  QStringList kinds;
  if (info.lossless) kinds << CodecPanel::tr("lossless");
  if (info.nearLossless) kinds << CodecPanel::tr("near-lossless");
  if (info.lossy) kinds << CodecPanel::tr("lossy");
  return CodecPanel::tr("%1; %2\u2013%3 bit\n%4")
      .arg(kinds.join(QStringLiteral(", ")))
      .arg(info.minBits)
      .arg(info.maxBits)
      .arg(QString::fromStdString(info.implementation));
}

bool takes(const core::CodecInfo& info, const std::optional<core::ImageFormat>& format) {
  return !format || (format->bitsStored >= info.minBits && format->bitsStored <= info.maxBits);
}

}  // namespace

CodecPanel::CodecPanel(const core::CodecRegistry& registry, QWidget* parent)
    : QWidget(parent), registry_(registry) {
  codecBox_ = new QComboBox(this);
  codecBox_->setAccessibleName(tr("Codec"));
  for (const auto& codec : registry.codecs())
    codecBox_->addItem(QString::fromStdString(codec->info().title), QString::fromStdString(codec->info().id));
  codecLabel_ = new QLabel(this);
  codecLabel_->setProperty("quiet", true);
  codecLabel_->setWordWrap(true);

  deviceBox_ = new QComboBox(this);
  deviceBox_->setAccessibleName(tr("Device"));
  compressButton_ = new QPushButton(icon(QStringLiteral("compress")), tr("Compress"), this);
  compressButton_->setProperty("primary", true);
  compressButton_->setObjectName(QStringLiteral("compressButton"));
  compressButton_->setToolTip(tr("Compress the open image with these settings (Ctrl+Return)"));
  allButton_ = new QPushButton(icon(QStringLiteral("compress-all")), tr("All"), this);
  allButton_->setToolTip(tr("Compress with every codec at its default settings (Ctrl+Shift+Return)"));

  // One form, so that all labels share a column; parameters stand between codec and device.
  form_ = new QFormLayout;
  form_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  form_->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  form_->setVerticalSpacing(7);
  form_->addRow(tr("Codec"), codecBox_);
  form_->addRow(QString(), codecLabel_);
  form_->addRow(tr("Device"), deviceBox_);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(compressButton_, 1);
  buttons->addWidget(allButton_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(10, 8, 10, 8);
  column->setSpacing(8);
  column->addLayout(form_);
  column->addLayout(buttons);
  column->addStretch();

  connect(codecBox_, &QComboBox::currentIndexChanged, this, &CodecPanel::buildForm);
  connect(deviceBox_, &QComboBox::currentIndexChanged, this, [this] { Q_EMIT deviceChanged(deviceId()); });
  connect(compressButton_, &QPushButton::clicked, this, &CodecPanel::compressRequested);
  connect(allButton_, &QPushButton::clicked, this, &CodecPanel::compressAllRequested);
  setDevices({{.id = QStringLiteral("auto"), .title = tr("Automatic")},
              {.id = QStringLiteral("cpu"), .title = tr("CPU")}});
  buildForm();
  setImageFormat(std::nullopt);
}

const core::Codec& CodecPanel::codec() const {
  return registry_.get(codecBox_->currentData().toString().toStdString());
}

bool CodecPanel::selectCodec(const std::string& id) {
  const int index = codecBox_->findData(QString::fromStdString(id));
  if (index >= 0) codecBox_->setCurrentIndex(index);
  return index >= 0;
}

void CodecPanel::buildForm() {
  rememberForm();
  for (const Row& row : rows_) form_->removeRow(row.editor);
  rows_.clear();
  const core::CodecInfo& info = codec().info();
  shownCodec_ = info.id;
  codecLabel_->setText(describe(info));
  for (const core::ParameterInfo& parameter : info.parameters) {
    rows_.push_back(makeRow(parameter));
    auto* label = new QLabel(QString::fromStdString(parameter.title), this);
    label->setToolTip(rows_.back().editor->toolTip());
    label->setBuddy(rows_.back().editor);
    form_->insertRow(form_->rowCount() - 1, label, rows_.back().editor);
  }
  for (const auto& [name, value] : remembered_[info.id])
    for (const Row& row : rows_)
      if (row.info.name == name) setText(row, value);
  refreshRows();
  refreshDevices();
  refreshCodecs();
}

CodecPanel::Row CodecPanel::makeRow(const core::ParameterInfo& info) {
  Row row{.info = info};
  if (const auto* integer = std::get_if<core::IntegerRange>(&info.range)) {
    auto* box = new QSpinBox(this);
    box->setRange(static_cast<int>(integer->min), static_cast<int>(integer->max));
    box->setValue(static_cast<int>(integer->defaultValue));
    row.editor = box;
  } else if (const auto* real = std::get_if<core::RealRange>(&info.range)) {
    auto* box = new RealBox(this);
    box->setRange(real->min, real->max);
    box->setSingleStep((real->max - real->min) > 20 ? 1 : 0.1);
    box->setValue(real->defaultValue);
    row.editor = box;
  } else {
    auto* box = new QComboBox(this);
    for (const std::string& value : std::get<core::Choice>(info.range).values)
      box->addItem(QString::fromStdString(value));
    connect(box, &QComboBox::currentIndexChanged, this, &CodecPanel::refreshRows);
    row.editor = box;
  }
  row.editor->setToolTip(QString::fromStdString(info.meaning));
  row.editor->setObjectName(QStringLiteral("parameter_") + QString::fromStdString(info.name));
  row.editor->setAccessibleName(QString::fromStdString(info.title));
  row.editor->setAccessibleDescription(row.editor->toolTip());
  return row;
}

QString CodecPanel::textOf(const Row& row) {
  if (const auto* box = qobject_cast<QSpinBox*>(row.editor)) return QString::number(box->value());
  if (const auto* box = qobject_cast<QDoubleSpinBox*>(row.editor))
    return QString::number(box->value(), 'g', 17);
  return qobject_cast<QComboBox*>(row.editor)->currentText();
}

void CodecPanel::setText(const Row& row, const std::string& value) {
  const QString text = QString::fromStdString(value);
  if (auto* integer = qobject_cast<QSpinBox*>(row.editor))
    integer->setValue(text.toInt());
  else if (auto* real = qobject_cast<QDoubleSpinBox*>(row.editor))
    real->setValue(text.toDouble());
  else
    qobject_cast<QComboBox*>(row.editor)->setCurrentText(text);
}

void CodecPanel::rememberForm() {
  if (shownCodec_.empty()) return;
  auto& values = remembered_[shownCodec_];
  values.clear();
  for (const Row& row : rows_) values.emplace_back(row.info.name, textOf(row).toStdString());
}

core::Parameters CodecPanel::parameters() const {
  std::vector<std::pair<std::string, std::string>> given;
  for (const Row& row : rows_) given.emplace_back(row.info.name, textOf(row).toStdString());
  return core::Parameters::parse(codec().info(), given);
}

void CodecPanel::setParameter(const std::string& name, const std::string& value) {
  core::Parameters::parse(codec().info(), {{name, value}});
  for (const Row& row : rows_)
    if (row.info.name == name) setText(row, value);
}

/// Shows the parameters that matter at the present choices.
void CodecPanel::refreshRows() {
  for (const Row& row : rows_) {
    bool matters = true;
    for (const Row& other : rows_)
      if (other.info.name == row.info.dependsOn) matters = textOf(other).toStdString() == row.info.onValue;
    int position = 0;
    form_->getWidgetPosition(row.editor, &position, nullptr);
    form_->setRowVisible(position, matters);
  }
}

QString CodecPanel::deviceId() const {
  return deviceBox_->currentData().toString();
}

void CodecPanel::setDevices(const std::vector<DeviceChoice>& devices) {
  const QString current = deviceId();
  devices_ = devices;
  {
    const QSignalBlocker blocker(deviceBox_);
    deviceBox_->clear();
    for (const DeviceChoice& device : devices_) deviceBox_->addItem(device.title, device.id);
    deviceBox_->setCurrentIndex(std::max(0, deviceBox_->findData(current)));
  }
  refreshDevices();
}

/// Greys what this codec or build cannot use, and says why.
void CodecPanel::refreshDevices() {
  const core::CodecInfo& info = codec().info();
  for (int i = 0; i < static_cast<int>(devices_.size()); ++i) {
    const DeviceChoice& device = devices_[static_cast<std::size_t>(i)];
    const bool isGpu = device.id != QStringLiteral("auto") && device.id != QStringLiteral("cpu");
    const bool usable = device.usable && (!isGpu || info.usesGpu);
    const QString reason = !device.usable ? device.reason
                           : !usable ? tr("%1 runs on the CPU only").arg(QString::fromStdString(info.title))
                                     : QString();
    setItemEnabled(deviceBox_, i, usable, reason);
    if (!usable && deviceBox_->currentIndex() == i) deviceBox_->setCurrentIndex(0);
  }
  deviceBox_->setToolTip(info.usesGpu
                             ? tr("Where the networks run")
                             : tr("%1 runs on the CPU only").arg(QString::fromStdString(info.title)));
}

void CodecPanel::setImageFormat(std::optional<core::ImageFormat> format) {
  format_ = format;
  refreshCodecs();
}

void CodecPanel::refreshCodecs() {
  for (int i = 0; i < codecBox_->count(); ++i) {
    const core::CodecInfo& info = registry_.get(codecBox_->itemData(i).toString().toStdString()).info();
    const bool usable = takes(info, format_);
    setItemEnabled(codecBox_, i, usable,
                   usable ? describe(info)
                          : tr("Takes %1\u2013%2 bit; this image has %3")
                                .arg(info.minBits)
                                .arg(info.maxBits)
                                .arg(format_->bitsStored));
  }
  compressButton_->setEnabled(format_ && takes(codec().info(), format_));
  allButton_->setEnabled(format_.has_value());
}

}  // namespace trabecula::widgets
