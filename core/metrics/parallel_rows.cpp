#include "core/metrics/parallel_rows.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace trabecula::core {
namespace {

/// The bands still to do, shared by the threads that do them.
class BandQueue {
 public:
  BandQueue(int rows, int band, const std::function<void(int, int)>& work)
      : rows_(rows), band_(band), work_(work) {}

  int bands() const { return (rows_ + band_ - 1) / band_; }

  /// Takes bands until there are none, one failed or `context` was cancelled. `afterEach` hears how many
  /// bands are done.
  void workOff(const JobContext& context, const std::function<void(int)>& afterEach) {
    try {
      for (int band = next_++; band < bands() && !failed_; band = next_++) {
        context.checkCancelled();
        work_(band * band_, std::min(rows_, (band + 1) * band_));
        afterEach(++done_);
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      failed_ = true;
    }
  }
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  int rows_;
  int band_;
  const std::function<void(int, int)>& work_;
  std::atomic<int> next_{0};
  std::atomic<int> done_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::exception_ptr failure_;
};

}  // namespace

void parallelRows(int rows, int band, JobContext& context, const std::function<void(int, int)>& work) {
  context.checkCancelled();
  BandQueue queue(rows, band, work);
  {
    std::vector<std::jthread> helpers;
    const int threads = std::min(context.threads(), queue.bands());
    for (int i = 1; i < threads; ++i)
      helpers.emplace_back([&queue, &context] { queue.workOff(context, [](int) {}); });
    // Only the thread that owns the context may report to it.
    queue.workOff(context, [&](int done) { context.report(static_cast<double>(done) / queue.bands()); });
  }
  queue.rethrow();
  context.report(1);
}

double parallelSum(int rows, int band, JobContext& context, const std::function<double(int, int)>& work) {
  std::vector<double> sums(static_cast<std::size_t>((rows + band - 1) / band));
  parallelRows(rows, band, context,
               [&](int begin, int end) { sums[static_cast<std::size_t>(begin / band)] = work(begin, end); });
  double sum = 0;
  for (const double part : sums) sum += part;
  return sum;
}

}  // namespace trabecula::core
