#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/image/image.h"
#include "core/job/job_context.h"
#include "core/study/dicom_file.h"
#include "core/study/dicom_pixels.h"

namespace trabecula::core {

/// Id of our codec that decodes the frames of this transfer syntax; nullptr where DCMTK does.
const char* codecOfTransferSyntax(const std::string& uid);

/// Frames decoded by one of our codecs.
struct CodecFrames {
  std::optional<Image> image;  ///< colour, finished; else:
  PixelModule module;          ///< how the cells are to be read: the allocated depth is the codestream's
  std::vector<std::uint16_t> cells;  ///< one a pixel, all frames
};

/// Hands the codestream of every frame to the codec and brings the results into one array. Where the
/// codestream and the header disagree about the sign, the header decides (PS3.5, 8.2.4). Throws Error.
CodecFrames readCodecFrames(DcmDataset& dataset, const PixelModule& module, const char* codecId,
                            JobContext& context);

}  // namespace trabecula::core
