#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/fixedpoint/engine.h"
#include "core/support/bytes.h"
#include "core/support/sha256.h"

namespace trabecula::core::fixedpoint {

struct ModelFile;

/// A network, inputs that follow from a seed, and the digest of what every engine must deliver for them.
struct KnownAnswer {
  std::string network;
  std::uint64_t seed = 1;
  int height = 1;  ///< of every input
  int width = 16;
  Sha256Digest digest{};
};

/// Largest work of one known answer, in multiply-accumulates, that a model file may ask for.
inline constexpr std::int64_t maxKnownAnswerMacs = std::int64_t{1} << 31U;

/// Input i of the network: values low + (state >> 33) % (high - low + 1) where state, which starts as the
/// seed, is stepped before every value by state * 6364136223846793005 + 1442695040888963407 (mod 2^64); one
/// sequence for all inputs, in order.
std::vector<FeatureMap> seededInputs(const Network& network, std::uint64_t seed, int height, int width);

/// SHA-256 over each map: channels, height, width as 32 bits, then the values as 16 bits, little endian.
Sha256Digest digestOf(std::span<const FeatureMap> maps);

/// Computed with the scalar engine.
KnownAnswer makeKnownAnswer(const Network& network, std::uint64_t seed, int height, int width);

/// Runs every known answer of the file; nothing where the engine delivered all of them, else one line that
/// says which it failed. Never throws what the engine throws: that is a failure too.
std::optional<std::string> selfTest(const Engine& engine, const ModelFile& model);

/// readModel(), for a model that is about to be used: where this machine's preferred instruction set fails a
/// known answer and plain C++ does not, that engine is disabled with the reason, and plain C++ preferred from
/// then on. Throws as readModel(), and Error{Unsupported} where plain C++ fails too.
ModelFile readTestedModel(ByteSpan file);

/// selfTest() of every enabled engine in the list; disables those that fail, with the reason.
void selfTestEngines(const ModelFile& model);

}  // namespace trabecula::core::fixedpoint
