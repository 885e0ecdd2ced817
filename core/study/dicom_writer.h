#pragma once

#include "core/image/image.h"
#include "core/study/image_file.h"
#include "core/support/bytes.h"

namespace trabecula::core {

/// A DICOM file in Explicit VR Little Endian that reads back with the same values and presentation.
///
/// Its class is the one whose rules the image meets:
/// - Digital X-Ray Image (for presentation where there are windows or VOI LUTs, else for processing), for
///   one unsigned frame of at least 6 bits without rescale whose spacing at the detector is known (its own,
///   or the calibrated one times the magnification);
/// - Multi-frame Grayscale Byte or Word Secondary Capture for several unsigned frames of 8 or 9..16 bits;
/// - Secondary Capture otherwise, which is free in all of this. Signed multi-frame images have no class of
///   their own for arbitrary modalities and use it with the Multi-frame module added.
///
/// Colour images are written as the luma they are compared and compressed by. All windows of one object share
/// one VOI LUT Function in DICOM: windows of another function than the first one's are left out.
/// Throws Error{Unsupported} where a value does not fit into DICOM. Any thread.
ByteVector encodeDicom(const Image& image, const StudyAttributes& attributes);

}  // namespace trabecula::core
