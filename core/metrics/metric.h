#pragma once

#include <functional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/image/image.h"
#include "core/job/job_context.h"

namespace trabecula::core {

/// A metric that has no finite value, and why, in words that can be shown.
struct Infinite {
  std::string reason;
};
struct Undefined {
  std::string reason;
};
using MetricValue = std::variant<double, Infinite, Undefined>;

/// Which images a metric looks at.
enum class MetricSubject { Both, Reference, Test };

struct ErrorSums;

/// One metric of a pair of images.
struct Metric {
  std::string id;      ///< JSON key: "psnr"
  std::string title;   ///< "PSNR"
  std::string unit;    ///< "dB", "units" (stored units), or empty
  std::string source;  ///< paper or definition
  std::function<MetricValue(const Image& reference, const Image& test, JobContext&)> compute;
  /// What to know before believing it: its roles where they cannot be swapped, what it does not see, from
  /// which size on it is defined. May be empty.
  std::string limits;
  bool isSymmetric = true;  ///< swapping the two images changes nothing
  MetricSubject subject = MetricSubject::Both;
  /// Where the value follows from the errors' sums alone: what it is, so that several need one pass.
  std::function<MetricValue(const ErrorSums&, const ImageFormat&)> ofErrors;
  double cost = 1;  ///< the time it takes, as a share of the progress that it gets among others
};

/// All metrics of this build in display order. Each computes over all frames and takes the two images in
/// the roles named; throws as requireSameFormat() does where they differ.
const std::vector<Metric>& metrics();
/// Ids of the few that people ask for first and that cost little next to an encode: what tables and
/// certificates show unless told otherwise.
const std::vector<std::string>& usualMetricIds();
/// nullptr where there is none of that id.
const Metric* findMetric(const std::string& id);

/// What somebody who asks for `requested` gets: the usual ones for nothing, every metric for "all", else
/// those named, each once. Throws Error{InvalidArgument} that lists the ids there are.
std::vector<std::string> metricIdsOf(const std::vector<std::string>& requested);
/// "mse, mae, psnr": for help texts and messages.
std::string listed(const std::vector<std::string>& ids);

struct NamedMetricValue {
  const Metric* metric;
  MetricValue value;
};
/// The metrics named by `ids` (all where empty), in that order. Throws as requireSameFormat() and
/// metricIdsOf() do.
std::vector<NamedMetricValue> computeMetrics(const Image& reference, const Image& test,
                                             const std::vector<std::string>& ids, JobContext& context);

}  // namespace trabecula::core
