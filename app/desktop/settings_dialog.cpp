#include "app/desktop/settings_dialog.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableWidget>
#include <QVBoxLayout>

#include "core/image/window_level.h"
#include "widgets/panel/value_box.h"

namespace trabecula::app {
namespace {

enum Column { Name, Centre, Width, Function, columnCount };

QLabel* note(const QString& text, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  label->setProperty("quiet", true);
  label->setWordWrap(true);
  return label;
}

}  // namespace

SettingsDialog::SettingsDialog(const Settings& settings, Page page,
                               const std::optional<core::VoiWindow>& shown, QWidget* parent)
    : QDialog(parent) {
  setWindowTitle(tr("Settings"));
  resize(620, 420);
  pages_ = new QTabWidget(this);
  pages_->addTab(buildGeneral(settings), tr("&General"));
  pages_->addTab(buildPresets(settings, shown), tr("&Window presets"));
  pages_->setCurrentIndex(static_cast<int>(page));
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
  for (QAbstractButton* button : buttons->buttons()) button->setIcon({});
  buttons->button(QDialogButtonBox::Ok)->setProperty("primary", true);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* column = new QVBoxLayout(this);
  column->addWidget(pages_, 1);
  column->addWidget(buttons);
}

QWidget* SettingsDialog::buildGeneral(const Settings& settings) {
  auto* page = new QWidget(this);
  theme_ = new QComboBox(page);
  theme_->setObjectName(QStringLiteral("theme"));
  theme_->addItems({tr("Dark"), tr("Light")});
  theme_->setCurrentIndex(settings.theme == widgets::Theme::Light ? 1 : 0);
  threads_ = new QSpinBox(page);
  threads_->setObjectName(QStringLiteral("threads"));
  threads_->setRange(0, maxThreads);
  threads_->setSpecialValueText(tr("Automatic"));
  threads_->setValue(settings.threads);
  cache_ = new QSpinBox(page);
  cache_->setObjectName(QStringLiteral("cache"));
  cache_->setRange(0, maxCacheMebibytes);
  cache_->setSingleStep(256);
  cache_->setSuffix(tr(" MiB"));
  cache_->setSpecialValueText(tr("None"));
  cache_->setValue(settings.cacheMebibytes);
  history_ = new QSpinBox(page);
  history_->setObjectName(QStringLiteral("history"));
  history_->setRange(0, maxHistoryMebibytes);
  history_->setSingleStep(128);
  history_->setSuffix(tr(" MiB"));
  history_->setSpecialValueText(tr("Keep nothing"));
  history_->setValue(settings.historyMebibytes);
  hidePatient_ = new QCheckBox(tr("&Hide the patient's name when the program starts (P shows it)"), page);
  hidePatient_->setObjectName(QStringLiteral("hidePatient"));
  hidePatient_->setChecked(settings.hidePatient);
  patientInPictures_ = new QCheckBox(tr("&Show the patient's name in saved pictures and recent lists"), page);
  patientInPictures_->setObjectName(QStringLiteral("patientInPictures"));
  patientInPictures_->setChecked(settings.patientInPictures);
  auto* form = new QFormLayout(page);
  form->setContentsMargins(14, 14, 14, 14);
  form->setVerticalSpacing(10);
  form->addRow(tr("&Theme"), theme_);
  form->addRow(tr("Th&reads"), threads_);
  form->addRow(tr("&Memory for images"), cache_);
  form->addRow(QString(),
               note(tr("Images next to the open one are read ahead and kept within this size."), page));
  form->addRow(tr("H&istory of results"), history_);
  form->addRow(QString(),
               note(tr("Compressed files are kept on the disk within this size; those not used for "
                       "longest go first."),
                    page));
  form->addRow(tr("Patient"), hidePatient_);
  form->addRow(QString(), patientInPictures_);
  return page;
}

QWidget* SettingsDialog::buildPresets(const Settings& settings, const std::optional<core::VoiWindow>& shown) {
  auto* page = new QWidget(this);
  presets_ = new QTableWidget(0, columnCount, page);
  presets_->setObjectName(QStringLiteral("presets"));
  presets_->setHorizontalHeaderLabels({tr("Name"), tr("Centre"), tr("Width"), tr("Function")});
  presets_->horizontalHeader()->setSectionResizeMode(Name, QHeaderView::Stretch);
  presets_->setAccessibleName(tr("Window presets of this site"));
  presets_->setTabKeyNavigation(false);  // Tab leads through the fields and on to the buttons
  presets_->verticalHeader()->hide();
  presets_->verticalHeader()->setDefaultSectionSize(34);
  presets_->setSelectionBehavior(QAbstractItemView::SelectRows);
  presets_->setSelectionMode(QAbstractItemView::SingleSelection);
  presets_->setColumnWidth(Function, 140);
  for (const SitePreset& preset : settings.sitePresets) addPreset(preset, presets_->rowCount());

  auto* add = new QPushButton(tr("&Add"), page);
  add->setObjectName(QStringLiteral("addPreset"));
  auto* remove = new QPushButton(tr("&Remove"), page);
  remove->setObjectName(QStringLiteral("removePreset"));
  auto* up = new QPushButton(tr("&Up"), page);
  auto* down = new QPushButton(tr("&Down"), page);
  const core::VoiWindow fresh =
      shown.value_or(core::VoiWindow{.centre = 2048, .width = 4096, .explanation = {}});
  connect(add, &QPushButton::clicked, this, [this, fresh] {
    const int row = presets_->rowCount();
    addPreset({.title = {}, .window = fresh}, row);
    presets_->selectRow(row);
    presets_->cellWidget(row, Name)->setFocus();
  });
  connect(remove, &QPushButton::clicked, this, [this] { presets_->removeRow(presets_->currentRow()); });
  connect(up, &QPushButton::clicked, this, [this] { movePreset(-1); });
  connect(down, &QPushButton::clicked, this, [this] { movePreset(1); });
  // The row in which somebody writes is the one that the buttons act on.
  connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
    for (int row = 0; now && row < presets_->rowCount(); ++row)
      for (int field = 0; field < columnCount; ++field)
        // The cell itself: a table gives the keyboard to the field of its current cell.
        if (presets_->cellWidget(row, field) == now) presets_->setCurrentCell(row, field);
  });
  auto* buttons = new QHBoxLayout;
  for (QPushButton* button : {add, remove, up, down}) buttons->addWidget(button);
  buttons->addStretch();
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(14, 14, 14, 14);
  column->addWidget(note(tr("Windows on modality values, offered for every image after the file's own. "
                            "Add begins with the window that is shown now."),
                         page));
  column->addWidget(presets_, 1);
  column->addLayout(buttons);
  return page;
}

void SettingsDialog::addPreset(const SitePreset& preset, int row) {
  presets_->insertRow(row);
  const auto put = [&](int column, QWidget* field) {
    presets_->setItem(row, column, new QTableWidgetItem);
    field->setAccessibleName(presets_->horizontalHeaderItem(column)->text());
    presets_->setCellWidget(row, column, field);
  };
  auto* name = new QLineEdit(preset.title, presets_);
  name->setPlaceholderText(tr("Name"));
  put(Name, name);
  const auto number = [&](double value) {
    auto* box = new widgets::ValueBox(presets_);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    box->setValue(value);
    return box;
  };
  put(Centre, number(preset.window.centre));
  auto* width = number(preset.window.width);
  width->setMinimum(core::leastWindowWidth(core::VoiFunction::LinearExact));
  put(Width, width);
  auto* function = new QComboBox(presets_);
  function->addItems({QStringLiteral("LINEAR"), QStringLiteral("LINEAR_EXACT"), QStringLiteral("SIGMOID")});
  function->setCurrentIndex(static_cast<int>(preset.window.function));
  put(Function, function);
}

SitePreset SettingsDialog::presetAt(int row) const {
  const auto* name = qobject_cast<const QLineEdit*>(presets_->cellWidget(row, Name));
  const auto* centre = qobject_cast<const QDoubleSpinBox*>(presets_->cellWidget(row, Centre));
  const auto* width = qobject_cast<const QDoubleSpinBox*>(presets_->cellWidget(row, Width));
  const auto* function = qobject_cast<const QComboBox*>(presets_->cellWidget(row, Function));
  SitePreset preset{.title = name->text().simplified(),
                    .window = {.centre = centre->value(),
                               .width = width->value(),
                               .function = static_cast<core::VoiFunction>(function->currentIndex()),
                               .explanation = {}}};
  preset.window.width = std::max(preset.window.width, core::leastWindowWidth(preset.window.function));
  if (preset.title.isEmpty())
    preset.title = tr("C %1 W %2").arg(preset.window.centre).arg(preset.window.width);
  return preset;
}

void SettingsDialog::movePreset(int step) {
  const int row = presets_->currentRow();
  const int next = row + step;
  if (row < 0 || next < 0 || next >= presets_->rowCount()) return;
  const SitePreset preset = presetAt(row);
  presets_->removeRow(row);
  addPreset(preset, next);
  presets_->selectRow(next);
}

Settings SettingsDialog::settings() const {
  Settings settings;
  settings.theme = theme_->currentIndex() == 1 ? widgets::Theme::Light : widgets::Theme::Dark;
  settings.threads = threads_->value();
  settings.cacheMebibytes = cache_->value();
  settings.historyMebibytes = history_->value();
  settings.hidePatient = hidePatient_->isChecked();
  settings.patientInPictures = patientInPictures_->isChecked();
  for (int row = 0; row < presets_->rowCount(); ++row) settings.sitePresets.push_back(presetAt(row));
  return settings;
}

}  // namespace trabecula::app
