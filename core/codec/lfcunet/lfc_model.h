#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "core/codec/lfcunet/class_distribution.h"
#include "core/fixedpoint/dense_stack.h"
#include "core/fixedpoint/model_file.h"
#include "core/support/bytes.h"

namespace trabecula::core::lfcunet {

/// Grey level that is zero to the networks.
inline constexpr int middleGrey = 128;
/// Predictions are in 1/16 grey levels.
inline constexpr int predictionFractionBits = 4;
/// Sides of a network's map are multiples of this: four steps down.
inline constexpr int mapAlignment = 16;
/// Pixels of a row whose logits are computed at once.
inline constexpr int lanes = 32;

/// The networks of one stage: known sub-images to prediction and features, features to logits.
struct StageNetworks {
  fixedpoint::Network unet;
  std::unique_ptr<fixedpoint::DenseStack> classes;
};

/// A trained model, ready to code with. Immutable; any thread.
class LfcModel {
 public:
  /// From the bytes of a model file. Throws Error{Corrupt} where it is not one of this codec; runs its known
  /// answers and throws Error{Unsupported} where this machine does not compute them.
  explicit LfcModel(ByteSpan file);

  /// First 8 bytes of the model file's SHA-256: how streams name it.
  std::uint64_t id() const { return id_; }
  const StageNetworks& stage(int index) const { return stages_[static_cast<std::size_t>(index)]; }
  const PowerTable& powers() const { return powers_; }
  const std::string& description() const { return description_; }

 private:
  explicit LfcModel(const fixedpoint::ModelFile& file);

  std::uint64_t id_;
  std::string description_;
  PowerTable powers_;
  std::array<StageNetworks, 3> stages_;
};

}  // namespace trabecula::core::lfcunet
