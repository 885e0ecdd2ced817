#pragma once

#include <cstdint>
#include <vector>

#include "core/phantom/blur.h"
#include "core/phantom/projection.h"
#include "core/phantom/response.h"

namespace trabecula::core::phantom {

/// From attenuation to stored values: exposure with heel effect and scatter, collimator, focal spot and
/// scintillator blur, Poisson noise, response. Immutable; any thread may use it.
class Detector {
 public:
  Detector(const Anatomy& anatomy, const Geometry& geometry, std::uint64_t seed, int densityPermille,
           int bitsStored);

  const Geometry& geometry() const { return geometry_; }

  /// Stored values of rows [firstRow, endRow); independent of how an image is cut into calls.
  std::vector<std::uint16_t> expose(int firstRow, int endRow) const;

 private:
  std::vector<std::int32_t> meanCounts(std::int64_t firstRow, std::int64_t endRow) const;
  Fixed openness(std::int64_t column, std::int64_t row) const;

  Geometry geometry_;
  Exposure exposure_;
  std::uint64_t noiseSeed_;
  std::int64_t nominal256_;     ///< counts behind the typical attenuation, times 256
  std::uint64_t openField256_;  ///< counts without anything in the beam, times 256
  Projection projection_;
  BinomialKernel focalSpot_;
  BinomialKernel scintillator_;
  Response response_;
};

}  // namespace trabecula::core::phantom
