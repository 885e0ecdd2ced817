#include "core/codec/coded_plane.h"

#include <bit>

namespace trabecula::core {
namespace {

void packWith(const HistogramPacking& packing, CodedPlane& plane) {
  packing.pack(plane.values, plane.values);
  plane.packingTable = packing.table();
  plane.maximum = static_cast<std::int32_t>(packing.levels()) - 1;
}

std::optional<HistogramPacking> packingOf(const PlaneHeader& header) {
  if (header.packingTable.empty()) return std::nullopt;
  return HistogramPacking::read(header.packingTable, header.format.bitsStored);
}

/// What turns two's complement into offset binary and back, by exclusive or; zero for unsigned samples.
std::uint16_t offsetBinaryFlip(const ImageFormat& format) {
  return static_cast<std::uint16_t>(format.isSigned ? 1U << static_cast<unsigned>(format.bitsStored - 1)
                                                    : 0U);
}

void flipSigns(const ImageFormat& format, std::vector<std::uint16_t>& values) {
  const std::uint16_t flip = offsetBinaryFlip(format);
  if (flip == 0) return;
  for (std::uint16_t& v : values) v = static_cast<std::uint16_t>(v ^ flip);
}

}  // namespace

CodedPlane codedPlane(const Image& image) {
  CodedPlane plane;
  plane.values.assign(image.samples().begin(), image.samples().end());
  flipSigns(image.format(), plane.values);
  const int bits = image.bitsStored();
  const HistogramPacking packing(plane.values, bits);
  if (packing.levels() == 1 || packingPays(packing, plane.values, static_cast<std::size_t>(image.width()))) {
    packWith(packing, plane);
    return plane;
  }
  const auto range = static_cast<unsigned>(packing.values().back() - packing.values().front());
  if (static_cast<int>(std::bit_width(range)) < bits) {
    packWith(HistogramPacking::wholeRange(plane.values, bits), plane);
  } else {
    plane.maximum = (1 << bits) - 1;
  }
  return plane;
}

PlaneDecoding::PlaneDecoding(const PlaneHeader& header)
    : format_(header.format),
      packing_(packingOf(header)),
      maximum_(packing_ ? static_cast<std::int32_t>(packing_->levels()) - 1 : (1 << format_.bitsStored) - 1) {
}

Image PlaneDecoding::image(std::vector<std::uint16_t> values) const {
  if (packing_) packing_->unpack(values, values);
  flipSigns(format_, values);
  return {format_, std::move(values)};
}

}  // namespace trabecula::core
