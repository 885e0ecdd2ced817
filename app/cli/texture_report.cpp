#include "app/cli/texture_report.h"

#include "app/cli/metric_values.h"
#include "app/cli/region_option.h"

namespace trabecula::app {
namespace {

constexpr const char* whatItIs = "texture change, not a diagnosis";

}  // namespace

Json textureJson(const core::FrameRegion& region, int frame,
                 const std::vector<core::TextureFeature>& features) {
  Json values = Json::object();
  for (const core::TextureFeature& feature : features)
    values[feature.id] = {{"original", feature.original},
                          {"decoded", feature.decoded},
                          {"change", feature.change()},
                          {"source", feature.source}};
  return {{"note", whatItIs},
          {"frame", frame},
          {"x", region.left},
          {"y", region.top},
          {"width", region.width},
          {"height", region.height},
          {"levels", core::textureLevels},
          {"features", std::move(values)}};
}

void printTexture(const core::FrameRegion& region, int frame,
                  const std::vector<core::TextureFeature>& features, Report& report) {
  std::vector<std::pair<std::string, std::string>> lines;
  lines.reserve(features.size());
  for (const core::TextureFeature& feature : features)
    lines.emplace_back(feature.title, significant(feature.original, textDigits) + " to " +
                                          significant(feature.decoded, textDigits) + ", change " +
                                          significant(feature.change(), 3));
  report.fields(
      "Texture of region " + regionText(region) + ", frame " + std::to_string(frame) + ": " + whatItIs,
      lines);
}

}  // namespace trabecula::app
