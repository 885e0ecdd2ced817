#include <gtest/gtest.h>

#include <vector>

#include "core/codec/lfcunet/image_coder.h"
#include "core/codec/lfcunet/lfc_model.h"
#include "core/fixedpoint/engine.h"
#include "core/job/job_context.h"
#include "core/support/file_io.h"
#include "models/lfcunet/lfc_task.h"
#include "models/training/trainer.h"
#include "tests/support/seeded_image.h"
#include "tests/support/temporary_folder.h"

namespace trabecula::models {
namespace {

ImageFolder someImages() {
  ImageFolder folder;
  const core::ImageFormat format{.width = 96, .height = 64, .frames = 1, .bitsStored = 8};
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    folder.training.push_back({"a/image.png", tests::seededImage(format, seed)});
  }
  folder.validation.push_back({"a/other.png", tests::seededImage(format, 9)});
  folder.description = "synthetic";
  return folder;
}

LfcTaskOptions tinyTask() {
  LfcTaskOptions options;
  options.shape.channels = {8, 8, 8, 8, 8};
  options.shape.predictionChannels = 4;
  options.shape.featureChannels = 8;
  options.side = 64;
  options.batch = 2;
  options.part = 1;
  return options;
}

TEST(LfcClassWeights, AreThoseOfThePaper) {
  const std::vector<double> weights = classWeights(511);
  ASSERT_EQ(weights.size(), 511U);
  EXPECT_EQ(weights[0], 8);
  EXPECT_EQ(weights[99], 8);
  EXPECT_LT(weights[150], 8);
  EXPECT_GT(weights[150], 1);
  EXPECT_EQ(weights[200], 1);
  EXPECT_EQ(weights[255], 1);
  EXPECT_EQ(weights[300], 1);
  for (std::size_t k = 0; k < 511; ++k) EXPECT_EQ(weights[k], weights[510 - k]);
}

TEST(LfcTask, LearnsAndGivesAModelThatTheCodecCodesWith) {
  LfcTask task(someImages(), tinyTask());
  TrainingOptions options;
  options.steps = 30;
  options.learningRate.peak = 2e-3;
  options.averageDecay = 0.8;
  options.validateEvery = 10;
  options.threads = 2;
  core::JobContext context;
  std::vector<double> scores;
  const TrainingSummary summary = train(task, options, context, [&](const TrainingRecord& record) {
    if (record.validation == record.validation) scores.push_back(record.validation);
  });
  ASSERT_GE(scores.size(), 2U);
  EXPECT_LT(summary.bestScore, scores.front());

  const tests::TemporaryFolder folder;
  task.exportTo(folder / "tiny.tmodel", {});
  const core::lfcunet::LfcModel model(core::readFile(folder / "tiny.tmodel"));
  const auto engine = core::fixedpoint::enabledEngine();
  const core::Image image = someImages().validation[0].image;
  const core::ByteVector stream = core::lfcunet::encodeImage(model, *engine, image, context);
  const auto lookup = [&](std::uint64_t) -> const core::lfcunet::LfcModel& { return model; };
  EXPECT_TRUE(core::hasSamePixels(image, core::lfcunet::decodeImage(stream, lookup, *engine, context)));
}

TEST(LfcTask, TheCoderNeedsNoMoreThanItsEstimate) {
  LfcTask task(someImages(), tinyTask());
  for (QuantisedNetwork* network : task.networks()) network->prepare();
  const SubImageBits bits = task.validationBits(1);
  const tests::TemporaryFolder folder;
  task.exportTo(folder / "tiny.tmodel", {});
  const core::lfcunet::LfcModel model(core::readFile(folder / "tiny.tmodel"));
  core::JobContext context;
  core::lfcunet::ImageAnalysis analysis;
  core::lfcunet::encodeImage(model, *core::fixedpoint::enabledEngine(), someImages().validation[0].image,
                             context, &analysis);
  const double expected[] = {bits.d, bits.b, bits.c};
  for (std::size_t s = 0; s < 3; ++s) {
    double sum = 0;
    for (const float b : analysis.stages[s].bits) sum += b;
    // The coder's last stage, which the estimate does not know, corrects what has hardly been trained.
    EXPECT_LT(sum / (96 * 64), 1.01 * expected[s]) << s;
    EXPECT_GT(sum / (96 * 64), 0.7 * expected[s]) << s;
  }
}

}  // namespace
}  // namespace trabecula::models
