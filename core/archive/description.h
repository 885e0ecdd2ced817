#pragma once

#include <string>

#include "core/archive/sample_adaptation.h"
#include "core/codec/codec.h"

namespace trabecula::core {

/// Chunk FORM (FORMAT.md): the image and how its samples stand in the streams.
struct ImageRecord {
  ImageFormat format;
  SampleAdaptation adaptation;
  Fidelity fidelity;
};
ByteVector writeImageRecord(const ImageRecord& record);
/// Throws Error{Corrupt or ResourceLimit} where a field is out of range or the image too large.
ImageRecord readImageRecord(ByteSpan payload);

/// Chunk CODC: returns the payload, and the codec's id from one. Throws Error{Corrupt}.
ByteVector writeCodecRecord(const CodecInfo& info, const Parameters& parameters);
std::string readCodecId(ByteSpan payload);

}  // namespace trabecula::core
