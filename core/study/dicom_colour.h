#pragma once

#include <cstdint>
#include <span>

#include "core/image/image.h"
#include "core/study/dicom_file.h"
#include "core/study/dicom_pixels.h"

namespace trabecula::core {

/// Interleaved colour cells of all frames to an Image. `photometric` is the colour model of the cells, which
/// a decoder may have changed from the module's ("RGB", "YBR_FULL", "YBR_FULL_422", ...).
Image imageFromColourCells(const PixelModule& module, const std::string& photometric,
                           std::vector<std::uint16_t> cells);

/// Palette indices to an Image through the dataset's Palette Color Lookup Tables (PS3.3 C.7.9).
Image imageFromPalette(DcmDataset& dataset, const PixelModule& module,
                       std::span<const std::uint16_t> indices);

/// ITU-R BT.601 full range YCbCr to RGB at the depth given, in place (PS3.3 C.7.6.3.1.2).
void convertYbrToRgb(std::span<std::uint16_t> interleaved, int bits);

}  // namespace trabecula::core
