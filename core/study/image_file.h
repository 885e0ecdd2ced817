#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/image/image.h"
#include "core/job/job_context.h"
#include "core/support/bytes.h"

namespace trabecula::core {

/// What the viewer lists and sorts by; empty where the format has no such thing.
struct StudyAttributes {
  std::string patientName;  ///< UTF-8, as stored ("Doe^Jane")
  std::string patientId;
  std::string studyUid;
  std::string studyDescription;
  std::string studyDate;  ///< YYYYMMDD
  std::string seriesUid;
  std::string seriesDescription;
  std::string modality;
  std::string bodyPart;
  int seriesNumber = 0;
  int instanceNumber = 0;
  /// Lossy Image Compression (0028,2110): whether any step up to here lost information; empty where unknown.
  std::optional<bool> lossy;
};

/// An image with where it came from.
struct ImageFile {
  std::filesystem::path path;
  std::string formatName;      ///< "DICOM", "PNG", "PGM", "JPEG", "JPEG XL", "Trabecula archive", ...
  std::string transferSyntax;  ///< UID for DICOM, else empty
  std::string transferSyntaxName;
  StudyAttributes attributes;
  Image image;
};

struct ReadOptions {
  /// Declares the depth of formats that only know their container's (PNG, PGM); see Image::withBitsStored.
  std::optional<int> bitsStored;
};

/// Reads any supported file, recognised by its content, never by its name: DICOM, PNG, PGM/PPM, JPEG, every
/// codec's own format, .trab. Throws Error naming the file. Any thread.
ImageFile readImageFile(const std::filesystem::path& path, const ReadOptions& options, JobContext& context);

/// Writes by the extension: .png, .pgm or .dcm; atomically. PNG and PGM refuse what they cannot hold
/// (signed values, several frames) with Error{Unsupported} that names .dcm as the way. `attributes` are
/// used by .dcm only.
void writeImageFile(const std::filesystem::path& path, const Image& image, const StudyAttributes& attributes,
                    JobContext& context);

}  // namespace trabecula::core
