#include "core/analysis/decimate.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "core/support/error.h"

namespace trabecula::core {
namespace {

/// Without overflow at the smallest integer.
std::int64_t magnitude(std::int32_t value) {
  return std::abs(static_cast<std::int64_t>(value));
}
float magnitude(float value) {
  return std::abs(value);
}

template <typename Value>
Value cleaned(Value value) {
  if constexpr (std::is_floating_point_v<Value>) return std::isnan(value) ? Value{0} : value;
  return value;
}

/// Which cell each pixel of a side belongs to.
std::vector<int> cellOfPixel(int pixels, int cells) {
  std::vector<int> result(static_cast<std::size_t>(pixels));
  for (int cell = 0; cell < cells; ++cell) {
    const auto begin = static_cast<std::int64_t>(cell) * pixels / cells;
    const auto end = static_cast<std::int64_t>(cell + 1) * pixels / cells;
    std::fill(result.begin() + begin, result.begin() + end, cell);
  }
  return result;
}

}  // namespace

template <typename Value>
DecimatedMap<Value> decimateByMagnitude(std::span<const Value> values, int width, int height, int maxWidth,
                                        int maxHeight) {
  if (width <= 0 || height <= 0 || maxWidth <= 0 || maxHeight <= 0 ||
      values.size() != static_cast<std::size_t>(width) * static_cast<std::size_t>(height))
    throw Error(ErrorCategory::InvalidArgument,
                "A map to be reduced has no pixels or not as many as it says.");
  DecimatedMap<Value> result;
  result.width = std::min(width, maxWidth);
  result.height = std::min(height, maxHeight);
  result.sourceWidth = width;
  result.sourceHeight = height;
  result.values.assign(static_cast<std::size_t>(result.width) * static_cast<std::size_t>(result.height),
                       Value{0});
  const std::vector<int> columns = cellOfPixel(width, result.width);
  const std::vector<int> rows = cellOfPixel(height, result.height);
  const Value* source = values.data();
  for (int y = 0; y < height; ++y) {
    Value* const row =
        result.values.data() + static_cast<std::ptrdiff_t>(rows[static_cast<std::size_t>(y)]) * result.width;
    for (const int column : columns) {
      const Value value = cleaned(*source++);
      if (magnitude(value) > magnitude(row[column])) row[column] = value;
    }
  }
  return result;
}

template DecimatedMap<std::int32_t> decimateByMagnitude(std::span<const std::int32_t>, int, int, int, int);
template DecimatedMap<float> decimateByMagnitude(std::span<const float>, int, int, int, int);

}  // namespace trabecula::core
