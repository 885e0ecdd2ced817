#pragma once

#include <QByteArray>
#include <QString>
#include <vector>

#include "core/image/display_lut.h"
#include "core/image/image.h"

namespace trabecula::app {

/// One entry of the window list; the keys 1 to 9 apply the first nine.
struct WindowPreset {
  QString title;
  core::DisplaySettings settings;

  /// What is to be shown when the preset is chosen while `display` is shown: the polarity stays, and a VOI
  /// LUT leaves the window behind it as it is.
  core::DisplaySettings appliedTo(const core::DisplaySettings& display) const;
  bool isShownBy(const core::DisplaySettings& display) const { return appliedTo(display) == display; }
};

/// A preset of the site's own: a window on modality values, in the user's list.
struct SitePreset {
  QString title;
  core::VoiWindow window;

  bool operator==(const SitePreset&) const = default;
};

/// The list as JSON and back; what is damaged or out of range is left out.
QByteArray sitePresetsToJson(const std::vector<SitePreset>& presets);
std::vector<SitePreset> sitePresetsFromJson(const QByteArray& json);

/// What makes sense for this frame: the file's own windows and VOI LUTs first, then automatic, full range,
/// bone and soft tissue (in HU where the image is in HU, else parts of the range that is used), and the
/// site's.
std::vector<WindowPreset> windowPresets(const core::Image& image, int frame,
                                        const std::vector<SitePreset>& site = {});

}  // namespace trabecula::app
