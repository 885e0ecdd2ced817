#include "core/codec/tile_jobs.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "core/support/error.h"

namespace trabecula::core {
namespace {

class TileRun {
 public:
  TileRun(int tiles, const std::function<void(int, const TileProgress&)>& work)
      : tiles_(tiles), work_(work) {}

  /// What every thread does: takes tiles until there are none, or one failed.
  void workOff() {
    for (int tile = next_++; tile < tiles_ && !stop_; tile = next_++) {
      int reported = 0;
      try {
        work_(tile, [&](int rows) {
          if (stop_) throw Error(ErrorCategory::Cancelled, "Stopped");
          rowsDone_ += rows - reported;
          reported = rows;
        });
      } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
        stop_ = true;
      }
    }
    const std::lock_guard lock(mutex_);
    ++finished_;
    changed_.notify_all();
  }

  /// Waits for `threads` threads; tells the context how far they are.
  void await(int threads, int rowsOfAll, JobContext& context) {
    constexpr auto interval = std::chrono::milliseconds(50);
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, interval, [&] { return finished_ == threads; })) {
      if (context.isCancelled()) stop_ = true;
      lock.unlock();
      if (!stop_) context.report(std::min(static_cast<double>(rowsDone_) / rowsOfAll, 1.0));
      lock.lock();
    }
  }
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }
  void stop() { stop_ = true; }

 private:
  int tiles_;
  const std::function<void(int, const TileProgress&)>& work_;
  std::atomic<int> next_{0};
  std::atomic<int> rowsDone_{0};
  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  int finished_ = 0;
  std::exception_ptr failure_;
};

/// As many as the system gives, one at least.
template <typename Work>
void startWorkers(std::vector<std::jthread>& workers, int threads, Work work) {
  for (int i = 0; i < threads; ++i) {
    try {
      workers.emplace_back(work);
    } catch (const std::system_error&) {
      if (i == 0) throw Error(ErrorCategory::ResourceLimit, "The system gives no thread to work on");
      return;
    }
  }
}

}  // namespace

void runTiles(int tiles, int rowsOfAll, JobContext& context,
              const std::function<void(int tile, const TileProgress& progress)>& work) {
  context.report(0);
  TileRun run(tiles, work);
  const int threads = std::min(context.threads(), tiles);
  {
    std::vector<std::jthread> workers;
    workers.reserve(static_cast<std::size_t>(threads));
    try {
      startWorkers(workers, threads, [&] { run.workOff(); });
      run.await(static_cast<int>(workers.size()), rowsOfAll, context);
    } catch (...) {
      run.stop();
      throw;
    }
  }
  context.checkCancelled();
  run.rethrow();
  context.report(1);
}

}  // namespace trabecula::core
