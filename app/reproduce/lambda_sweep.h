#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace trabecula::app::reproduce {

/// One training at one weight of the distortion: DSLC-Net, Figure 7. Rates in bits per pixel.
struct LambdaPoint {
  double lambda = 0;
  double total = 0;
  double residual = 0;
  double lossy = 0;
};

/// A CSV with a heading that names columns "lambda", "total", "residual" and "lossy" (in any order, others
/// are passed over; a unit may follow, as in "total_bpp"). Ascending by lambda. Throws core::Error naming the
/// file.
std::vector<LambdaPoint> readLambdaSweep(const std::filesystem::path& path);

}  // namespace trabecula::app::reproduce
