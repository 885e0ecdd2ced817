#pragma once

#include <ATen/ATen.h>

#include <algorithm>
#include <cstdint>

namespace trabecula::models {

/// Convolution of integers in floats or doubles with core::fixedpoint's padding: [n][C][h][w] and
/// [O][C][kh][kw] to [n][O][ceil(h / stride)][ceil(w / stride)]. Only matrix products, one a kernel position,
/// and sums: exact on every device, as long as no partial sum passes 2^24 (2^53). A library's convolution may
/// choose Winograd or FFT, which round.
inline at::Tensor exactConvolution(const at::Tensor& x, const at::Tensor& weights, std::int64_t stride) {
  const std::int64_t kernelHeight = weights.size(2);
  const std::int64_t kernelWidth = weights.size(3);
  const std::int64_t height = (x.size(2) + stride - 1) / stride;
  const std::int64_t width = (x.size(3) + stride - 1) / stride;
  const std::int64_t top = (kernelHeight - 1) / 2;
  const std::int64_t left = (kernelWidth - 1) / 2;
  const std::int64_t bottom = (height - 1) * stride + kernelHeight - top - x.size(2);
  const std::int64_t right = (width - 1) * stride + kernelWidth - left - x.size(3);
  const at::Tensor padded = at::constant_pad_nd(
      x, {left, std::max<std::int64_t>(right, 0), top, std::max<std::int64_t>(bottom, 0)}, 0);
  at::Tensor sums;
  for (std::int64_t ky = 0; ky < kernelHeight; ++ky) {
    for (std::int64_t kx = 0; kx < kernelWidth; ++kx) {
      const at::Tensor seen = padded.slice(2, ky, ky + (height - 1) * stride + 1, stride)
                                  .slice(3, kx, kx + (width - 1) * stride + 1, stride);
      const at::Tensor product = at::matmul(weights.select(3, kx).select(2, ky),
                                            seen.reshape({x.size(0), x.size(1), height * width}));
      sums = sums.defined() ? sums + product : product;
    }
  }
  return sums.view({x.size(0), weights.size(0), height, width});
}

/// Keeps matrix products from rounding to TF32 and cuDNN from trying algorithms. Process-wide settings of
/// LibTorch; cheap.
inline void requireFullPrecision() {
  at::globalContext().setAllowTF32CuBLAS(false);
  at::globalContext().setAllowTF32CuDNN(false);
  at::globalContext().setBenchmarkCuDNN(false);
}

}  // namespace trabecula::models
