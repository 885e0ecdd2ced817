#include "app/desktop/window_presets.h"

#include <QCoreApplication>

#include "core/image/window_level.h"

namespace trabecula::app {
namespace {

QString text(const char* source) {
  return QCoreApplication::translate("WindowPresets", source);
}

core::DisplaySettings windowed(double centre, double width) {
  return {.window = {.centre = centre, .width = width}, .voiLut = std::nullopt, .invert = false};
}

void addOwn(std::vector<WindowPreset>& presets, const core::Presentation& presentation) {
  for (std::size_t i = 0; i < presentation.windows.size(); ++i) {
    const core::VoiWindow& window = presentation.windows[i];
    const QString name = window.explanation.empty()
                             ? text("File's window %1").arg(i + 1)
                             : text("File: %1").arg(QString::fromStdString(window.explanation));
    presets.push_back({name, {.window = window, .voiLut = std::nullopt, .invert = false}});
  }
  for (std::size_t i = 0; i < presentation.voiLuts.size(); ++i) {
    const core::LookupTable& table = presentation.voiLuts[i];
    const QString name = table.explanation.empty()
                             ? text("File's VOI LUT %1").arg(i + 1)
                             : text("File's LUT: %1").arg(QString::fromStdString(table.explanation));
    presets.push_back({name, {.window = {}, .voiLut = i, .invert = false}});
  }
}

}  // namespace

std::vector<WindowPreset> windowPresets(const core::Image& image, int frame) {
  std::vector<WindowPreset> presets;
  const core::Presentation& presentation = image.presentation();
  addOwn(presets, presentation);
  const core::VoiWindow automatic = core::autoWindow(image, frame);
  presets.push_back({text("Automatic"), {.window = automatic, .voiLut = std::nullopt, .invert = false}});
  presets.push_back(
      {text("Full range"),
       {.window = core::fullRangeWindow(image, frame), .voiLut = std::nullopt, .invert = false}});
  if (presentation.modality.units == "HU") {
    presets.push_back({text("Bone (HU)"), windowed(300, 1500)});
    presets.push_back({text("Soft tissue (HU)"), windowed(40, 400)});
    return presets;
  }
  // Bone is where attenuation is high: the upper part of the used range, the lower one for MONOCHROME1.
  const double quarter = automatic.width / 4;
  const double towardsBone = presentation.showsLowBright() ? -quarter : quarter;
  presets.push_back(
      {text("Bone (dense half)"), windowed(automatic.centre + towardsBone, automatic.width / 2)});
  presets.push_back(
      {text("Soft tissue (light half)"), windowed(automatic.centre - towardsBone, automatic.width / 2)});
  return presets;
}

}  // namespace trabecula::app
