#include "app/cli/heatmap.h"

#include <png.h>

#include <algorithm>
#include <cmath>

#include "core/analysis/residual.h"
#include "core/image/colour_map.h"
#include "core/support/error.h"
#include "core/support/file_io.h"

namespace trabecula::app {
namespace {

std::vector<std::uint8_t> colourPixels(const core::ResidualMap& map) {
  const std::int32_t limit = core::residualStatistics(map).largestMagnitude();
  std::vector<std::uint8_t> pixels;
  pixels.reserve(map.values.size() * 3);
  for (const std::int32_t value : map.values) {
    const core::Rgb colour = core::colourOf(value, limit, core::ColourScale::Linear);
    pixels.insert(pixels.end(), {colour.red, colour.green, colour.blue});
  }
  return pixels;
}

std::vector<std::uint8_t> colourPixels(const core::MetricMap& map) {
  const auto& colours = core::sequentialColours();
  std::vector<std::uint8_t> pixels;
  pixels.reserve(map.values.size() * 3);
  for (const float value : map.values) {
    const double place = std::clamp(value / map.fullScale, 0.0, 1.0);
    const core::Rgb colour = colours[static_cast<std::size_t>(std::lround(place * 255))];
    pixels.insert(pixels.end(), {colour.red, colour.green, colour.blue});
  }
  return pixels;
}

void writePng(const std::filesystem::path& path, int width, int height,
              const std::vector<std::uint8_t>& pixels) {
  png_image header{};
  header.version = PNG_IMAGE_VERSION;
  header.width = static_cast<png_uint_32>(width);
  header.height = static_cast<png_uint_32>(height);
  header.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(header);
  core::ByteVector file(size);
  if (png_image_write_to_memory(&header, file.data(), &size, 0, pixels.data(), 0, nullptr) == 0) {
    throw core::Error(core::ErrorCategory::WriteFailed, path.string() + ": " + header.message);
  }
  file.resize(size);
  core::writeFileAtomically(path, file);
}

}  // namespace

void writeHeatmap(const std::filesystem::path& path, const core::ResidualMap& map) {
  writePng(path, map.width, map.height, colourPixels(map));
}

void writeHeatmap(const std::filesystem::path& path, const core::MetricMap& map) {
  writePng(path, map.width, map.height, colourPixels(map));
}

}  // namespace trabecula::app
