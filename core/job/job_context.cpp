#include "core/job/job_context.h"

#include <algorithm>
#include <thread>

#include "core/support/error.h"

namespace trabecula::core {

void JobContext::report(double fraction) {
  checkCancelled();
  if (sink_) sink_(from_ + (to_ - from_) * std::clamp(fraction, 0.0, 1.0));
}

void JobContext::checkCancelled() const {
  if (token_.isCancelled()) throw Error(ErrorCategory::Cancelled, "Cancelled");
}

JobContext JobContext::part(double from, double to) const {
  JobContext child = *this;
  child.from_ = from_ + (to_ - from_) * from;
  child.to_ = from_ + (to_ - from_) * to;
  return child;
}

int JobContext::defaultThreads() {
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace trabecula::core
