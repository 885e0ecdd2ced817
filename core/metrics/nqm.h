#pragma once

#include "core/metrics/metric.h"

namespace trabecula::core {

/// Noise quality measure (Damera-Venkata, Kite, Geisler, Evans, Bovik 2000), dB: signal to noise ratio of
/// what is seen of both images in five bands (cosine-log, centred on 2, 4, 8, 16 and 32 cycles per image),
/// with contrast masking and detection thresholds for a viewing angle of 16.37 degrees. It sees nothing finer
/// than 64 cycles per image. Not symmetric: masking follows the reference. Odd sizes use the half-integer
/// frequency grid of the authors' program. Undefined for images smaller than 64 x 64 and for a reference
/// without structure; infinite where no difference is seen.
MetricValue noiseQualityMeasure(const Image& reference, const Image& test, JobContext& context);

}  // namespace trabecula::core
