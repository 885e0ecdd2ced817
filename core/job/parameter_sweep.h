#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/codec/codec.h"
#include "core/metrics/metric.h"

namespace trabecula::core {

/// A numeric parameter that trades size for fidelity, and what it needs besides.
struct SweepAxis {
  ParameterInfo parameter;
  /// Settings under which the parameter matters: {"mode", "lossy"}.
  std::vector<std::pair<std::string, std::string>> fixed;
  /// A range worth looking at: around the default, within what is allowed.
  double from = 0;
  double to = 1;
  bool geometric = false;  ///< equal factors between values rather than equal steps
};

/// The axes of a codec: empty for one that is always lossless. Found by asking the codec for the fidelity
/// that it promises, so that no codec is named.
std::vector<SweepAxis> sweepAxes(const Codec& codec);

/// `count` values (at least 2) from `from` to `to`, ends included, ascending; whole and distinct ones for an
/// integer parameter, so there may be fewer. Throws Error{InvalidArgument} for ends outside of what the
/// parameter allows, reversed ones, and a geometric series that does not begin above 0.
std::vector<double> sweepValues(const SweepAxis& axis, int count);

/// The parameters at one value of the axis.
Parameters sweepParameters(const Codec& codec, const SweepAxis& axis, double value);

/// What one setting gave: encoded to a file, decoded from it and compared.
struct SweepPoint {
  double value = 0;  ///< of the axis
  Parameters parameters;
  double bitsPerPixel = 0;
  double encodeSeconds = 0;
  int maxAbsError = 0;
  bool identical = false;
  MetricValue psnr;
};

/// Measures one setting. `scratch` is a file name without extension; the file is removed again. Any thread.
/// Throws Error.
SweepPoint measureSetting(const Image& image, const Codec& codec, const Parameters& parameters, double value,
                          const std::filesystem::path& scratch, JobContext& context);

/// Measures every value, reporting progress; `onPoint` is called with each point, on the worker's thread.
/// Settings that the codec refuses for this image are left out and named in the result, one line each; throws
/// the first refusal where there is no point at all, and Error{Cancelled}.
std::vector<std::string> runSweep(const Image& image, const Codec& codec, const SweepAxis& axis,
                                  const std::vector<double>& values, const std::filesystem::path& scratch,
                                  const std::function<void(const SweepPoint&)>& onPoint, JobContext& context);

}  // namespace trabecula::core
