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
};

/// All metrics of this build in display order. Each computes over all frames and takes the two images in
/// the roles named; both must have the same format (see requireComparable).
const std::vector<Metric>& metrics();
/// nullptr where there is none of that id.
const Metric* findMetric(const std::string& id);

/// Throws Error{InvalidArgument} unless sizes, frames, depth and sign agree.
void requireComparable(const Image& reference, const Image& test);

struct NamedMetricValue {
  const Metric* metric;
  MetricValue value;
};
/// The metrics named by `ids` (all where empty), in that order.
std::vector<NamedMetricValue> computeMetrics(const Image& reference, const Image& test,
                                             const std::vector<std::string>& ids, JobContext& context);

}  // namespace trabecula::core
