#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/codec/plane_header.h"
#include "core/entropy/histogram_packing.h"
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

/// The inverse, for decoders: what the header says of the values, and the image they are of.
class PlaneDecoding {
 public:
  /// Throws Error{Corrupt} where the header's packing table is none.
  explicit PlaneDecoding(const PlaneHeader& header);

  /// Largest value that is coded; 0 where the image has one value only.
  std::int32_t maximum() const { return maximum_; }
  /// `values`: 0..maximum, one for each pixel.
  Image image(std::vector<std::uint16_t> values) const;

 private:
  ImageFormat format_;
  std::optional<HistogramPacking> packing_;
  std::int32_t maximum_;
};

}  // namespace trabecula::core
