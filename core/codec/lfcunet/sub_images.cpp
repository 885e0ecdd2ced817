#include "core/codec/lfcunet/sub_images.h"

namespace trabecula::core::lfcunet {
namespace {

constexpr std::array<Part, 4> allParts = {Part::A, Part::B, Part::C, Part::D};

std::size_t imageIndex(const SubImages& parts, Part part, int x, int y) {
  return static_cast<std::size_t>(2 * y + partRow(part)) * static_cast<std::size_t>(parts.width) +
         static_cast<std::size_t>(2 * x + partColumn(part));
}

}  // namespace

SubImages::SubImages(int imageWidth, int imageHeight) : width(imageWidth), height(imageHeight) {
  for (auto& part : values) part.resize(partPixels());
}

SubImages split(int width, int height, std::span<const std::uint16_t> pixels) {
  SubImages parts(width, height);
  for (const Part part : allParts) {
    for (int y = 0; y < parts.partHeight(); ++y) {
      for (int x = 0; x < parts.partWidth(); ++x) {
        if (parts.exists(part, x, y)) {
          parts.of(part)[parts.index(x, y)] = pixels[imageIndex(parts, part, x, y)];
        }
      }
    }
    fillMissing(parts, part);
  }
  return parts;
}

void fillMissing(SubImages& parts, Part part) {
  for (int y = 0; y < parts.partHeight(); ++y) {
    for (int x = 0; x < parts.partWidth(); ++x) {
      const std::size_t i = parts.index(x, y);
      if (!parts.exists(part, x, y)) parts.of(part)[i] = parts.of(Part::A)[i];
    }
  }
}

std::vector<std::uint16_t> join(const SubImages& parts) {
  std::vector<std::uint16_t> pixels(static_cast<std::size_t>(parts.width) *
                                    static_cast<std::size_t>(parts.height));
  for (const Part part : allParts) {
    for (int y = 0; y < parts.partHeight(); ++y) {
      for (int x = 0; x < parts.partWidth(); ++x) {
        if (parts.exists(part, x, y)) {
          pixels[imageIndex(parts, part, x, y)] = parts.of(part)[parts.index(x, y)];
        }
      }
    }
  }
  return pixels;
}

}  // namespace trabecula::core::lfcunet
