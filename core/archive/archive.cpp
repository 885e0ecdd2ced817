#include "core/archive/archive.h"

#include "core/archive/chunk.h"
#include "core/archive/description.h"
#include "core/archive/presentation_record.h"
#include "core/codec/native_file.h"
#include "core/codec/registry.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

constexpr const char* archiveExtension = ".trab";
constexpr std::size_t streamPrefixBytes = 8;
constexpr std::size_t digestBytes = 32;

[[noreturn]] void corrupt(const std::string& why) {
  throw Error(ErrorCategory::Corrupt, "The archive is damaged: " + why);
}

std::byte hexDigit(char c) {
  return static_cast<std::byte>(c <= '9' ? c - '0' : c - 'a' + 10);
}

ByteVector digestOf(const Image& image) {
  const std::string hex = pixelSha256(image);
  ByteVector digest(hex.size() / 2);
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = (hexDigit(hex[2 * i]) << 4U) | hexDigit(hex[2 * i + 1]);
  }
  return digest;
}

ByteVector writeArchive(const Codec& codec, const Image& image, const Parameters& parameters,
                        JobContext& context) {
  const SampleAdaptation adaptation = adaptationFor(codec.info(), image.format());
  ChunkWriter writer;
  writer.append("FORM", writeImageRecord({image.format(), adaptation, codec.fidelity(parameters)}));
  writer.append("CODC", writeCodecRecord(codec.info(), parameters));
  writer.append("HASH", digestOf(image));
  const ByteVector presentation = writePresentation(image.presentation(), image.notes());
  if (!presentation.empty()) writer.append("pres", presentation);
  for (int frame = 0; frame < image.frames(); ++frame) {
    JobContext step = context.part(static_cast<double>(frame) / image.frames(),
                                   static_cast<double>(frame + 1) / image.frames());
    step.report(0);
    const Encoded encoded = codec.encode(adaptedFrame(image, frame, adaptation), parameters, step);
    ByteVector prefix;
    appendLe32(prefix, static_cast<std::uint32_t>(frame));
    appendLe32(prefix, 0);
    writer.append("STRM", prefix, encoded.bytes);
  }
  return writer.finish();
}

/// The chunks of an archive, sorted by meaning; views into the file.
struct ArchiveContent {
  std::optional<ImageRecord> image;
  std::optional<std::string> codecId;
  std::optional<ByteSpan> digest;
  PresentationRecord presentation;
  std::vector<ByteSpan> streams;  ///< by frame
};

ByteSpan readStream(const Chunk& chunk, const ArchiveContent& content) {
  if (!content.image || !content.codecId) corrupt("a stream stands before its description");
  if (chunk.payload.size() < streamPrefixBytes) corrupt("a stream is too short");
  const std::uint32_t frame = readLe32(chunk.payload.data());
  const std::uint32_t index = readLe32(chunk.payload.data() + 4);
  if (index != 0) {
    throw Error(ErrorCategory::Unsupported,
                "The archive has several streams a frame, which needs a newer version");
  }
  if (frame != content.streams.size()) corrupt("the streams are not in the order of the frames");
  if (content.streams.size() == static_cast<std::size_t>(content.image->format.frames)) {
    corrupt("it has more streams than frames");
  }
  return chunk.payload.subspan(streamPrefixBytes);
}

void takeChunk(const Chunk& chunk, ArchiveContent& content) {
  const auto once = [&](bool seen) {
    if (seen) corrupt("part " + std::string(chunk.type) + " occurs twice");
  };
  if (chunk.type == "FORM") {
    once(content.image.has_value());
    content.image = readImageRecord(chunk.payload);
  } else if (chunk.type == "CODC") {
    once(content.codecId.has_value());
    content.codecId = readCodecId(chunk.payload);
  } else if (chunk.type == "HASH") {
    once(content.digest.has_value());
    if (chunk.payload.size() < digestBytes) corrupt("the digest of the pixels is too short");
    content.digest = chunk.payload.first(digestBytes);
  } else if (chunk.type == "pres") {
    content.presentation = readPresentation(chunk.payload);
  } else if (chunk.type == "STRM") {
    content.streams.push_back(readStream(chunk, content));
  } else if (chunk.type[0] >= 'A' && chunk.type[0] <= 'Z') {
    throw Error(ErrorCategory::Unsupported, "The archive has a part " + std::string(chunk.type) +
                                                " that needs a newer version of this program");
  }
}

/// Every chunk is checked before the first stream is decoded.
ArchiveContent readContent(ByteSpan file) {
  ArchiveContent content;
  ChunkReader reader(file);
  while (const std::optional<Chunk> chunk = reader.next()) takeChunk(*chunk, content);
  if (!content.image) corrupt("part FORM is missing");
  if (!content.codecId) corrupt("part CODC is missing");
  if (!content.digest) corrupt("part HASH is missing");
  if (content.streams.size() != static_cast<std::size_t>(content.image->format.frames)) {
    corrupt("streams are missing");
  }
  return content;
}

const Codec& codecNamed(const std::string& id) {
  if (const Codec* codec = CodecRegistry::instance().find(id)) return *codec;
  throw Error(ErrorCategory::Unsupported,
              "The archive was made by a codec that this build does not have: " + id.substr(0, 64));
}

DecompressedFile readArchive(ByteSpan file, JobContext& context) {
  const ArchiveContent content = readContent(file);
  const Codec& codec = codecNamed(*content.codecId);
  const ImageFormat& format = content.image->format;
  const bool lossless = content.image->fidelity.kind == Fidelity::Kind::Lossless;
  std::vector<std::uint16_t> samples;
  for (int frame = 0; frame < format.frames; ++frame) {
    JobContext step = context.part(static_cast<double>(frame) / format.frames,
                                   static_cast<double>(frame + 1) / format.frames);
    step.report(0);
    const Image decoded = codec.decode(content.streams[static_cast<std::size_t>(frame)], step);
    // Reserved only once a first frame has shown that the file means what its header says.
    if (frame == 0 && decoded.format().pixels() == format.pixelsPerFrame()) samples.reserve(format.pixels());
    restoreFrame(decoded, format, content.image->adaptation, lossless, samples);
  }
  const Image image = Image(format, std::move(samples), content.presentation.presentation)
                          .withNotes(content.presentation.notes);
  if (lossless && !std::ranges::equal(digestOf(image), *content.digest)) {
    corrupt("the SHA-256 of the pixels is not the one of the original");
  }
  return {image, *content.codecId, !lossless};
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
