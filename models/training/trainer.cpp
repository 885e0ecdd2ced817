#include "models/training/trainer.h"

#include <dlfcn.h>
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/job/job_context.h"
#include "core/support/error.h"
#include "models/engine/exact_convolution.h"
#include "models/training/checkpoint.h"
#include "models/training/worker_pool.h"

namespace trabecula::models {
namespace {

constexpr double beta1 = 0.9;
constexpr double beta2 = 0.999;
constexpr double epsilon = 1e-8;
constexpr const char* checkpointName = "checkpoint.bin";

/// All parameters of all networks, one after the other in one tensor: an optimiser's step is a handful of
/// operations however many layers there are.
class FlatParameters {
 public:
  FlatParameters(const std::vector<QuantisedNetwork*>& networks, const at::Device& device) {
    std::vector<at::Tensor> flat;
    for (QuantisedNetwork* network : networks) {
      for (at::Tensor& parameter : network->parameters()) {
        flat.push_back(parameter.detach().flatten().to(device));
      }
    }
    values_ = at::cat(flat);
    std::int64_t begin = 0;
    for (QuantisedNetwork* network : networks) {
      for (at::Tensor& parameter : network->parameters()) {
        parameter.set_data(values_.narrow(0, begin, parameter.numel()).view(parameter.sizes()));
        leaves_.push_back(parameter);
        begin += parameter.numel();
      }
    }
  }
  at::Tensor& values() { return values_; }
  const std::vector<at::Tensor>& leaves() const { return leaves_; }

 private:
  at::Tensor values_;
  std::vector<at::Tensor> leaves_;
};

std::vector<float> toVector(const at::Tensor& tensor) {
  const at::Tensor values = tensor.detach().to(at::kCPU).contiguous();
  const auto* data = values.data_ptr<float>();
  return {data, data + values.numel()};
}

void fromVector(const std::vector<float>& values, at::Tensor& tensor) {
  if (static_cast<std::int64_t>(values.size()) != tensor.numel()) {
    throw core::Error(core::ErrorCategory::Corrupt, "The checkpoint belongs to another network");
  }
  tensor.copy_(at::tensor(values, at::kFloat));
}

double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

at::Device deviceNamed(const std::string& name) {
  const at::Device device(name);
  if (device.is_cuda() && !torch::cuda::is_available()) {
    throw core::Error(core::ErrorCategory::Unsupported, "LibTorch finds no CUDA device; train on the CPU");
  }
  return device;
}

class Training {
 public:
  Training(TrainingTask& task, const TrainingOptions& options, core::JobContext& context,
           const std::function<void(const TrainingRecord&)>& watch)
      : task_(task),
        options_(options),
        context_(context),
        watch_(watch),
        device_(deviceNamed(options.device)),
        log_(options.log),
        pool_(device_.is_cuda() ? 1 : options.threads, useOneThreadAndFullPrecision),
        parameters_(task.networks(), device_),
        firstMoment_(at::zeros_like(parameters_.values())),
        secondMoment_(at::zeros_like(parameters_.values())),
        average_(parameters_.values().clone()),
        best_(average_.clone()),
        lossSum_(at::zeros({}, device_)),
        normSum_(at::zeros({}, device_)) {
    if (options.steps <= 0 && options.hours <= 0) {
      throw core::Error(core::ErrorCategory::InvalidArgument, "Say how long to train: --steps or --hours");
    }
    if (options_.resume) restore();
  }

  TrainingSummary run() {
    start_ = std::chrono::steady_clock::now();
    lastLine_ = lastCheckpoint_ = secondsBefore_;
    bool valid = false;  // whether the last step was validated
    while (progress() < 1) {
      trainStep();
      ++step_;
      try {
        context_.report(std::min(progress(), 1.0));
      } catch (...) {
        // A stop, whoever asked for it when: what was learnt is kept.
        save();
        throw;
      }
      valid = step_ % options_.validateEvery == 0;
      if (valid || step_ % options_.logEvery == 0) writeLine(valid);
      if (seconds() - lastCheckpoint_ > 60 * options_.checkpointMinutes) save();
    }
    if (!valid) writeLine(true);
    save();
    parameters_.values().copy_(best_);
    prepareNetworks();
    return {step_, seconds(), lastLoss_, bestScore_, bestStep_};
  }

 private:
  double seconds() const { return secondsBefore_ + secondsSince(start_); }

  double progress() const {
    double done = 0;
    if (options_.steps > 0) done = static_cast<double>(step_) / static_cast<double>(options_.steps);
    if (options_.hours > 0) done = std::max(done, seconds() / (3600 * options_.hours));
    return done;
  }

  void prepareNetworks() {
    for (QuantisedNetwork* network : task_.networks()) network->prepare();
  }

  /// Mean gradient of the parts, added in their order: the same with any number of threads.
  at::Tensor gradient() {
    const auto parts = static_cast<std::size_t>(task_.parts());
    std::vector<at::Tensor> gradients(parts);
    std::vector<at::Tensor> losses(parts);
    pool_.run(parts, [&](std::size_t part) {
      const at::Tensor loss = task_.loss(step_, static_cast<int>(part), device_);
      std::vector<at::Tensor> flat = torch::autograd::grad({loss}, parameters_.leaves());
      for (at::Tensor& tensor : flat) tensor = tensor.flatten();
      gradients[part] = at::cat(flat);
      losses[part] = loss.detach();
    });
    for (std::size_t part = 1; part < parts; ++part) gradients[0] += gradients[part];
    for (const at::Tensor& loss : losses) lossSum_ += loss / static_cast<double>(parts);
    return gradients[0] / static_cast<double>(parts);
  }

  void trainStep() {
    task_.beginStep(step_, device_);
    prepareNetworks();
    at::Tensor g = gradient();
    const at::NoGradGuard noGradients;
    const at::Tensor norm = g.norm();
    normSum_ += norm;
    if (options_.clipNorm > 0) g *= (options_.clipNorm / (norm + 1e-12)).clamp_max(1.0);
    const auto t = static_cast<double>(step_ + 1);
    const double rate = options_.learningRate.at(progress());
    firstMoment_.mul_(beta1).add_(g, 1 - beta1);
    secondMoment_.mul_(beta2).addcmul_(g, g, 1 - beta2);
    const at::Tensor scale = secondMoment_.sqrt().div_(std::sqrt(1 - std::pow(beta2, t))).add_(epsilon);
    parameters_.values().addcdiv_(firstMoment_, scale, -rate / (1 - std::pow(beta1, t)));
    average_.lerp_(parameters_.values(), 1 - std::min(options_.averageDecay, (1 + t) / (10 + t)));
  }

  /// Size of the validation data with the averaged weights; keeps them if they are the best.
  double validate() {
    const at::NoGradGuard noGradients;
    const at::Tensor current = parameters_.values().clone();
    parameters_.values().copy_(average_);
    prepareNetworks();
    const double score = task_.validate(options_.threads);
    parameters_.values().copy_(current);
    if (bestStep_ < 0 || score < bestScore_) {
      bestScore_ = score;
      bestStep_ = step_;
      best_.copy_(average_);
    }
    return score;
  }

  void writeLine(bool valid) {
    const double trained = seconds();
    // A training that was finished when it was resumed makes no step before its line.
    const auto steps = static_cast<double>(std::max<std::int64_t>(step_ - lineStep_, 1));
    TrainingRecord record;
    record.step = step_;
    record.samplesPerSecond = steps * static_cast<double>(task_.samplesPerStep()) / (trained - lastLine_);
    record.learningRate = options_.learningRate.at(progress());
    record.loss = lossSum_.item<double>() / steps;
    record.gradientNorm = normSum_.item<double>() / steps;
    if (!std::isfinite(record.loss)) {
      throw core::Error(core::ErrorCategory::InvalidArgument,
                        "The training diverged; lower the learning rate");
    }
    record.validation = valid ? validate() : std::numeric_limits<double>::quiet_NaN();
    record.seconds = lastLine_ = seconds();
    lastLoss_ = record.loss;
    lineStep_ = step_;
    lossSum_.zero_();
    normSum_.zero_();
    log_.write(record);
    if (watch_) watch_(record);
  }

  std::filesystem::path checkpointPath() const { return options_.checkpointFolder / checkpointName; }

  void save() {
    if (options_.checkpointFolder.empty()) return;
    std::filesystem::create_directories(options_.checkpointFolder);
    writeCheckpoint(checkpointPath(), {task_.identity(), step_, seconds(), bestScore_, bestStep_,
                                       toVector(parameters_.values()), toVector(firstMoment_),
                                       toVector(secondMoment_), toVector(average_), toVector(best_)});
    lastCheckpoint_ = seconds();
  }

  void restore() {
    if (options_.checkpointFolder.empty() || !std::filesystem::exists(checkpointPath())) return;
    const Checkpoint checkpoint = readCheckpoint(checkpointPath());
    if (checkpoint.identity != task_.identity()) {
      throw core::Error(core::ErrorCategory::InvalidArgument,
                        checkpointPath().string() + ": this checkpoint belongs to another training (" +
                            checkpoint.identity + ")");
    }
    step_ = lineStep_ = checkpoint.step;
    secondsBefore_ = checkpoint.seconds;
    bestScore_ = checkpoint.bestScore;
    bestStep_ = checkpoint.bestStep;
    fromVector(checkpoint.weights, parameters_.values());
    fromVector(checkpoint.firstMoment, firstMoment_);
    fromVector(checkpoint.secondMoment, secondMoment_);
    fromVector(checkpoint.average, average_);
    fromVector(checkpoint.best, best_);
  }

  TrainingTask& task_;
  const TrainingOptions& options_;
  core::JobContext& context_;
  const std::function<void(const TrainingRecord&)>& watch_;
  at::Device device_;
  TrainingLog log_;
  WorkerPool pool_;
  FlatParameters parameters_;
  at::Tensor firstMoment_;
  at::Tensor secondMoment_;
  at::Tensor average_;
  at::Tensor best_;
  at::Tensor lossSum_;  // since the last line
  at::Tensor normSum_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  double secondsBefore_ = 0;  // of the trainings that this one goes on from
  std::int64_t step_ = 0;
  std::int64_t lineStep_ = 0;
  double lastLine_ = 0;
  double lastCheckpoint_ = 0;
  double lastLoss_ = 0;
  double bestScore_ = 0;
  std::int64_t bestStep_ = -1;
};

}  // namespace

void useOneThreadAndFullPrecision() {
  at::set_num_threads(1);
  requireFullPrecision();
  // OpenBLAS has threads of its own, which LibTorch does not know of.
  using SetThreads = void (*)(int);
  if (auto* set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set(1);
}

TrainingSummary train(TrainingTask& task, const TrainingOptions& options, core::JobContext& context,
                      const std::function<void(const TrainingRecord&)>& watch) {
  return Training(task, options, context, watch).run();
}

}  // namespace trabecula::models
