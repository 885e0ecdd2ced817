#include "models/lfcunet/lfc_task.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <sstream>
#include <utility>

#include "core/codec/lfcunet/class_distribution.h"
#include "core/support/error.h"
#include "models/training/worker_pool.h"

namespace trabecula::models {
namespace {

using core::lfcunet::middleGrey;

constexpr int jpegBlock = 8;
/// The maps of the sub-images are half as large as patches.
constexpr int mapSide = 2 * core::lfcunet::mapAlignment;
constexpr int validationSide = 256;

/// Sub-image with this parity of rows and columns of [n][1][h][w].
at::Tensor subImage(const at::Tensor& images, int row, int column) {
  return images.slice(2, row, at::nullopt, 2).slice(3, column, at::nullopt, 2);
}

struct Parities {
  at::Tensor a;
  at::Tensor b;
  at::Tensor c;
  at::Tensor d;

  explicit Parities(const at::Tensor& images)
      : a(subImage(images, 0, 0)),
        b(subImage(images, 0, 1)),
        c(subImage(images, 1, 0)),
        d(subImage(images, 1, 1)) {}
  /// What is known when stage 0, 1, 2 is coded, and what it codes.
  at::Tensor known(std::size_t stage) const {
    if (stage == 0) return a;
    return stage == 1 ? at::cat({a, d}, 1) : at::cat({a, d, b}, 1);
  }
  const at::Tensor& target(std::size_t stage) const {
    if (stage == 0) return d;
    return stage == 1 ? b : c;
  }
};

at::Tensor greyLevels(const at::Tensor& prediction) {
  return prediction / (1 << predictionFractionBits) + middleGrey;
}

at::Tensor nats(const at::Tensor& logits) {
  return logits * (std::numbers::ln2 / (1 << logitFractionBits));
}

at::Tensor toTensor(const Crop& crop) {
  const std::vector<float> values(crop.values.begin(), crop.values.end());
  return at::tensor(values, at::kFloat).view({1, 1, crop.height, crop.width});
}

}  // namespace

std::vector<double> classWeights(int classes) {
  constexpr double heaviest = 8;
  constexpr int heavyUntil = 100;  // classes below this one
  constexpr int lightFrom = 200;   // and from this one to its mirror image
  std::vector<double> weights;
  for (int k = 0; k < classes; ++k) {
    const int mirrored = std::min(k, classes - 1 - k);
    const double along =
        std::clamp(static_cast<double>(mirrored - heavyUntil + 1) / (lightFrom - heavyUntil), 0.0, 1.0);
    weights.push_back(heaviest + (1 - heaviest) * along);
  }
  return weights;
}

LfcTask::LfcTask(const ImageFolder& images, const LfcTaskOptions& options)
    : options_(options),
      description_(images.description),
      sampler_(images.training,
               {.side = options.side, .alignment = jpegBlock, .wholeOnly = true, .largestMaximum = 255}),
      stages_{Stage{makeUNet("d", 1, options.shape, options.seed),
                    makeClasses("d classes", options.shape, options.seed + 100)},
              Stage{makeUNet("b", 2, options.shape, options.seed + 200),
                    makeClasses("b classes", options.shape, options.seed + 300)},
              Stage{makeUNet("c", 3, options.shape, options.seed + 400),
                    makeClasses("c classes", options.shape, options.seed + 500)}} {
  if (options.batch % options.part != 0) {
    throw core::Error(core::ErrorCategory::InvalidArgument,
                      "The batch must be a multiple of " + std::to_string(options.part) + " patches");
  }
  if (options.side % mapSide != 0) {
    throw core::Error(core::ErrorCategory::InvalidArgument,
                      "The side of the patches must be a multiple of " + std::to_string(mapSide));
  }
  for (const TrainingImage& image : images.validation) {
    const Crop crop = cutMiddle(packedImage(image.image), validationSide, jpegBlock);
    const int height = crop.height / mapSide * mapSide;
    const int width = crop.width / mapSide * mapSide;
    if (crop.maximum > 255 || height == 0 || width == 0) continue;
    validation_.push_back(
        {toTensor(crop).slice(-2, 0, height).slice(-1, 0, width).contiguous(), crop.maximum});
  }
  if (validation_.empty()) {
    throw core::Error(core::ErrorCategory::InvalidArgument,
                      "None of the images kept for validation has at most 256 levels and " +
                          std::to_string(mapSide) + " x " + std::to_string(mapSide) + " pixels");
  }
  const std::vector<double> weights =
      options.weighted ? classWeights(options.shape.classes)
                       : std::vector<double>(static_cast<std::size_t>(options.shape.classes), 1.0);
  weights_ = at::tensor(weights, at::kDouble).to(at::kFloat);
}

// The next batch may still be on its way.
LfcTask::~LfcTask() {
  if (next_.valid()) next_.wait();
}

std::string LfcTask::identity() const {
  std::ostringstream text;
  text << "lfc-unet " << options_.size << (options_.weighted ? " weighted" : "") << ", " << options_.batch
       << " patches of " << options_.side << ", seed " << options_.seed;
  return text.str();
}

std::vector<QuantisedNetwork*> LfcTask::networks() {
  std::vector<QuantisedNetwork*> all;
  for (Stage& stage : stages_) {
    all.push_back(&stage.unet);
    all.push_back(&stage.classes);
  }
  return all;
}

std::int64_t LfcTask::samplesPerStep() const {
  return std::int64_t{options_.batch} * options_.side * options_.side;
}

at::Tensor LfcTask::drawBatch(std::int64_t step) const {
  std::mt19937_64 random(options_.seed * 1000003U + static_cast<std::uint64_t>(step));
  std::vector<at::Tensor> patches;
  for (int i = 0; i < options_.batch; ++i) patches.push_back(toTensor(sampler_.draw(random)));
  return at::cat(patches);
}

void LfcTask::beginStep(std::int64_t step, const at::Device& device) {
  if (batchStep_ == step) return;
  // The batch drawn ahead is of another step only where a training was resumed.
  if (next_.valid()) batch_ = next_.get();
  if (batchStep_ + 1 != step || batchStep_ < 0) batch_ = drawBatch(step);
  batch_ = batch_.to(device);
  weights_ = weights_.to(device);
  batchStep_ = step;
  next_ = std::async(std::launch::async, [this, step] { return drawBatch(step + 1); });
}

LfcTask::Outputs LfcTask::run(const Stage& stage, const at::Tensor& known) const {
  const std::vector<at::Tensor> maps = stage.unet.forward({known - middleGrey});
  return {greyLevels(maps[0]), nats(stage.classes.forward({maps[1]})[0])};
}

at::Tensor LfcTask::stageLoss(const Stage& stage, const at::Tensor& known, const at::Tensor& target,
                              std::int64_t step) const {
  const std::vector<at::Tensor> maps = stage.unet.forward({known - middleGrey});
  const at::Tensor prediction = greyLevels(maps[0]);
  const at::Tensor rounded = (prediction.detach() + 0.5).floor().clamp(0, 255);
  // One pixel in four: [pixels][channels].
  const auto some = [&](const at::Tensor& map) {
    return subImage(map, static_cast<int>(step / 2 % 2), static_cast<int>(step % 2))
        .permute({0, 2, 3, 1})
        .reshape({-1, map.size(1)});
  };
  const at::Tensor classes = (some(target) - some(rounded) + options_.shape.classes / 2).squeeze(1);
  const at::Tensor logits = nats(stage.classes.forward({some(maps[1])})[0]);
  return (prediction - target).abs().mean() + at::cross_entropy_loss(logits, classes.to(at::kLong), weights_);
}

at::Tensor LfcTask::loss(std::int64_t step, int part, const at::Device& /*device*/) const {
  const Parities parities(batch_.narrow(0, std::int64_t{part} * options_.part, options_.part));
  at::Tensor sum = stageLoss(stages_[0], parities.known(0), parities.target(0), step);
  for (std::size_t s = 1; s < stages_.size(); ++s) {
    sum = sum + stageLoss(stages_[s], parities.known(s), parities.target(s), step);
  }
  return sum;
}

double LfcTask::stageBits(const Stage& stage, const at::Tensor& known, const at::Tensor& target,
                          std::int32_t maximum) const {
  const Outputs outputs = run(stage, known);
  const at::Tensor rounded = (outputs.prediction + 0.5).floor().clamp(0, maximum);
  const int middle = options_.shape.classes / 2;
  const at::Tensor classes = (target - rounded + middle).to(at::kLong);
  // Only residuals that lead to 0..maximum can occur.
  const at::Tensor values =
      at::arange(options_.shape.classes, outputs.logits.options()).view({1, -1, 1, 1}) - middle + rounded;
  const at::Tensor possible = values.ge(0).logical_and_(values.le(maximum));
  const at::Tensor logits = outputs.logits.masked_fill(possible.logical_not(), -1e9);
  const at::Tensor probability = at::softmax(logits, 1).gather(1, classes);
  // As the coder's 16 bits have it, in which every level has one slot at least.
  const double slots = 65536;
  const double spare = slots - maximum - 1;
  return -at::log2((probability * spare + 1) / slots).sum().item<double>();
}

SubImageBits LfcTask::validationBits(int threads) const {
  std::vector<std::array<double, 3>> bits(validation_.size());
  WorkerPool pool(threads, useOneThreadAndFullPrecision);
  double pixels = 0;
  for (const ValidationImage& image : validation_) pixels += static_cast<double>(image.pixels.numel());
  pool.run(validation_.size(), [&](std::size_t i) {
    const at::NoGradGuard noGradients;
    const Parities parities(validation_[i].pixels.to(stages_[0].unet.device()));
    for (std::size_t s = 0; s < stages_.size(); ++s) {
      bits[i][s] = stageBits(stages_[s], parities.known(s), parities.target(s), validation_[i].maximum);
    }
  });
  SubImageBits sum;
  for (const auto& b : bits) {
    sum.d += b[0] / pixels;
    sum.b += b[1] / pixels;
    sum.c += b[2] / pixels;
  }
  return sum;
}

double LfcTask::validate(int threads) {
  return validationBits(threads).total();
}

core::fixedpoint::ModelFile LfcTask::model() const {
  core::fixedpoint::ModelFile file;
  file.tables.push_back(core::lfcunet::PowerTable::standard());
  for (const Stage& stage : stages_) {
    file.networks.push_back(stage.unet.integers());
    file.networks.push_back(stage.classes.integers());
  }
  return file;
}

void LfcTask::exportTo(const std::filesystem::path& path, const Provenance& provenance) const {
  core::fixedpoint::ModelFile file = model();
  file.description = "LFC-UNet: " + identity();
  file.provenance = toJson(provenance);
  std::vector<const QuantisedNetwork*> networks;
  std::vector<std::vector<at::Tensor>> probes;
  const Parities parities(validation_.at(0).pixels - middleGrey);
  for (std::size_t s = 0; s < stages_.size(); ++s) {
    networks.push_back(&stages_[s].unet);
    probes.push_back({parities.known(s)});
    networks.push_back(&stages_[s].classes);
    probes.emplace_back();
  }
  exportModel(path, file, networks, probes);
}

void LfcTask::setWeights(const core::fixedpoint::ModelFile& model) {
  for (QuantisedNetwork* network : networks()) network->setWeights(model.network(network->name()));
}

}  // namespace trabecula::models
