#include "core/archive/archive.h"

#include "core/archive/container.h"
#include "core/archive/description.h"
#include "core/codec/native_file.h"
#include "core/codec/registry.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

constexpr const char* archiveExtension = ".trab";
[[noreturn]] void corrupt(const std::string& why) {
  throw Error(ErrorCategory::Corrupt, "The archive is damaged: " + why);
}

std::byte hexDigit(char c) {
  return static_cast<std::byte>(c <= '9' ? c - '0' : c - 'a' + 10);
}

Sha256Digest digestOf(const Image& image) {
  const std::string hex = pixelSha256(image);
  Sha256Digest digest{};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = (hexDigit(hex[2 * i]) << 4U) | hexDigit(hex[2 * i + 1]);
  }
  return digest;
}

ByteVector writeArchive(const Codec& codec, const Image& image, const Parameters& parameters,
                        JobContext& context) {
  const SampleAdaptation adaptation = adaptationFor(codec.info(), image.format());
  ArchiveWriter writer(writeDescription({.format = image.format(),
                                         .adaptation = adaptation,
                                         .fidelity = codec.fidelity(parameters),
                                         .codecId = codec.info().id,
                                         .library = codec.info().implementation,
                                         .parameters = changedParameters(codec.info(), parameters),
                                         .digest = digestOf(image),
                                         .presentation = {image.presentation(), image.notes()}}));
  for (int frame = 0; frame < image.frames(); ++frame) {
    JobContext step = context.part(static_cast<double>(frame) / image.frames(),
                                   static_cast<double>(frame + 1) / image.frames());
    step.report(0);
    writer.append(codec.encode(adaptedFrame(image, frame, adaptation), parameters, step).bytes);
  }
  return writer.finish();
}

const Codec& codecNamed(const std::string& id) {
  if (const Codec* codec = CodecRegistry::instance().find(id)) return *codec;
  throw Error(ErrorCategory::Unsupported,
              "The archive was made by a codec that this build does not have: " + id.substr(0, 64));
}

DecompressedFile readArchive(ByteSpan file, JobContext& context) {
  const ArchiveParts parts = readParts(file);
  const Description description = readDescription(parts.description);
  const ImageFormat& format = description.format;
  // Compared before anything is allocated for as many frames as the description claims.
  const auto frames = static_cast<std::size_t>(format.frames);
  if (parts.streams.size() < frames) corrupt("streams are missing");
  if (parts.streams.size() > frames) corrupt("it has more streams than frames");
  const Codec& codec = codecNamed(description.codecId);
  std::vector<std::uint16_t> samples;
  for (int frame = 0; frame < format.frames; ++frame) {
    JobContext step = context.part(static_cast<double>(frame) / format.frames,
                                   static_cast<double>(frame + 1) / format.frames);
    step.report(0);
    const Image decoded = codec.decode(parts.streams[static_cast<std::size_t>(frame)], step);
    // Reserved only once a first frame has shown that the file means what its header says.
    if (frame == 0 && decoded.format().pixels() == format.pixelsPerFrame()) samples.reserve(format.pixels());
    restoreFrame(decoded, format, description.adaptation, description.isLossless(), samples);
  }
  const Image image = Image(format, std::move(samples), description.presentation.presentation)
                          .withNotes(description.presentation.notes);
  if (description.isLossless() && digestOf(image) != description.digest) {
    corrupt("the SHA-256 of the pixels is not the one of the original");
  }
  return {image, description.codecId, !description.isLossless()};
}

}  // namespace

bool nativeFileHolds(const CodecInfo& info, const ImageFormat& format) {
  return holds(info.nativeFile, format);
}

CompressedFile compress(const Codec& codec, const Image& image, const Parameters& parameters,
                        JobContext& context) {
  if (image.isEmpty()) throw Error(ErrorCategory::InvalidArgument, "There is no image to compress");
  if (!nativeFileHolds(codec.info(), image.format())) {
    return {writeArchive(codec, image, parameters, context), archiveExtension};
  }
  return {codec.encode(image, parameters, context).bytes, codec.info().nativeFile.extension};
}

bool isArchive(ByteSpan head) {
  return startsArchive(head);
}

DecompressedFile decompress(ByteSpan file, JobContext& context) {
  if (isArchive(file)) return readArchive(file, context);
  const Codec* codec = CodecRegistry::instance().recognise(file);
  if (codec == nullptr) {
    throw Error(ErrorCategory::Unsupported, "This is no archive and no file of a codec that is known here");
  }
  return {codec->decode(file, context), codec->info().id, false};
}

}  // namespace trabecula::core
