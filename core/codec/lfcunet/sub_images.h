#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace trabecula::core::lfcunet {

/// The four parts of an image by the parity of rows and columns (Liao and Li 2024): A even rows and columns
/// (counted from 0), B even rows and odd columns, C odd rows and even columns, D odd rows and columns.
enum class Part { A, B, C, D };

inline constexpr int partRow(Part part) {
  return part == Part::C || part == Part::D ? 1 : 0;
}
inline constexpr int partColumn(Part part) {
  return part == Part::B || part == Part::D ? 1 : 0;
}

/// The stages after A in the paper's order: each part is told from all those before it.
inline constexpr std::array<Part, 3> stages = {Part::D, Part::B, Part::C};

/// Sub-images, all of A's size: half of the image's, rounded up. Where an image has an odd side the parts
/// with odd rows or columns lack some pixels: there they have A's value, which is coded nowhere.
struct SubImages {
  int width = 0;   ///< of the image
  int height = 0;  ///< of the image
  std::array<std::vector<std::uint16_t>, 4> values;

  SubImages(int imageWidth, int imageHeight);

  int partWidth() const { return (width + 1) / 2; }
  int partHeight() const { return (height + 1) / 2; }
  std::size_t partPixels() const {
    return static_cast<std::size_t>(partWidth()) * static_cast<std::size_t>(partHeight());
  }
  std::vector<std::uint16_t>& of(Part part) { return values[static_cast<std::size_t>(part)]; }
  const std::vector<std::uint16_t>& of(Part part) const { return values[static_cast<std::size_t>(part)]; }
  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(partWidth()) + static_cast<std::size_t>(x);
  }
  /// Whether the image has the part's pixel at (x, y) of the sub-image.
  bool exists(Part part, int x, int y) const {
    return 2 * x + partColumn(part) < width && 2 * y + partRow(part) < height;
  }
};

/// `pixels`: row-major.
SubImages split(int width, int height, std::span<const std::uint16_t> pixels);
/// Gives the places that no pixel of `part` belongs to A's values.
void fillMissing(SubImages& parts, Part part);
std::vector<std::uint16_t> join(const SubImages& parts);

}  // namespace trabecula::core::lfcunet
