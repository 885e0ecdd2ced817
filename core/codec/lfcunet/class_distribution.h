#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/fixedpoint/model_file.h"

namespace trabecula::core::lfcunet {

inline constexpr int levels = 256;              ///< that the networks know
inline constexpr int classes = 2 * levels - 1;  ///< residuals -255..255
/// Logits are base-2 logarithms in 1/256.
inline constexpr int logitFractionBits = 8;

/// round(2^16 * 2^(-i / 256)): the fractions of a power of two, from the model file.
class PowerTable {
 public:
  static constexpr const char* name = "powers";

  /// Throws Error{Corrupt} where the model's table is none.
  explicit PowerTable(const fixedpoint::ModelFile& model);
  static fixedpoint::IntegerTable standard();

  /// 2^16 * 2^(-below / 256), rounded down to an integer.
  std::uint32_t at(std::uint32_t below) const {
    const std::uint32_t whole = below >> logitFractionBits;
    return whole > 31 ? 0 : powers_[below & (levels - 1)] >> whole;
  }

 private:
  std::array<std::uint32_t, levels> powers_{};
};

/// The distribution of one pixel's level, 0..count - 1, from the logits of its residual's class: the softmax
/// over the classes that lead to an existing level. Level j begins at  j + floor(S_j (65536 - count) / S)
/// of 65536, where S_j sums the powers of the levels before j and S those of all; so each has at least one.
class LevelDistribution {
 public:
  /// `logits`: of all classes, `stride` values apart; `prediction`, 0..count - 1, is the level of residual 0.
  LevelDistribution(const PowerTable& powers, const std::int16_t* logits, int stride, int prediction,
                    int count);

  /// 0 for level 0, 65536 for `count`.
  std::uint32_t begin(int level) const {
    const std::uint64_t share = 65536U - static_cast<std::uint32_t>(count_);
    return static_cast<std::uint32_t>(level) +
           static_cast<std::uint32_t>(sums_[static_cast<std::size_t>(level)] * share /
                                      sums_[static_cast<std::size_t>(count_)]);
  }
  /// The level that contains `slot`, 0..65535.
  int levelAt(std::uint32_t slot) const;

 private:
  int count_;
  std::array<std::uint64_t, levels + 1> sums_;
};

}  // namespace trabecula::core::lfcunet
