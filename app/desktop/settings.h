#pragma once

#include <vector>

#include "app/desktop/window_presets.h"
#include "widgets/theme/theme.h"

namespace trabecula::app {

class StateStore;

/// What the user chose once for all sessions.
struct Settings {
  widgets::Theme theme = widgets::Theme::Dark;
  int threads = 0;                 ///< of each job; 0: as many as the machine has
  int cacheMebibytes = 1024;       ///< for images read ahead and kept
  int historyMebibytes = 512;      ///< of compressed files in the history of results; 0 keeps none
  bool hidePatient = false;        ///< on the screen, when the program starts; one key switches
  bool patientInPictures = false;  ///< in saved pictures and in recent lists
  std::vector<SitePreset> sitePresets;

  bool operator==(const Settings&) const = default;
};

inline constexpr int maxThreads = 256;
inline constexpr int maxCacheMebibytes = 65536;
inline constexpr int maxHistoryMebibytes = 1 << 20;

/// What is stored; defaults for what is missing, damaged or out of range.
Settings loadSettings(const StateStore& state);
/// False where they could not be kept.
bool saveSettings(StateStore& state, const Settings& settings);

}  // namespace trabecula::app
