#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/fixedpoint/model_file.h"
#include "models/contextnet/mixture_bits.h"

namespace trabecula::models {

/// What the context network learns from: for every sampled pixel its features and the interval to be coded.
struct ContextSamples {
  int features = 0;
  std::vector<std::int8_t> values;  ///< [samples][features]
  /// (v - 0.5 - c) / scale and (v + 0.5 - c) / scale of the true value v, where c is the pixel's primary
  /// prediction (1/64 units) and scale its local scale (four steps an octave); -infinity for the smallest
  /// value there is, +infinity for the largest.
  std::vector<float> lower;
  std::vector<float> upper;

  std::size_t size() const { return lower.size(); }
};

/// A coded size and what was coded.
struct CodedSize {
  double bits = 0;
  std::int64_t pixels = 0;
};

/// Where the samples come from: the codec's own feature extraction on the training images.
class ContextSource {
 public:
  ContextSource() = default;
  virtual ~ContextSource() = default;
  ContextSource(const ContextSource&) = delete;
  ContextSource& operator=(const ContextSource&) = delete;

  virtual int features() const = 0;
  /// How the network's outputs are read.
  virtual MixtureUnits units() const = 0;
  /// Of the training data, for the model's provenance.
  virtual std::string description() const = 0;

  /// Samples for the `epoch`-th stretch of the training; must follow from (seed, epoch) alone. They are
  /// shuffled later. Runs on a thread of its own while the network trains on the stretch before; one call at
  /// a time.
  virtual ContextSamples trainingSamples(std::uint64_t seed, std::int64_t epoch) const = 0;
  /// Always the same ones. Without coded sizes they are the validation.
  virtual ContextSamples validationSamples() const = 0;

  /// Codes the validation images with this model; nothing where the source cannot code.
  virtual std::optional<CodedSize> codedSize(const core::fixedpoint::ModelFile& model, int threads) const;
  /// Tables that the decoder needs beside the network.
  virtual std::vector<core::fixedpoint::IntegerTable> tables() const;
};

/// Reorders the samples by a seeded permutation, so that any run of them is a fair draw.
void shuffle(ContextSamples& samples, std::uint64_t seed);

}  // namespace trabecula::models
