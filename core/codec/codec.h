#pragma once

#include "core/analysis/analysis.h"
#include "core/codec/codec_info.h"
#include "core/codec/parameters.h"
#include "core/image/image.h"
#include "core/job/job_context.h"
#include "core/support/bytes.h"

namespace trabecula::core {

/// What a codec promises for one setting of its parameters.
struct Fidelity {
  enum class Kind { Lossless, NearLossless, Lossy };
  Kind kind = Kind::Lossless;
  int maxError = 0;  ///< bound on |original - decoded| in stored units, for NearLossless
};

/// A codec's stream as it would stand in a file of its own.
struct Encoded {
  ByteVector bytes;
};

/// The one interface everything hangs on. Implementations are stateless and thread-safe: any number of
/// threads may call the same object.
class Codec {
 public:
  virtual ~Codec() = default;
  Codec() = default;
  Codec(const Codec&) = delete;
  Codec& operator=(const Codec&) = delete;

  virtual const CodecInfo& info() const = 0;

  virtual Fidelity fidelity(const Parameters& parameters) const = 0;

  /// Codes one image that info().nativeFile can hold; what it cannot hold (sign, several frames, odd depth)
  /// is brought into such a form by the archive first. Throws Error.
  virtual Encoded encode(const Image& image, const Parameters& parameters, JobContext& context) const = 0;

  /// Decodes a stream of this format, ours or anybody's: checks every length, caps memory by the header
  /// before it allocates. Colour is converted as imageFromColour() does. Throws Error.
  virtual Image decode(ByteSpan stream, JobContext& context) const = 0;

  /// True if `head` (the first bytes of a file, at least 32 where the file has them) starts this format.
  virtual bool recognises(ByteSpan head) const = 0;

  /// What the codec's own modelling had to code for this image: prediction residuals per stream, bits per
  /// pixel map, base layer. The default knows nothing about the codec's inside and returns the residual of
  /// the median-edge predictor.
  virtual Analysis analyse(const Image& image, const Parameters& parameters, JobContext& context) const;
};

}  // namespace trabecula::core
