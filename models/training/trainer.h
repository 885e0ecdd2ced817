#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/job/job_context.h"
#include "models/network/quantised_network.h"
#include "models/training/learning_rate.h"
#include "models/training/training_log.h"

namespace trabecula::models {

/// What is trained: its networks, its data and its loss.
class TrainingTask {
 public:
  TrainingTask() = default;
  virtual ~TrainingTask() = default;
  TrainingTask(const TrainingTask&) = delete;
  TrainingTask& operator=(const TrainingTask&) = delete;

  /// Networks and whatever else must agree for a checkpoint to fit: a line of text.
  virtual std::string identity() const = 0;
  virtual std::vector<QuantisedNetwork*> networks() = 0;

  /// Samples (pixels, patches) of one step, for the log.
  virtual std::int64_t samplesPerStep() const = 0;
  /// Into how many parts a step falls that are computed side by side on a CPU, one a thread. Results depend
  /// on it, but not on the number of threads.
  virtual int parts() const = 0;
  /// Called before the parts of a step, by one thread: the place to wait for data.
  virtual void beginStep(std::int64_t step, const at::Device& device) = 0;
  /// Mean loss of one part; must follow from (step, part) alone, so that a resumed training is the same.
  /// Several threads at a time. `device` is where the parameters are.
  virtual at::Tensor loss(std::int64_t step, int part, const at::Device& device) const = 0;

  /// Size of the validation data as coded with the networks as prepared now (the averaged weights), by
  /// preference in bits a pixel of true coded bytes; lower is better. One thread; may use `threads`.
  virtual double validate(int threads) = 0;
};

struct TrainingOptions {
  std::int64_t steps = 0;  ///< 0: as many as fit into the hours
  double hours = 0;        ///< 0: until the steps are done. With both, whichever comes first
  LearningRate learningRate;
  double averageDecay = 0.999;        ///< of the moving average; shorter at the start
  double clipNorm = 1;                ///< gradients with a larger norm are scaled down to it; 0: never
  std::int64_t validateEvery = 1000;  ///< steps
  std::int64_t logEvery = 100;        ///< steps
  double checkpointMinutes = 5;
  std::filesystem::path checkpointFolder;  ///< empty: none
  bool resume = false;                     ///< from the folder's checkpoint, where it holds one
  std::filesystem::path log;               ///< empty: none
  std::string device = "cpu";              ///< or "cuda", "cuda:1"
  int threads = 1;
};

struct TrainingSummary {
  std::int64_t steps = 0;
  double seconds = 0;
  double loss = 0;       ///< mean of the last logged interval
  double bestScore = 0;  ///< of the weights that the networks hold now
  std::int64_t bestStep = -1;
};

/// Trains with Adam (Kingma and Ba 2015), clipped gradients, and a moving average of the weights (eq. 6 of
/// the DSLC-Net paper). Afterwards the networks hold the average that validated best, prepared. `watch` gets
/// every line of the log. Progress goes to `context`; cancelling it saves a checkpoint first.
///
/// With a number of steps and no hours the result depends on the task, its seed and the device only.
TrainingSummary train(TrainingTask& task, const TrainingOptions& options, core::JobContext& context,
                      const std::function<void(const TrainingRecord&)>& watch = {});

/// Makes a thread's matrix products run on that thread alone and exactly: no library threads, no TF32.
void useOneThreadAndFullPrecision();

}  // namespace trabecula::models
