#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace trabecula::models {

/// Threads that live as long as the pool: what runs on them keeps its thread-local memory from step to step.
class WorkerPool {
 public:
  /// `start` runs once on every thread. The caller of run() is one of the `threads`.
  WorkerPool(int threads, const std::function<void()>& start);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Calls work(0..count-1), each once, on any thread, and waits. Rethrows the first exception.
  void run(std::size_t count, const std::function<void(std::size_t)>& work);

 private:
  void loop(const std::function<void()>& start);
  void takeWork();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  const std::function<void(std::size_t)>* work_ = nullptr;
  std::size_t count_ = 0;
  std::size_t next_ = 0;
  std::size_t finished_ = 0;
  std::exception_ptr failure_;
  bool stop_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace trabecula::models
