#pragma once

#include <string>
#include <vector>

#include "core/image/presentation.h"
#include "core/study/dicom_file.h"
#include "core/study/dicom_pixels.h"

namespace trabecula::core {

/// How the dataset wants its stored values shown and measured: modality LUT or rescale (PS3.3 C.11.1), VOI
/// windows and LUTs (C.11.2), Presentation LUT Shape (C.11.6), Pixel Padding (C.7.5.1.1.2), spacing. In
/// multi-frame objects the shared functional groups, else those of the first frame.
/// Windows and tables that could only show a blank image are left out; a sentence about each goes to `notes`.
Presentation readPresentation(DcmDataset& dataset, const PixelModule& module,
                              std::vector<std::string>& notes);

/// True where modality values below zero exist: VOI tables then state their first input as signed.
bool modalityMayBeNegative(const ModalityTransform& modality, const ImageFormat& format);

/// True for the modalities of projection radiography (CR, DX, MG, IO, PX, RG, XA, RF).
bool isProjectionModality(const std::string& modality);

/// Pixel spacing with its provenance, after PS3.3 10.7.1:
/// - Pixel Spacing with a Pixel Spacing Calibration Type (GEOMETRY or FIDUCIAL) is Calibrated;
/// - Pixel Spacing that differs from Imager Pixel Spacing is Calibrated, one that equals it is AtDetector;
/// - Imager Pixel Spacing alone is AtDetector;
/// - Pixel Spacing alone is Calibrated, except in projection radiography (isProjectionModality): there
///   nobody can tell whether it was corrected for magnification, so that it counts as AtDetector.
/// Nominal Scanned Pixel Spacing is ignored: it is the film scanner's.
PixelSpacing readPixelSpacing(DcmDataset& dataset);

}  // namespace trabecula::core
