#pragma once

#include "core/study/dicom_file.h"
#include "core/study/image_file.h"

namespace trabecula::core {

/// What the viewer lists, converted to UTF-8 from the dataset's Specific Character Set; text in a character
/// set that cannot be converted is taken as Latin-1, so that nothing but valid UTF-8 leaves here.
StudyAttributes readAttributes(DcmItem& dataset);

/// Writes the attributes into a dataset that is declared as UTF-8 (ISO_IR 192).
void writeAttributes(const StudyAttributes& attributes, DcmItem& dataset);

}  // namespace trabecula::core
