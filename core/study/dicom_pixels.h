#pragma once

#include <string>
#include <vector>

#include "core/image/image.h"
#include "core/job/job_context.h"
#include "core/study/dicom_file.h"

namespace trabecula::core {

/// Image Pixel Module (PS3.3 C.7.6.3), checked: sizes in range, a depth we can hold.
struct PixelModule {
  ImageFormat format;  ///< of the grey result
  int samplesPerPixel = 1;
  int bitsAllocated = 8;  ///< 1, 8 or 16
  int highBit = 7;
  bool planar = false;      ///< colour by plane
  std::string photometric;  ///< "MONOCHROME2", "RGB", ...

  bool isColour() const { return photometric != "MONOCHROME1" && photometric != "MONOCHROME2"; }
  std::size_t bytesPerCell() const { return static_cast<std::size_t>(bitsAllocated == 16 ? 2 : 1); }
};

/// Throws Error{Unsupported} where the object holds no image or one of a kind we cannot show,
/// Error{Corrupt} or Error{ResourceLimit} where its header makes no sense.
PixelModule readPixelModule(DcmDataset& dataset);

/// Decodes the stored values of all frames, whatever the transfer syntax. The presentation is left at its
/// default; notes say what was converted or removed. Throws Error.
Image readDicomPixels(DcmDataset& dataset, const PixelModule& module, const std::string& transferSyntax,
                      JobContext& context);

}  // namespace trabecula::core
