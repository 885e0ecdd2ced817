#include "core/study/image_file.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "core/archive/archive.h"
#include "core/codec/registry.h"
#include "core/study/dicom_reader.h"
#include "core/study/dicom_writer.h"
#include "core/study/file_sniffer.h"
#include "core/study/jpeg_reader.h"
#include "core/study/pnm.h"
#include "core/support/error.h"
#include "core/support/file_io.h"

namespace trabecula::core {
namespace {

ImageFile readByCodec(ByteSpan bytes, JobContext& context) {
  ImageFile file;
  const bool archive = isArchive(bytes);
  const Codec* codec = archive ? nullptr : CodecRegistry::instance().recognise(bytes);
  if (!archive && !codec) {
    throw Error(
        ErrorCategory::Unsupported,
        "this is no image that can be read (DICOM, PNG, PGM, JPEG, JPEG 2000, JPEG-LS, JPEG XL, .trab can)");
  }
  file.formatName = archive ? "Trabecula archive" : codec->info().title;
  file.image = archive ? decompress(bytes, context).image : codec->decode(bytes, context);
  return file;
}

/// JPEG and JPEG-LS begin alike (SOF55, ITU-T T.87 C.2.2).
bool hasJpegLsFrame(ByteSpan bytes) {
  const std::optional<JpegFrameHeader> header = findJpegFrameHeader(bytes);
  return header && header->process == 55;
}

ImageFile readAny(const std::filesystem::path& path, JobContext& context) {
  const ByteVector head = readFileHead(path, sniffBytes);
  if (head.empty()) throw Error(ErrorCategory::Corrupt, "the file is empty");
  const FileKind kind = sniffFileKind(head);
  if (kind == FileKind::Dicom) return readDicomFile(path, context);

  const ByteVector bytes = readFile(path);
  context.checkCancelled();
  ImageFile file;
  if (kind == FileKind::Pnm) {
    file.image = decodePnm(bytes);
    file.formatName = file.image.colour().empty() ? "PGM" : "PPM";
  } else if (kind == FileKind::Jpeg && !hasJpegLsFrame(bytes)) {
    file.image = decodeJpeg(bytes);
    file.formatName = "JPEG";
  } else {
    return readByCodec(bytes, context);
  }
  return file;
}

std::string lowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

ByteVector encodePng(const Image& image, JobContext& context) {
  if (image.isSigned() || image.frames() != 1) {
    throw Error(ErrorCategory::Unsupported, std::string("PNG cannot hold ") +
                                                (image.isSigned() ? "signed values" : "several frames") +
                                                "; write a .dcm file instead");
  }
  const Codec& png = CodecRegistry::instance().get("png");
  return png.encode(image, Parameters::defaults(png.info()), context).bytes;
}

ByteVector encodeFile(const std::string& extension, const Image& image, const StudyAttributes& attributes,
                      JobContext& context) {
  if (extension == ".png") return encodePng(image, context);
  if (extension == ".pgm") return encodePgm(image);
  if (extension == ".dcm") return encodeDicom(image, attributes);
  throw Error(ErrorCategory::InvalidArgument,
              "images are written as .png, .pgm or .dcm, not as \"" + extension + "\"");
}

}  // namespace

ImageFile readImageFile(const std::filesystem::path& path, const ReadOptions& options, JobContext& context) {
  try {
    ImageFile file = readAny(path, context);
    file.path = path;
    if (options.bitsStored) file.image = file.image.withBitsStored(*options.bitsStored);
    return file;
  } catch (const Error& error) {
    if (error.category() == ErrorCategory::Cancelled) throw;
    throw withFileName(error, path.string());
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCategory::ResourceLimit, path.string() + ": not enough memory to open this file");
  }
}

void writeImageFile(const std::filesystem::path& path, const Image& image, const StudyAttributes& attributes,
                    JobContext& context) {
  if (image.isEmpty())
    throw Error(ErrorCategory::InvalidArgument, path.string() + ": there is no image to write");
  ByteVector bytes;
  try {
    bytes = encodeFile(lowerCase(path.extension().string()), image, attributes, context);
  } catch (const Error& error) {
    if (error.category() == ErrorCategory::Cancelled) throw;
    throw withFileName(error, path.string());
  }
  context.checkCancelled();
  writeFileAtomically(path, bytes);
}

}  // namespace trabecula::core
