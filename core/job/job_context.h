#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

namespace trabecula::core {

/// Shared between the side that may ask for a stop and the side that works. Thread-safe.
class CancelToken {
 public:
  CancelToken() : flag_(std::make_shared<std::atomic<bool>>(false)) {}
  void cancel() noexcept { flag_->store(true, std::memory_order_relaxed); }
  bool isCancelled() const noexcept { return flag_->load(std::memory_order_relaxed); }

 private:
  std::shared_ptr<std::atomic<bool>> flag_;
};

/// What the worker half of a job sees of the world: where to report progress, whether to stop, which device
/// and how many threads it may use. Passed down by reference; used from the worker's thread only.
class JobContext {
 public:
  /// `fraction` is 0..1 of the whole job; called on the worker's thread, at any rate the worker likes.
  using ProgressSink = std::function<void(double fraction)>;

  JobContext() = default;
  JobContext(CancelToken token, ProgressSink sink) : token_(std::move(token)), sink_(std::move(sink)) {}

  /// Reports `fraction` of this context's part (0..1) and throws Error{Cancelled} if a stop was asked for.
  void report(double fraction);
  /// Throws Error{Cancelled} if a stop was asked for.
  void checkCancelled() const;
  bool isCancelled() const noexcept { return token_.isCancelled(); }

  /// A context for a step that covers [from, to] of this one's progress.
  JobContext part(double from, double to) const;

  /// Compute device as `--device` names it: "auto", "cpu" or "cuda:N". Codecs that cannot use it ignore it.
  const std::string& device() const noexcept { return device_; }
  void setDevice(std::string device) { device_ = std::move(device); }

  /// Upper bound of threads a library may start for this job; at least 1. Default: the machine's cores.
  int threads() const noexcept { return threads_; }
  void setThreads(int threads) { threads_ = threads < 1 ? 1 : threads; }

 private:
  CancelToken token_;
  ProgressSink sink_;
  double from_ = 0;
  double to_ = 1;
  std::string device_ = "auto";
  int threads_ = defaultThreads();

  static int defaultThreads();
};

}  // namespace trabecula::core
