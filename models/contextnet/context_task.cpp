#include "models/contextnet/context_task.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <numbers>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "core/codec/contextnet/context_model.h"
#include "core/fixedpoint/dense_stack.h"
#include "core/fixedpoint/model_file.h"
#include "core/fixedpoint/network.h"
#include "core/support/error.h"
#include "models/export/exporter.h"
#include "models/training/worker_pool.h"

namespace trabecula::models {
namespace {

std::span<const float> floats(const at::Tensor& tensor) {
  return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

class MixtureLoss : public torch::autograd::Function<MixtureLoss> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& outputs,
                            const at::Tensor& lower, const at::Tensor& upper, std::int64_t logistics,
                            const MixtureUnits& units) {
    at::Tensor gradient = at::empty_like(outputs);
    const double bits =
        mixtureBits(static_cast<int>(logistics), units, floats(outputs), {floats(lower), floats(upper)},
                    {gradient.data_ptr<float>(), static_cast<std::size_t>(gradient.numel())});
    context->save_for_backward({gradient});
    return at::scalar_tensor(bits, at::kFloat);
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    return {gradients[0] * context->get_saved_variables()[0], at::Tensor(), at::Tensor(), at::Tensor(),
            at::Tensor()};
  }
};

/// The same by LibTorch's operations.
at::Tensor composedLoss(const at::Tensor& outputs, const at::Tensor& lower, const at::Tensor& upper,
                        int logistics, const MixtureUnits& units) {
  constexpr double farAway = 50;
  constexpr double ends = 1e6;  // in place of infinity, whose derivatives are none
  const at::Tensor means = outputs.narrow(1, 0, logistics) * units.mean;
  const at::Tensor logScales =
      (outputs.narrow(1, logistics, logistics) * units.logScale).clamp(units.minLogScale, units.maxLogScale);
  const at::Tensor weights =
      at::softmax(outputs.narrow(1, 2 * static_cast<std::int64_t>(logistics), logistics) *
                      (units.logWeight * std::numbers::ln2),
                  1);
  const at::Tensor inverse = at::exp(logScales * -std::numbers::ln2);
  const at::Tensor low = lower.clamp(-ends, ends).unsqueeze(1);
  const at::Tensor high = upper.clamp(-ends, ends).unsqueeze(1);
  const at::Tensor a = ((low - means) * inverse).clamp(-farAway, farAway);
  const at::Tensor b = ((high - means) * inverse).clamp(-farAway, farAway);
  const at::Tensor width = ((high - low) * inverse).clamp_max(farAway);
  const at::Tensor masses = at::sigmoid(b) * at::sigmoid(-a) * -at::expm1(-width);
  return -at::log2((weights * masses).sum(1) + massFloor).sum();
}

}  // namespace

void addExperts(const core::fixedpoint::ModelFile& more, core::fixedpoint::ModelFile& file) {
  for (const core::fixedpoint::IntegerTable& table : file.tables) {
    if (more.table(table.name).values != table.values) {
      throw core::Error(core::ErrorCategory::InvalidArgument,
                        "Models with different tables " + table.name + " cannot be one model");
    }
  }
  for (core::fixedpoint::Network network : more.networks) {
    network.name = core::contextnet::expertName(static_cast<int>(file.networks.size()));
    file.networks.push_back(std::move(network));
  }
}

QuantisedNetwork makeContextNetwork(const std::string& name, int features, const ContextNetworkShape& shape,
                                    const MixtureUnits& units, std::uint64_t seed) {
  constexpr int outputFractionBits = 8;
  QuantisedNetwork network(name, seed);
  int edge = network.addInput(features, {{-128, 127}, shape.inputUnit});
  for (const int width : shape.hidden) {
    edge = network.addConv(edge, {.outputChannels = width}, EdgeFormat::clippedRelu(shape.reluTop));
  }
  // All logistics start alike and wide; small differences between them are enough to part them.
  edge = network.addConv(edge, {.outputChannels = 3 * shape.logistics},
                         EdgeFormat::fixedPoint(outputFractionBits), 0.1);
  network.addOutput(edge);
  at::Tensor& bias = network.parameters().back();
  const at::NoGradGuard noGradients;
  for (int i = 0; i < shape.logistics; ++i) {
    const double real = (i - 0.5 * (shape.logistics - 1)) / shape.logistics;  // -1/2..1/2
    const double logScaleUnits = units.logScale * (1 << outputFractionBits);
    bias[shape.logistics + i] = std::clamp(real / logScaleUnits, -100.0, 100.0);
  }
  return network;
}

at::Tensor mixtureLoss(const at::Tensor& outputs, const at::Tensor& lower, const at::Tensor& upper,
                       int logistics, const MixtureUnits& units, bool composed) {
  if (composed || outputs.is_cuda()) return composedLoss(outputs, lower, upper, logistics, units);
  return MixtureLoss::apply(outputs.contiguous(), lower, upper, static_cast<std::int64_t>(logistics), units);
}

/// The samples of one stretch of the training, and tensors that look at them (on a CPU) or hold copies.
struct ContextTask::Stretch {
  std::int64_t epoch = 0;
  ContextSamples samples;
  at::Tensor features;
  at::Tensor lower;
  at::Tensor upper;

  void moveTo(const at::Device& device) {
    const auto count = static_cast<std::int64_t>(samples.size());
    features = at::from_blob(samples.values.data(), {count, samples.features}, at::kChar).to(device);
    lower = at::from_blob(samples.lower.data(), {count}, at::kFloat).to(device);
    upper = at::from_blob(samples.upper.data(), {count}, at::kFloat).to(device);
  }
};

ContextTask::ContextTask(std::shared_ptr<const ContextSource> source, const ContextTaskOptions& options)
    : source_(std::move(source)),
      options_(options),
      units_(source_->units()),
      network_(makeContextNetwork(core::contextnet::expertName(0), source_->features(), options.shape, units_,
                                  options.seed)),
      validation_(source_->validationSamples()) {
  if (options.batch % options.part != 0) {
    throw core::Error(core::ErrorCategory::InvalidArgument,
                      "The batch must be a multiple of " + std::to_string(options.part) + " samples");
  }
}

// The next samples may still be on their way.
ContextTask::~ContextTask() {
  if (next_.valid()) next_.wait();
}

std::string ContextTask::identity() const {
  std::ostringstream text;
  text << "contextnet " << options_.preset << ' ' << source_->features();
  for (const int width : options_.shape.hidden) text << '-' << width;
  text << "-3x" << options_.shape.logistics << ", batch " << options_.batch << ", seed " << options_.seed;
  return text.str();
}

int ContextTask::parts() const {
  return options_.batch / options_.part;
}

std::shared_ptr<ContextTask::Stretch> ContextTask::load(const ContextSource& source, std::uint64_t seed,
                                                        std::int64_t epoch) {
  auto stretch = std::make_shared<Stretch>();
  stretch->epoch = epoch;
  stretch->samples = source.trainingSamples(seed, epoch);
  shuffle(stretch->samples, seed + static_cast<std::uint64_t>(epoch));
  return stretch;
}

void ContextTask::beginStep(std::int64_t step, const at::Device& device) {
  const std::int64_t epoch = step / options_.epochSteps;
  if (stretch_ && stretch_->epoch == epoch) return;
  std::shared_ptr<Stretch> stretch;
  if (next_.valid()) stretch = next_.get();
  if (!stretch || stretch->epoch != epoch) stretch = load(*source_, options_.seed, epoch);
  if (stretch->samples.size() < static_cast<std::size_t>(options_.batch)) {
    throw core::Error(core::ErrorCategory::InvalidArgument,
                      "There are only " + std::to_string(stretch->samples.size()) +
                          " samples to train on, fewer than a batch of " + std::to_string(options_.batch));
  }
  stretch->moveTo(device);
  stretch_ = std::move(stretch);
  next_ = std::async(std::launch::async, load, std::cref(*source_), options_.seed, epoch + 1);
}

at::Tensor ContextTask::loss(std::int64_t step, int part, const at::Device& /*device*/) const {
  // Batches follow one another through the shuffled samples; every pass begins at another place.
  const std::int64_t places = stretch_->lower.size(0) - options_.batch + 1;
  const std::int64_t begin =
      (step % options_.epochSteps) * options_.batch % places + std::int64_t{part} * options_.part;
  const auto piece = [&](const at::Tensor& all) { return all.narrow(0, begin, options_.part); };
  const at::Tensor outputs = network_.forward({piece(stretch_->features).to(at::kFloat)})[0];
  return mixtureLoss(outputs, piece(stretch_->lower), piece(stretch_->upper), options_.shape.logistics,
                     units_) /
         static_cast<double>(options_.part);
}

double ContextTask::validate(int threads) {
  const core::fixedpoint::ModelFile file = model();
  std::optional<CodedSize> size = source_->codedSize(file, threads);
  if (!size) size = idealSize(file.networks[0], validation_, options_.shape.logistics, units_, threads);
  return size->bits / static_cast<double>(size->pixels);
}

core::fixedpoint::ModelFile ContextTask::model() const {
  core::fixedpoint::ModelFile file;
  file.networks.push_back(network_.integers());
  file.tables = source_->tables();
  return file;
}

void ContextTask::exportTo(const std::filesystem::path& path, const Provenance& provenance,
                           const core::fixedpoint::ModelFile* more) const {
  constexpr std::int64_t most = 65536;
  core::fixedpoint::ModelFile file = model();
  if (more != nullptr) addExperts(*more, file);
  file.description = "Context network: " + identity();
  file.provenance = toJson(provenance);
  const auto count = std::min(static_cast<std::int64_t>(validation_.size()), most);
  const std::vector<float> values(validation_.values.begin(),
                                  validation_.values.begin() + count * validation_.features);
  const at::Tensor probe = at::tensor(values, at::kFloat).view({count, validation_.features});
  exportModel(path, file, {&network_}, {{probe}});
}

CodedSize idealSize(const core::fixedpoint::Network& network, const ContextSamples& samples, int logistics,
                    const MixtureUnits& units, int threads) {
  constexpr std::size_t lanes = 256;
  const core::fixedpoint::DenseStack stack(network, static_cast<int>(lanes));
  const auto features = static_cast<std::size_t>(samples.features);
  const auto outputs = static_cast<std::size_t>(stack.outputChannels());
  std::vector<double> bits((samples.size() + lanes - 1) / lanes);
  WorkerPool pool(threads, [] {});
  pool.run(bits.size(), [&](std::size_t block) {
    const std::size_t first = block * lanes;
    const std::size_t count = std::min(lanes, samples.size() - first);
    auto scratch = stack.makeScratch();
    std::vector<std::int16_t> input(stack.inputSize());
    std::vector<std::int16_t> output(stack.outputSize());
    for (std::size_t s = 0; s < count; ++s) {
      for (std::size_t f = 0; f < features; ++f) {
        input[stack.inputIndex(static_cast<int>(f), static_cast<int>(s))] =
            std::int16_t{samples.values[(first + s) * features + f]};
      }
    }
    stack.run(input.data(), output.data(), scratch);
    std::vector<float> rows(count * outputs);
    for (std::size_t s = 0; s < count; ++s) {
      for (std::size_t o = 0; o < outputs; ++o) rows[s * outputs + o] = output[o * lanes + s];
    }
    const Intervals intervals{{samples.lower.data() + first, count}, {samples.upper.data() + first, count}};
    bits[block] = mixtureBits(logistics, units, rows, intervals, {});
  });
  CodedSize size{0, static_cast<std::int64_t>(samples.size())};
  for (const double part : bits) size.bits += part;
  return size;
}

}  // namespace trabecula::models
