#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/study/dicom_file.h"
#include "core/support/bytes.h"

namespace trabecula::core {

/// The codestream of each frame, put together from the fragments of encapsulated Pixel Data (PS3.5, A.4):
/// by the basic offset table, one fragment a frame, all of them for a single frame, or else by where a
/// fragment starts a new JPEG, JPEG-LS, JPEG 2000 or JPEG XL stream. Throws Error{Corrupt} where that does
/// not give `frames` streams.
std::vector<ByteVector> encapsulatedFrames(DcmDataset& dataset, int frames);

/// Bytes of all fragments together, without loading them. Throws Error{Corrupt} where there are none.
std::uint64_t encapsulatedBytes(DcmDataset& dataset);

/// Bits per sample that the frame header of the first fragment's JPEG stream declares (ITU-T T.81, B.2.2);
/// nothing where it is none.
std::optional<int> jpegPrecision(DcmDataset& dataset);

}  // namespace trabecula::core
