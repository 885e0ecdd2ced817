#pragma once

#include <cstdint>
#include <vector>

#include "core/fixedpoint/model_file.h"

namespace trabecula::core::contextnet {

/// The functions that turn a network's outputs into probabilities, as tables from the model file: nothing
/// here is computed by a decoder.
struct MixtureTables {
  static constexpr std::int32_t powerOne = 1 << 14;
  static constexpr int reciprocalStepBits = 5;

  /// Logistic distribution function, 65536 F(z), for (i - 2048) * 24 / 4096 scales.
  std::vector<std::int32_t> logistic;
  /// 2^(14 - i / 16), i < 16.
  std::vector<std::int32_t> powers;
  /// floor(2^26 / t) for the largest t of step i: 2^14 + 32 i <= t < 2^14 + 32 (i + 1).
  std::vector<std::int32_t> reciprocals;
  /// 2^16 * 4096 / 24 / 2^9 * 2^(-i / 16), i < 16.
  std::vector<std::int32_t> inversePowers;
  /// 16 log2(1 + i / 4), i < 4.
  std::vector<std::int32_t> quarterLogs;

  /// The tables to put into a model file; floating point, for exporters only.
  static MixtureTables standard(int components);
  /// Throws Error{Corrupt} where a table is missing, has another length or values out of range.
  static MixtureTables read(const fixedpoint::ModelFile& model, int components);
  /// Adds them to a model file.
  void write(fixedpoint::ModelFile& model) const;
};

}  // namespace trabecula::core::contextnet
