#pragma once

#include <cstdint>
#include <vector>

#include "core/phantom/anatomy.h"
#include "core/phantom/geometry.h"

namespace trabecula::core::phantom {

/// A body's outline distance and cross-section on a coarse grid (every `step` pixels), from which any pixel
/// is interpolated. Immutable after construction; any thread may read it.
class BodyField {
 public:
  /// One pixel's values, in Fixed.
  struct Sample {
    std::int32_t distance;  ///< from the outline, positive inside
    std::int32_t radius;
    std::int32_t depth;
    std::int32_t cortex;
    std::int32_t fill;
  };

  /// `seed` drives the irregularities of cortex and fill, which grow as `densityPermille` falls.
  BodyField(const Body& body, const Geometry& geometry, std::uint64_t seed, int densityPermille);

  Material material() const { return material_; }
  /// Columns in which the row has part of the body: [first, last); empty where first >= last.
  std::int64_t firstColumn() const { return firstColumn_; }
  std::int64_t endColumn() const { return endColumn_; }
  bool coversRow(std::int64_t row) const { return row >= firstRow_ && row < endRow_; }

  /// Samples of columns firstColumn()..endColumn() of a covered row.
  void sampleRow(std::int64_t row, std::vector<Sample>& samples) const;

 private:
  void computeRow(const Body& body, const Geometry& geometry, std::int64_t gridRow, std::uint64_t seed,
                  int densityPermille);

  Material material_;
  std::int64_t step_ = 1;
  std::int64_t firstColumn_ = 0, endColumn_ = 0, firstRow_ = 0, endRow_ = 0;
  std::int64_t gridColumn_ = 0, gridRow_ = 0;    ///< of the first node, in steps
  std::int64_t gridColumns_ = 0, gridRows_ = 0;  ///< number of nodes
  std::vector<Sample> nodes_;
};

}  // namespace trabecula::core::phantom
