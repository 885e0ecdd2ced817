#pragma once

#include <cstdint>
#include <vector>

#include "core/phantom/anatomy.h"
#include "core/phantom/body_field.h"
#include "core/phantom/geometry.h"
#include "core/phantom/texture.h"

namespace trabecula::core::phantom {

/// Everything in the beam, ready to be projected row by row. Immutable after construction; any thread may
/// read it.
class Projection {
 public:
  Projection(const Anatomy& anatomy, const Geometry& geometry, std::uint64_t seed, int densityPermille);

  /// Attenuation, the integral of the linear attenuation coefficient along the beam, of rows
  /// [firstRow, endRow) of the image, as 1/65536.
  std::vector<std::int32_t> attenuation(std::int64_t firstRow, std::int64_t endRow) const;

 private:
  void addBody(const BodyField& body, std::int64_t row, const std::int32_t* texture,
               std::vector<BodyField::Sample>& samples, std::int32_t* attenuation) const;

  Geometry geometry_;
  Fixed volumeFraction_;  ///< of trabecular bone where fill is 1, without the trabeculae drawn one by one
  TrabecularTexture texture_;
  std::vector<BodyField> bodies_;
};

}  // namespace trabecula::core::phantom
