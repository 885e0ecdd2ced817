#include "core/archive/sample_adaptation.h"

#include <algorithm>

#include "core/support/error.h"

namespace trabecula::core {
namespace {

/// The format of one adapted frame.
ImageFormat codedFormat(const ImageFormat& format, const SampleAdaptation& adaptation) {
  ImageFormat coded = format;
  coded.frames = 1;
  coded.bitsStored = adaptation.codedBits;
  coded.isSigned = format.isSigned && !adaptation.offsetBinary;
  return coded;
}

}  // namespace

SampleAdaptation adaptationFor(const CodecInfo& info, const ImageFormat& format) {
  const int bits = format.bitsStored;
  if (bits < info.minBits || bits > info.maxBits || bits > info.nativeFile.maxBits) {
    throw Error(ErrorCategory::Unsupported, info.title + " takes " + std::to_string(info.minBits) + " to " +
                                                std::to_string(info.maxBits) + " bits, not " +
                                                std::to_string(bits));
  }
  return {.codedBits = std::max(bits, info.nativeFile.minBits),
          .offsetBinary = format.isSigned && !info.nativeFile.signedSamples};
}

Image adaptedFrame(const Image& image, int frame, const SampleAdaptation& adaptation) {
  const ImageFormat& format = image.format();
  const ImageFormat coded = codedFormat(format, adaptation);
  if (image.frames() == 1 && coded == format) return image;
  const std::span<const std::uint16_t> source = image.frameSamples(frame);
  std::vector<std::uint16_t> samples(source.begin(), source.end());
  const std::int32_t offset = adaptation.offsetBinary ? 1 << (format.bitsStored - 1) : 0;
  if (offset != 0 || (format.isSigned && coded.bitsStored != format.bitsStored)) {
    for (std::uint16_t& sample : samples) sample = coded.sampleOf(format.storedValue(sample) + offset);
  }
  return {coded, std::move(samples)};
}

void restoreFrame(const Image& decoded, const ImageFormat& format, const SampleAdaptation& adaptation,
                  bool lossless, std::vector<std::uint16_t>& samples) {
  const ImageFormat coded = codedFormat(format, adaptation);
  if (decoded.format() != coded) {
    throw Error(ErrorCategory::Corrupt,
                "The archive is damaged: a stream disagrees with the image that the archive describes");
  }
  const std::int32_t offset = adaptation.offsetBinary ? 1 << (format.bitsStored - 1) : 0;
  for (const std::uint16_t sample : decoded.samples()) {
    const std::int32_t value = coded.storedValue(sample) - offset;
    const std::int32_t kept = std::clamp(value, format.minValue(), format.maxValue());
    if (lossless && kept != value) {
      throw Error(ErrorCategory::Corrupt, "The archive is damaged: a sample exceeds the depth it states");
    }
    samples.push_back(format.sampleOf(kept));
  }
}

}  // namespace trabecula::core
