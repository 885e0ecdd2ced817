#pragma once

#include "core/metrics/metric.h"
#include "core/metrics/plane.h"

namespace trabecula::core {

/// Mean structural similarity (Wang, Bovik, Sheikh, Simoncelli 2004): 11 x 11 Gaussian window of sigma 1.5 at
/// every position where it fits, K1 = 0.01, K2 = 0.03, L = ImageFormat::dataRange(), population variance, no
/// downsampling; the mean over all frames. Undefined for images smaller than 11 x 11; 1 for identical ones.
MetricValue structuralSimilarity(const Image& reference, const Image& test, JobContext& context);

/// The same after its authors' automatic downsampling (Wang's ssim.m, 2009): means of f x f pixels with
/// mirrored borders, f = viewingFactor.
MetricValue structuralSimilarityDownsampled(const Image& reference, const Image& test, JobContext& context);

/// What SSIM's scales are made of.
struct SsimMeans {
  double full = 0;      ///< luminance x contrast x structure: SSIM itself
  double contrast = 0;  ///< contrast x structure alone
};

/// Of a pair of pictures of at least 11 x 11 with values 0..range. `map`, where given, receives SSIM at every
/// window position: (width - 10) x (height - 10).
SsimMeans ssimMeans(const PlanePair& planes, double range, JobContext& context, Plane* map = nullptr);

/// The window of SSIM and its descendants.
inline constexpr int ssimWindow = 11;
inline constexpr double ssimSigma = 1.5;

}  // namespace trabecula::core
