#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/fixedpoint/feature_map.h"
#include "core/fixedpoint/kernels.h"
#include "core/fixedpoint/network.h"

namespace trabecula::core::fixedpoint {

/// The weights of a Conv layer in the order in which a target's kernel reads them. Immutable, any thread.
class PreparedConv {
 public:
  /// `layer`: a Conv of a valid network.
  PreparedConv(const Layer& layer, int inputChannels, const Kernels& kernels);

  int outputs() const { return outputs_; }
  int taps() const { return static_cast<int>(places_.size()); }

  /// A call with all but input, offsets, lanes, output, outputStride and paired filled in.
  ConvCall call() const;

  /// Offsets of the taps in a buffer with these distances (in values) between pairs of channels, rows and
  /// columns of the kernel. With stride 2 even and odd columns lie in two runs, `phaseStep` apart.
  std::vector<std::ptrdiff_t> offsets(std::ptrdiff_t pairStep, std::ptrdiff_t rowStep,
                                      std::ptrdiff_t phaseStep) const;

  void run(const ConvCall& call) const { kernels_->conv(call); }

 private:
  struct TapPlace {
    int pair;
    int ky;
    int kx;
  };

  const Kernels* kernels_;
  int outputs_;
  int stride_;
  int shift_;
  ValueRange range_;
  std::vector<TapPlace> places_;
  std::vector<std::int32_t> weights_;
  std::vector<std::int32_t> bias_;
  std::vector<std::int32_t> multipliers_;
};

}  // namespace trabecula::core::fixedpoint
