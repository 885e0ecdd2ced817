#pragma once

#include <string>
#include <vector>

#include "core/image/histogram.h"
#include "core/image/image.h"
#include "core/job/job_context.h"

namespace trabecula::core {

/// One number that describes the texture of a region, of the original and of the decoded image. What changes
/// is texture: no diagnosis, and no measure of bone.
struct TextureFeature {
  std::string id;      ///< "fractal_dimension"
  std::string title;   ///< "Fractal dimension"
  std::string source;  ///< paper and definition
  double original = 0;
  double decoded = 0;

  double change() const { return decoded - original; }
};

/// Grey levels that runs and co-occurrences are counted in: equal steps from the smallest to the largest
/// value of the original's region, the same ones for both images.
inline constexpr int textureLevels = 16;
/// Smaller regions have too few boxes and runs.
inline constexpr int smallestTextureSide = 16;

/// Throws Error{InvalidArgument} where the region does not lie in the image or a side of it is below
/// smallestTextureSide.
void requireTextureRegion(const FrameRegion& region, const Image& image);

/// Texture of one region of one frame:
/// - fractal dimension by differential box counting (Sarkar, Chaudhuri 1994): boxes of 2, 4, 8 ... pixels up
///   to half the smaller side M, of size * G / M grey levels, G = 2^bits stored; slope of log N over log(M /
///   size) by least squares. Boxes that do not fit are left out and N is scaled to the whole region. 2 is
///   smooth, 3 is as rough as a surface can be;
/// - grey-level runs (Galloway 1975), means over 0, 45, 90 and 135 degrees: short- and long-run emphasis,
///   grey-level and run-length non-uniformity (as shares of the runs), run percentage;
/// - grey-level co-occurrence (Haralick, Shanmugam, Dinstein 1973) of neighbours at distance 1, both ways,
///   means over the same directions: contrast, correlation, energy (angular second moment), homogeneity
///   (inverse difference moment), entropy in bits. Correlation is 1 where a region has one level.
/// Throws as requireSameFormat() and requireTextureRegion() do, and Error{InvalidArgument} for a frame that
/// there is not. Any thread.
std::vector<TextureFeature> textureChange(const Image& original, const Image& decoded,
                                          const FrameRegion& region, int frame, JobContext& context);

}  // namespace trabecula::core
