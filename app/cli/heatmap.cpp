#include "app/cli/heatmap.h"

#include <png.h>

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

}  // namespace

void writeHeatmap(const std::filesystem::path& path, const core::ResidualMap& map) {
  const std::vector<std::uint8_t> pixels = colourPixels(map);
  png_image header{};
  header.version = PNG_IMAGE_VERSION;
  header.width = static_cast<png_uint_32>(map.width);
  header.height = static_cast<png_uint_32>(map.height);
  header.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(header);
  core::ByteVector file(size);
  if (png_image_write_to_memory(&header, file.data(), &size, 0, pixels.data(), 0, nullptr) == 0) {
    throw core::Error(core::ErrorCategory::WriteFailed, path.string() + ": " + header.message);
  }
  file.resize(size);
  core::writeFileAtomically(path, file);
}

}  // namespace trabecula::app
