#include "app/desktop/window_presets.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

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

core::DisplaySettings WindowPreset::appliedTo(const core::DisplaySettings& display) const {
  core::DisplaySettings applied = settings;
  applied.invert = display.invert;
  if (settings.voiLut) applied.window = display.window;
  return applied;
}

QByteArray sitePresetsToJson(const std::vector<SitePreset>& presets) {
  QJsonArray list;
  for (const SitePreset& preset : presets)
    list.append(QJsonObject{{QStringLiteral("title"), preset.title},
                            {QStringLiteral("centre"), preset.window.centre},
                            {QStringLiteral("width"), preset.window.width},
                            {QStringLiteral("function"), static_cast<int>(preset.window.function)}});
  return QJsonDocument(list).toJson(QJsonDocument::Compact);
}

std::vector<SitePreset> sitePresetsFromJson(const QByteArray& json) {
  std::vector<SitePreset> presets;
  for (const auto& value : QJsonDocument::fromJson(json).array()) {
    const QJsonObject entry = value.toObject();
    const int function = entry.value(QStringLiteral("function")).toInt(-1);
    if (function < 0 || function > static_cast<int>(core::VoiFunction::Sigmoid)) continue;
    SitePreset preset{.title = entry.value(QStringLiteral("title")).toString(),
                      .window = {.centre = entry.value(QStringLiteral("centre")).toDouble(),
                                 .width = entry.value(QStringLiteral("width")).toDouble(),
                                 .function = static_cast<core::VoiFunction>(function),
                                 .explanation = {}}};
    if (!preset.title.isEmpty() && preset.window.width >= core::leastWindowWidth(preset.window.function))
      presets.push_back(std::move(preset));
  }
  return presets;
}

std::vector<WindowPreset> windowPresets(const core::Image& image, int frame,
                                        const std::vector<SitePreset>& site) {
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
  } else {
    // Bone is where attenuation is high: the upper part of the used range, the lower one for MONOCHROME1.
    const double quarter = automatic.width / 4;
    const double towardsBone = presentation.showsLowBright() ? -quarter : quarter;
    presets.push_back(
        {text("Bone (dense half)"), windowed(automatic.centre + towardsBone, automatic.width / 2)});
    presets.push_back(
        {text("Soft tissue (light half)"), windowed(automatic.centre - towardsBone, automatic.width / 2)});
  }
  for (const SitePreset& preset : site)
    presets.push_back({text("Site: %1").arg(preset.title),
                       {.window = preset.window, .voiLut = std::nullopt, .invert = false}});
  return presets;
}

}  // namespace trabecula::app
