#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/fixedpoint/cpu_target.h"
#include "core/fixedpoint/network.h"

namespace trabecula::core::fixedpoint {

/// Largest batch of a DenseStack.
inline constexpr int maxDenseLanes = 65536;

/// A chain of dense layers (1 x 1 convolutions), prepared to run on a small batch many thousand times a
/// second: no allocation, no checks, no locks in run(). The results are those of Engine::run on a
/// [C][1][lanes] map. Immutable: several threads may run one object, each with its own Scratch.
class DenseStack {
 public:
  /// Working memory of one thread; from makeScratch().
  class Scratch {
   public:
    Scratch() = default;
    Scratch(Scratch&&) noexcept = default;
    Scratch& operator=(Scratch&&) noexcept = default;

   private:
    friend class DenseStack;
    std::vector<std::int16_t> memory_;
    std::int16_t* first_ = nullptr;   // aligned
    std::int16_t* second_ = nullptr;  // aligned
  };

  /// `lanes`: samples of a batch, a multiple of 16. The network must be valid, have one input, one output,
  /// and be a chain of 1 x 1 Conv layers of stride 1. Throws Error{InvalidArgument} where it is not.
  DenseStack(const Network& network, int lanes, CpuTarget target = CpuTarget::preferred());
  ~DenseStack();
  DenseStack(DenseStack&&) noexcept;
  DenseStack& operator=(DenseStack&&) noexcept;

  int lanes() const { return lanes_; }
  int inputChannels() const { return inputChannels_; }
  int outputChannels() const { return outputChannels_; }
  /// Values in the input buffer: (input channels rounded up to even) * lanes.
  std::size_t inputSize() const;
  /// Values in the output buffer: output channels * lanes.
  std::size_t outputSize() const;
  Scratch makeScratch() const;

  /// `input`: [pair of channels][lane][2], the last of an odd number of channels paired with anything (zero
  /// is best); values within the declared range, which is not checked: outside it the results are undefined
  /// numbers, nothing worse. `output`: [channel][lane]. Lanes are independent. Buffers aligned to 64 bytes
  /// are fastest; any alignment works.
  void run(const std::int16_t* input, std::int16_t* output, Scratch& scratch) const {
    run(input, output, scratch, lanes_);
  }
  /// Computes only the first `active` lanes, rounded up to 16; the layout (and its stride) stays.
  void run(const std::int16_t* input, std::int16_t* output, Scratch& scratch, int active) const;

  /// Where sample `lane`'s value of `channel` lies in the input buffer.
  std::size_t inputIndex(int channel, int lane) const {
    return (static_cast<std::size_t>(channel / 2) * static_cast<std::size_t>(lanes_) +
            static_cast<std::size_t>(lane)) *
               2 +
           static_cast<std::size_t>(channel % 2);
  }

 private:
  struct Prepared;

  int lanes_;
  int inputChannels_ = 0;
  int outputChannels_ = 0;
  std::size_t scratchValues_ = 0;  // of the widest hidden layer
  std::unique_ptr<const Prepared> prepared_;
};

}  // namespace trabecula::core::fixedpoint
