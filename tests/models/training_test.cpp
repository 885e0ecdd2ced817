#include <gmock/gmock.h>
#include <torch/torch.h>

#include <cmath>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/fixedpoint/known_answer.h"
#include "core/fixedpoint/model_file.h"
#include "core/support/error.h"
#include "core/support/file_io.h"
#include "models/contextnet/context_task.h"
#include "models/export/exporter.h"
#include "models/training/trainer.h"
#include "tests/support/seeded_image.h"
#include "tests/support/temporary_folder.h"

namespace trabecula::models {
namespace {

/// Samples whose best predictor and cost are known: the value is features[0] / 16 plus uniform noise of one
/// of eight values (3 bits).
class KnownSource : public ContextSource {
 public:
  int features() const override { return 6; }
  MixtureUnits units() const override { return {}; }
  std::string description() const override { return "synthetic"; }
  ContextSamples trainingSamples(std::uint64_t seed, std::int64_t epoch) const override {
    return draw(seed * 1000 + static_cast<std::uint64_t>(epoch), 8192);
  }
  ContextSamples validationSamples() const override { return draw(77, 1000); }
  std::optional<CodedSize> codedSize(const core::fixedpoint::ModelFile& model, int threads) const override {
    ++codings;
    return idealSize(model.networks.at(0), validationSamples(), 2, units(), threads);
  }
  mutable int codings = 0;

 private:
  ContextSamples draw(std::uint64_t seed, std::size_t count) const {
    tests::Lcg random(seed);
    ContextSamples samples;
    samples.features = features();
    for (std::size_t i = 0; i < count; ++i) {
      for (int f = 0; f < features(); ++f) {
        samples.values.push_back(static_cast<std::int8_t>(static_cast<int>(random.below(256)) - 128));
      }
      const float best = static_cast<float>(samples.values[i * 6]) / 16;
      const float value = best + static_cast<float>(random.below(8)) / 8;
      samples.lower.push_back(value - 1.0F / 16);
      samples.upper.push_back(value + 1.0F / 16);
    }
    return samples;
  }
};

ContextTaskOptions smallTask() {
  ContextTaskOptions options;
  options.shape = {.hidden = {16, 16}, .logistics = 2};
  options.batch = 512;
  options.part = 256;
  options.epochSteps = 30;
  return options;
}

TrainingOptions smallTraining(std::int64_t steps) {
  TrainingOptions options;
  options.steps = steps;
  options.learningRate.peak = 1e-2;
  options.averageDecay = 0.98;
  options.validateEvery = 100;
  options.logEvery = 50;
  options.threads = 2;
  return options;
}

std::vector<float> weightsOf(ContextTask& task) {
  std::vector<float> values;
  for (const at::Tensor& parameter : task.networks()[0]->parameters()) {
    const at::Tensor flat = parameter.detach().contiguous();
    values.insert(values.end(), flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
  }
  return values;
}

TEST(Training, LearnsASyntheticProblemAndExportsIt) {
  const tests::TemporaryFolder folder;
  const auto source = std::make_shared<KnownSource>();
  ContextTask task(source, smallTask());
  TrainingOptions options = smallTraining(600);
  options.log = folder / "log.csv";
  core::JobContext context;
  std::vector<TrainingRecord> records;
  const TrainingSummary summary =
      train(task, options, context, [&](const TrainingRecord& record) { records.push_back(record); });
  EXPECT_EQ(summary.steps, 600);
  EXPECT_EQ(records.size(), 12U);
  EXPECT_GT(records.front().loss, summary.bestScore + 0.5);
  // Uniform noise costs 3 bits; two logistics of 8-bit weights come close.
  EXPECT_LT(summary.bestScore, 3.4);
  EXPECT_GT(summary.bestScore, 3.0);
  EXPECT_EQ(source->codings, 6);

  task.exportTo(folder / "m", {.command = "test"});
  const auto model = core::fixedpoint::readModel(core::readFile(folder / "m"));
  EXPECT_EQ(core::fixedpoint::selfTest(*core::fixedpoint::makeCpuEngine(), model), std::nullopt);
  const CodedSize size = *source->codedSize(model, 1);
  EXPECT_DOUBLE_EQ(size.bits / static_cast<double>(size.pixels), summary.bestScore);

  std::ifstream log(folder / "log.csv");
  EXPECT_EQ(std::count(std::istreambuf_iterator<char>(log), {}, '\n'), 13);
}

TEST(Training, AveragedWeightsAreThoseThatAreKept) {
  // With a decay of zero the average is the last step's weights; with a long one it lags behind.
  core::JobContext context;
  std::vector<std::vector<float>> results;
  for (const double decay : {0.0, 0.95}) {
    ContextTask task(std::make_shared<KnownSource>(), smallTask());
    TrainingOptions options = smallTraining(40);
    options.averageDecay = decay;
    train(task, options, context);
    results.push_back(weightsOf(task));
  }
  EXPECT_NE(results[0], results[1]);
  ContextTask untrained(std::make_shared<KnownSource>(), smallTask());
  const std::vector<float> start = weightsOf(untrained);
  double now = 0;
  double averaged = 0;
  for (std::size_t i = 0; i < start.size(); ++i) {
    now += std::abs(results[0][i] - start[i]);
    averaged += std::abs(results[1][i] - start[i]);
  }
  EXPECT_GT(averaged, 0);
  EXPECT_LT(averaged, now);
}

TEST(Training, ThreadsDoNotChangeTheResult) {
  core::JobContext context;
  std::vector<std::vector<float>> results;
  for (const int threads : {1, 2}) {
    ContextTask task(std::make_shared<KnownSource>(), smallTask());
    TrainingOptions options = smallTraining(45);
    options.threads = threads;
    train(task, options, context);
    results.push_back(weightsOf(task));
  }
  EXPECT_EQ(results[0], results[1]);
}

TEST(Training, ResumedTrainingIsTheUninterruptedOne) {
  const tests::TemporaryFolder folder;
  TrainingOptions options = smallTraining(80);
  options.checkpointFolder = folder / "whole";
  ContextTask whole(std::make_shared<KnownSource>(), smallTask());
  core::JobContext context;
  train(whole, options, context);

  // Stopped half-way, in the middle of an epoch, by a cancelled job.
  options.checkpointFolder = folder / "parts";
  core::CancelToken token;
  core::JobContext stopping(token, [&](double fraction) {
    if (fraction >= 0.55) token.cancel();
  });
  ContextTask first(std::make_shared<KnownSource>(), smallTask());
  EXPECT_THROW(train(first, options, stopping), core::Error);

  options.resume = true;
  ContextTask second(std::make_shared<KnownSource>(), smallTask());
  const TrainingSummary summary = train(second, options, context);
  EXPECT_EQ(summary.steps, 80);
  EXPECT_EQ(weightsOf(second), weightsOf(whole));

  // A checkpoint of another training is refused.
  ContextTaskOptions other = smallTask();
  other.seed = 2;
  ContextTask third(std::make_shared<KnownSource>(), other);
  EXPECT_THROW(train(third, options, context), core::Error);
}

/// Asks for a stop while a step is under way, as another thread may.
class StoppingTask : public ContextTask {
 public:
  StoppingTask(core::CancelToken token, std::int64_t at)
      : ContextTask(std::make_shared<KnownSource>(), smallTask()), token_(std::move(token)), at_(at) {}

  void beginStep(std::int64_t step, const at::Device& device) override {
    if (step == at_) token_.cancel();
    ContextTask::beginStep(step, device);
  }

 private:
  core::CancelToken token_;
  std::int64_t at_;
};

TEST(Training, AStopDuringAStepKeepsWhatWasLearnt) {
  const tests::TemporaryFolder folder;
  TrainingOptions options = smallTraining(20);
  options.checkpointFolder = folder.path();
  core::CancelToken token;
  core::JobContext context(token, {});
  StoppingTask task(token, 9);  // of a checkpoint every few minutes none is due
  EXPECT_THROW(train(task, options, context), core::Error);
  ASSERT_FALSE(std::filesystem::is_empty(folder.path()));

  options.resume = true;
  core::JobContext later;
  ContextTask resumed(std::make_shared<KnownSource>(), smallTask());
  train(resumed, options, later);
  ContextTask whole(std::make_shared<KnownSource>(), smallTask());
  train(whole, smallTraining(20), later);
  EXPECT_EQ(weightsOf(resumed), weightsOf(whole));
}

TEST(Training, WantsToKnowHowLong) {
  ContextTask task(std::make_shared<KnownSource>(), smallTask());
  core::JobContext context;
  EXPECT_THROW(train(task, smallTraining(0), context), core::Error);
  TrainingOptions hours = smallTraining(0);
  hours.hours = 0.5 / 3600;
  hours.device = "cuda:77";
  EXPECT_THROW(train(task, hours, context), core::Error);
}

TEST(Training, EndsWhenTheTimeIsUp) {
  ContextTask task(std::make_shared<KnownSource>(), smallTask());
  TrainingOptions options = smallTraining(0);
  options.hours = 0.5 / 3600;
  core::JobContext context;
  const TrainingSummary summary = train(task, options, context);
  EXPECT_GT(summary.steps, 0);
  EXPECT_GE(summary.seconds, 0.5);
  EXPECT_LT(summary.seconds, 60);
}

TEST(MixtureLoss, ComposedOperationsAgreeWithTheKernel) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const at::Tensor outputs = at::randint(-600, 600, {200, 12}).to(at::kFloat);
  at::Tensor lower = at::randn({200}) * 2;
  at::Tensor upper = lower + at::rand({200}) + 0.05;
  lower[3] = -infinity;
  upper[5] = infinity;
  const MixtureUnits units;
  std::vector<at::Tensor> losses;
  std::vector<at::Tensor> gradients;
  for (const bool composed : {false, true}) {
    const at::Tensor input = outputs.clone().requires_grad_();
    losses.push_back(mixtureLoss(input, lower, upper, 4, units, composed));
    gradients.push_back(torch::autograd::grad({losses.back()}, {input})[0]);
  }
  EXPECT_TRUE(at::allclose(losses[0], losses[1], 1e-5));
  EXPECT_TRUE(at::allclose(gradients[0], gradients[1], 1e-3, 1e-6));
}

}  // namespace
}  // namespace trabecula::models
