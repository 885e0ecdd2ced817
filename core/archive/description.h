#pragma once

#include <string>

#include "core/archive/presentation_record.h"
#include "core/archive/sample_adaptation.h"
#include "core/codec/codec.h"
#include "core/support/sha256.h"

namespace trabecula::core {

/// What an archive says about its streams (FORMAT.md, "Description").
struct Description {
  ImageFormat format;
  SampleAdaptation adaptation;
  Fidelity fidelity;
  std::string codecId;
  std::string library;     ///< what did the work; informative
  std::string parameters;  ///< "name=value" where not the default, comma-separated; informative
  Sha256Digest digest{};   ///< of the original's pixels
  PresentationRecord presentation;

  bool isLossless() const { return fidelity.kind == Fidelity::Kind::Lossless; }
};

ByteVector writeDescription(const Description& description);

/// Throws Error{Corrupt or ResourceLimit} where a field is out of range or the image too large,
/// Error{Unsupported} where there is something in it that only a newer program understands.
Description readDescription(ByteSpan bytes);

/// Parameters that are not the codec's default, as Description::parameters has them.
std::string changedParameters(const CodecInfo& info, const Parameters& parameters);

}  // namespace trabecula::core
