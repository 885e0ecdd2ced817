#pragma once

#include <cstdint>
#include <vector>

#include "core/image/image.h"
#include "core/support/bytes.h"

namespace trabecula::core {

/// The values of an image as the codecs of our own code them.
struct CodedPlane {
  std::vector<std::uint16_t> values;  ///< 0..maximum
  std::int32_t maximum = 0;           ///< 0: the image has one value only
  ByteVector packingTable;            ///< empty: the values are the stored ones
};

/// Signed values in offset binary; ranks of the used values where packing them pays; else values from the
/// smallest one on, where that saves bits.
CodedPlane codedPlane(const Image& image);

/// What turns two's complement into offset binary and back, by exclusive or; zero for unsigned samples.
std::uint16_t offsetBinaryFlip(const ImageFormat& format);

}  // namespace trabecula::core
