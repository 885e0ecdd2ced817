#pragma once

#include <span>
#include <vector>

#include "core/job/job_context.h"
#include "core/metrics/frame_pair.h"
#include "core/metrics/plane.h"

namespace trabecula::core {

/// Samples of exp(-x^2 / (2 sigma^2)) around the middle of an odd number of taps, of sum 1.
std::vector<double> gaussianTaps(int size, double sigma);

/// Correlates a row with symmetric taps (an odd number) where they fit: out[x] for x in
/// [0, width - taps + 1) is the sum of taps[k] * in[x + k].
void filterRow(const double* in, int width, std::span<const double> taps, double* out);

/// The same down the columns: out[x] is the sum of taps[k] * rows[k][x].
void filterColumns(std::span<const double* const> rows, int width, std::span<const double> taps, double* out);

/// Separable symmetric filter where it fits ("valid"), then every `step`-th value of every `step`-th row from
/// the first one on.
Plane filterValid(const Plane& in, std::span<const double> taps, int step, JobContext& context);

/// What lies outside of an image.
enum class Border {
  Zero,
  Symmetric  ///< mirrored with the edge pixel repeated
};

/// Means over factor x factor windows, of every factor-th pixel from the first one on, so ceil(n / factor)
/// of them. The window of an odd factor is centred; that of an even one reaches one pixel further to the
/// right and down. The result for one of the pair's frames.
Plane boxDownsample(const FramePair& pair, Role role, Range range, int factor, Border border,
                    JobContext& context);
Plane boxDownsample(const Plane& in, int factor, Border border, JobContext& context);

/// Length of the gradient, with the differences [1 0 -1] smoothed across by {side, middle, side}; zero
/// outside of the image.
Plane gradientMagnitude(const Plane& in, double side, double middle, JobContext& context);

/// max(1, min(width, height) / 256 rounded half away from zero): by how much SSIM's and FSIM's authors
/// shrink an image so that it is seen from a usual distance.
int viewingFactor(int width, int height);

/// Index i of a row of n values mirrored at its ends without repeating them.
inline int reflected(int i, int n) {
  if (i < 0) i = -i;
  return i >= n ? 2 * (n - 1) - i : i;
}

/// Sum of a[i] * b[i].
double dot(const double* a, const double* b, int n);

}  // namespace trabecula::core
