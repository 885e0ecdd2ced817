#include "core/job/parameter_sweep.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/job/compression_job.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

struct Range {
  double min = 0;
  double max = 0;
  double defaultValue = 0;
  bool whole = false;
};

std::optional<Range> numericRange(const ParameterInfo& parameter) {
  if (const auto* whole = std::get_if<IntegerRange>(&parameter.range))
    return Range{static_cast<double>(whole->min), static_cast<double>(whole->max),
                 static_cast<double>(whole->defaultValue), true};
  if (const auto* real = std::get_if<RealRange>(&parameter.range))
    return Range{real->min, real->max, real->defaultValue, false};
  return std::nullopt;
}

Parameters at(const Codec& codec, const SweepAxis& axis, double value) {
  auto given = axis.fixed;
  const bool whole = std::holds_alternative<IntegerRange>(axis.parameter.range);
  given.emplace_back(axis.parameter.name,
                     whole ? toString(static_cast<std::int64_t>(std::llround(value))) : toString(value));
  return Parameters::parse(codec.info(), given);
}

bool isLossless(const Codec& codec, const SweepAxis& axis, double value) {
  return codec.fidelity(at(codec, axis, value)).kind == Fidelity::Kind::Lossless;
}

/// A factor of eight to both sides of the default where the range is wide, else all of it.
void chooseRange(SweepAxis& axis, const Range& range) {
  constexpr double wide = 20;
  axis.geometric = range.min <= 0 || range.max / range.min > wide;
  if (!axis.geometric) {
    axis.from = range.min;
    axis.to = range.max;
    return;
  }
  constexpr double reach = 8;
  const double middle = range.defaultValue > 0 ? range.defaultValue : std::min(4.0, range.max);
  const double least = range.whole ? 1 : middle / reach;
  axis.from = std::max({range.min, middle / reach, least});
  axis.to = std::min(range.max, middle * reach);
}

}  // namespace

std::vector<SweepAxis> sweepAxes(const Codec& codec) {
  std::vector<SweepAxis> axes;
  for (const ParameterInfo& parameter : codec.info().parameters) {
    const auto range = numericRange(parameter);
    if (!range) continue;
    SweepAxis axis{.parameter = parameter, .fixed = {}};
    if (!parameter.dependsOn.empty()) axis.fixed.emplace_back(parameter.dependsOn, parameter.onValue);
    // One that matters only in a lossy mode, or that itself leads from lossless to something else.
    const bool first = isLossless(codec, axis, range->min);
    const bool last = isLossless(codec, axis, range->max);
    const bool tradesFidelity = parameter.dependsOn.empty() ? first != last : !first || !last;
    if (!tradesFidelity) continue;
    chooseRange(axis, *range);
    axes.push_back(std::move(axis));
  }
  return axes;
}

std::vector<double> sweepValues(const SweepAxis& axis, int count) {
  const auto range = numericRange(axis.parameter);
  if (!range || axis.from < range->min || axis.to > range->max || axis.from >= axis.to)
    throw Error(ErrorCategory::InvalidArgument, axis.parameter.title + " must rise, between " +
                                                    toString(range ? range->min : 0) + " and " +
                                                    toString(range ? range->max : 0));
  if (axis.geometric && axis.from <= 0)
    throw Error(ErrorCategory::InvalidArgument, "Equal factors need a first value above 0");
  const int steps = std::max(2, count) - 1;
  std::vector<double> values;
  for (int i = 0; i <= steps; ++i) {
    const double share = static_cast<double>(i) / steps;
    double value = axis.geometric ? axis.from * std::pow(axis.to / axis.from, share)
                                  : axis.from + (axis.to - axis.from) * share;
    if (range->whole) {
      value = std::round(value);
    } else if (i > 0 && i < steps) {
      // Three digits that matter are enough for a step, and can be read.
      const double unit = std::pow(10, std::floor(std::log10(std::abs(value) + 1e-300)) - 2);
      value = std::round(value / unit) * unit;
    }
    value = std::clamp(value, axis.from, axis.to);
    if (values.empty() || value > values.back()) values.push_back(value);
  }
  return values;
}

Parameters sweepParameters(const Codec& codec, const SweepAxis& axis, double value) {
  return at(codec, axis, value);
}

SweepPoint measureSetting(const Image& image, const Codec& codec, const Parameters& parameters, double value,
                          const std::filesystem::path& scratch, JobContext& context) {
  constexpr double compressionShare = 0.8;
  JobContext first = context.part(0, compressionShare);
  const CompressionResult result = runCompression(image, codec, parameters, scratch, first);
  std::error_code ignored;
  std::filesystem::remove(result.output, ignored);
  JobContext second = context.part(compressionShare, 1);
  SweepPoint point{.value = value,
                   .parameters = parameters,
                   .bitsPerPixel = result.bitsPerPixel,
                   .encodeSeconds = result.encodeSeconds,
                   .maxAbsError = result.roundTrip.maxAbsError,
                   .identical = result.roundTrip.identical,
                   .psnr = {}};
  point.psnr = computeMetrics(image, result.decoded, {"psnr"}, second).front().value;
  return point;
}

std::vector<std::string> runSweep(const Image& image, const Codec& codec, const SweepAxis& axis,
                                  const std::vector<double>& values, const std::filesystem::path& scratch,
                                  const std::function<void(const SweepPoint&)>& onPoint,
                                  JobContext& context) {
  std::vector<std::string> refused;
  std::optional<Error> firstRefusal;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto share = [&](std::size_t done) {
      return static_cast<double>(done) / static_cast<double>(values.size());
    };
    JobContext part = context.part(share(i), share(i + 1));
    part.report(0);
    try {
      onPoint(measureSetting(image, codec, at(codec, axis, values[i]), values[i], scratch, part));
    } catch (const Error& error) {
      if (error.category() == ErrorCategory::Cancelled) throw;
      if (!firstRefusal) firstRefusal = error;
      refused.push_back(toString(values[i]) + ": " + error.what());
    }
  }
  if (firstRefusal && refused.size() == values.size()) throw *firstRefusal;
  context.report(1);
  return refused;
}

}  // namespace trabecula::core
