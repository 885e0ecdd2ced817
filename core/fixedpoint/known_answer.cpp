#include "core/fixedpoint/known_answer.h"

#include <algorithm>
#include <array>
#include <exception>

#include "core/fixedpoint/model_file.h"
#include "core/support/error.h"

namespace trabecula::core::fixedpoint {
namespace {

/// Appends little-endian integers to a digest, a buffer at a time.
class DigestStream {
 public:
  void put(std::uint32_t value, std::size_t bytes) {
    if (used_ + bytes > buffer_.size()) flush();
    for (std::size_t i = 0; i < bytes; ++i)
      buffer_[used_++] = static_cast<std::byte>((value >> (8 * i)) & 0xFFU);
  }
  Sha256Digest finish() {
    flush();
    return sha_.finish();
  }

 private:
  void flush() {
    sha_.update(ByteSpan(buffer_).first(used_));
    used_ = 0;
  }

  std::array<std::byte, 4096> buffer_{};
  std::size_t used_ = 0;
  Sha256 sha_;
};

}  // namespace

std::vector<FeatureMap> seededInputs(const Network& network, std::uint64_t seed, int height, int width) {
  std::vector<FeatureMap> inputs;
  std::uint64_t state = seed;
  for (const NetworkInput& input : network.inputs) {
    FeatureMap& map = inputs.emplace_back(MapShape{input.channels, height, width});
    const auto span = static_cast<std::uint64_t>(input.range.high - input.range.low) + 1;
    for (std::int16_t& value : map.values) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      value = static_cast<std::int16_t>(input.range.low + static_cast<std::int32_t>((state >> 33U) % span));
    }
  }
  return inputs;
}

Sha256Digest digestOf(std::span<const FeatureMap> maps) {
  DigestStream stream;
  for (const FeatureMap& map : maps) {
    for (const int size : {map.shape.channels, map.shape.height, map.shape.width}) {
      stream.put(static_cast<std::uint32_t>(size), 4);
    }
    for (const std::int16_t value : map.values) stream.put(static_cast<std::uint16_t>(value), 2);
  }
  return stream.finish();
}

KnownAnswer makeKnownAnswer(const Network& network, std::uint64_t seed, int height, int width) {
  KnownAnswer answer{.network = network.name, .seed = seed, .height = height, .width = width, .digest = {}};
  const auto inputs = seededInputs(network, seed, height, width);
  answer.digest = digestOf(makeCpuEngine(CpuTarget::scalar())->run(network, inputs));
  return answer;
}

std::optional<std::string> selfTest(const Engine& engine, const ModelFile& model) {
  for (const KnownAnswer& answer : model.knownAnswers) {
    const std::string where = engine.name() + " failed its self-test on network " + answer.network + ": ";
    try {
      const Network& network = model.network(answer.network);
      const auto inputs = seededInputs(network, answer.seed, answer.height, answer.width);
      if (digestOf(engine.run(network, inputs)) != answer.digest) return where + "it computes other numbers";
    } catch (const std::exception& error) {
      return where + error.what();
    }
  }
  return std::nullopt;
}

ModelFile readTestedModel(ByteSpan file) {
  ModelFile model = readModel(file);
  const auto preferred = makeCpuEngine();
  const std::optional<std::string> failed = selfTest(*preferred, model);
  if (!failed) return model;
  if (const auto plain = selfTest(*makeCpuEngine(CpuTarget::scalar()), model)) {
    throw Error(ErrorCategory::Unsupported, "This machine computes the model wrongly: " + *plain);
  }
  disableEngine(preferred->name(), *failed);
  return model;
}

void selfTestEngines(const ModelFile& model) {
  for (const EngineState& state : engines()) {
    if (!state.enabled) continue;
    if (const auto failure = selfTest(*state.engine, model)) disableEngine(state.engine->name(), *failure);
  }
}

}  // namespace trabecula::core::fixedpoint
