#pragma once

#include <QDialog>
#include <optional>

#include "app/desktop/settings.h"

class QCheckBox;
class QComboBox;
class QSpinBox;
class QTableWidget;
class QTabWidget;

namespace trabecula::app {

/// General settings, and the site's window presets as a list to edit.
class SettingsDialog : public QDialog {
  Q_OBJECT

 public:
  enum class Page { General, Presets };

  /// `shown` is the window that the active pane shows, offered as a new preset.
  SettingsDialog(const Settings& settings, Page page, const std::optional<core::VoiWindow>& shown,
                 QWidget* parent = nullptr);

  /// What the dialog says now; presets without a name are called by their numbers.
  Settings settings() const;

 private:
  QWidget* buildGeneral(const Settings& settings);
  QWidget* buildPresets(const Settings& settings, const std::optional<core::VoiWindow>& shown);
  void addPreset(const SitePreset& preset, int row);
  SitePreset presetAt(int row) const;
  void movePreset(int step);

  QTabWidget* pages_ = nullptr;
  QComboBox* theme_ = nullptr;
  QSpinBox* threads_ = nullptr;
  QSpinBox* cache_ = nullptr;
  QSpinBox* history_ = nullptr;
  QCheckBox* hidePatient_ = nullptr;
  QCheckBox* patientInPictures_ = nullptr;
  QTableWidget* presets_ = nullptr;
};

}  // namespace trabecula::app
