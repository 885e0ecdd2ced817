#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/codec/contextnet/geometry.h"

namespace trabecula::core::contextnet {

/// State of a least-squares predictor that learns while coding, for all lanes of a tile.
///
/// The normal equations of a pixel are sums of products of neighbours over the pixels before it, weighted by
/// distance: `columns` decays downwards, row after row; two cascaded sums over it run along the row, `lead`
/// columns ahead of the pixel, which makes a bell around it; `row` decays along the pixel's own row. A
/// few Gauss-Seidel sweeps a pixel, from the solution of the pixel to the left, follow the changing equations
/// closely enough. Everything is an integer.
struct LeastSquaresState {
  /// `order` may be 0: nothing. `delay`: TileShape::delay().
  LeastSquaresState(int order, int delay);

  static constexpr std::size_t slots = 8;
  static constexpr std::size_t origin = 16;
  static constexpr std::size_t stride = origin + lanes;

  /// Sums of column products as the lanes left them at `step`, for product k; lane -1 is the row above lane
  /// 0's.
  std::int32_t* columns(std::int64_t step, std::size_t product) {
    return columnSums.data() +
           ((static_cast<std::size_t>(step) & (slots - 1)) * static_cast<std::size_t>(products) + product) *
               stride +
           origin;
  }
  /// After all columns(step, ...) of the lanes were written.
  void finishStep(std::int64_t step);
  /// A row begins: nothing is known of it, and it begins with the solution of the row above.
  void startRow(int lane);

  int order;
  int products;  ///< order * (order + 1) / 2 pairs, and a product with the target for each neighbour
  std::vector<std::int32_t> columnSums;
  std::vector<std::int32_t> first;     ///< [product][lane]
  std::vector<std::int32_t> second;    ///< [product][lane]
  std::vector<std::int32_t> row;       ///< [product][lane]
  std::vector<std::int32_t> solution;  ///< [neighbour][lane], 1/4096
  std::vector<std::int32_t> waiting;   ///< [delay][product]
  std::size_t next = 0;
  bool alone;  ///< there is no group of rows above another
};

}  // namespace trabecula::core::contextnet
