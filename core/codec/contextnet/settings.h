#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace trabecula::core::contextnet {

/// A pixel relative to the one being coded.
struct Offset {
  int dx;
  int dy;
};

/// Causal neighbours by distance: the first `n` serve a least-squares predictor of order n, or the network.
inline constexpr std::array<Offset, 30> causalNeighbours = {{
    {-1, 0},  {0, -1}, {-1, -1}, {1, -1},  {-2, 0},  {0, -2},  {-2, -1}, {-1, -2}, {2, -1},  {1, -2},
    {-2, -2}, {2, -2}, {-3, 0},  {0, -3},  {-3, -1}, {-1, -3}, {3, -1},  {1, -3},  {-3, -2}, {-2, -3},
    {3, -2},  {2, -3}, {-4, 0},  {-4, -1}, {4, -1},  {-3, -3}, {3, -3},  {-4, -2}, {4, -2},  {-5, 0},
}};

/// What a model fixes besides its weights; a table of the model file, in this order.
struct Settings {
  std::int32_t version = 1;
  std::int32_t primaryOrder = 18;   ///< neighbours of the least-squares predictor that centres everything
  std::int32_t secondaryOrder = 6;  ///< of a second, quicker one whose opinion is a feature; 0: none
  std::int32_t neighbours = 24;     ///< features that are neighbours
  std::int32_t components = 3;      ///< logistics of the mixture
  std::int32_t sweeps = 1;          ///< Gauss-Seidel sweeps a pixel

  static constexpr std::size_t count = 6;
  /// Throws Error{Corrupt} where a value is out of range.
  static Settings read(std::span<const std::int32_t> values);
  std::array<std::int32_t, count> values() const;

  /// Inputs of the network, an even number.
  int features() const;
  /// Outputs of the network: means, scales, weights.
  int outputs() const { return 3 * components; }

  static constexpr int maxComponents = 4;
};

}  // namespace trabecula::core::contextnet
