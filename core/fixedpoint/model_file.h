#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/fixedpoint/known_answer.h"
#include "core/fixedpoint/network.h"
#include "core/support/bytes.h"
#include "core/support/sha256.h"

namespace trabecula::core::fixedpoint {

/// Integers that belong to a model and are no weights: a logistic CDF, inverse scales, powers of two.
struct IntegerTable {
  std::string name;  ///< 1..64 printable ASCII characters; unique in its file
  std::vector<std::int32_t> values;
};

inline constexpr int maxNetworks = 64;
inline constexpr int maxTables = 256;
inline constexpr std::int64_t maxTableValues = std::int64_t{1} << 22U;  ///< of all tables together
inline constexpr std::size_t maxTextBytes = std::size_t{1} << 20U;

/// Everything a decoder needs to know of a trained model. MODEL_FORMAT.md describes the file.
struct ModelFile {
  std::string description;  ///< UTF-8, for people: what it is, its data and limits
  std::string provenance;   ///< UTF-8, JSON by convention: command, data, seeds, dates, losses
  std::vector<Network> networks;
  std::vector<IntegerTable> tables;
  std::vector<KnownAnswer> knownAnswers;  ///< at least one a network
  /// SHA-256 of all bytes of the file but its last 32, which hold it. Streams name their model by it. Set by
  /// readModel(); writeModel() ignores it.
  Sha256Digest digest{};

  /// Throw Error{Corrupt} where the model has none of that name.
  const Network& network(const std::string& name) const;
  const IntegerTable& table(const std::string& name) const;
};

/// The file's bytes, the same for the same contents. A network without a known answer gets one (seed 1,
/// 8 x 16 values). Throws Error{Corrupt} where a network is not valid, Error{InvalidArgument} for texts,
/// names and sizes that the format does not allow.
ByteVector writeModel(const ModelFile& model);

/// Reads bytes of any origin. Throws Error{Unsupported} for another version, else Error{Corrupt}, in one
/// line, for everything that MODEL_FORMAT.md does not allow; memory is reserved only for what the file really
/// holds. Does not run the known answers: that is selfTest().
ModelFile readModel(ByteSpan bytes);

}  // namespace trabecula::core::fixedpoint
