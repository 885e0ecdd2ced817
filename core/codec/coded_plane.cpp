#include "core/codec/coded_plane.h"

#include <bit>

#include "core/entropy/histogram_packing.h"

namespace trabecula::core {
namespace {

void packWith(const HistogramPacking& packing, CodedPlane& plane) {
  packing.pack(plane.values, plane.values);
  plane.packingTable = packing.table();
  plane.maximum = static_cast<std::int32_t>(packing.levels()) - 1;
}

}  // namespace

CodedPlane codedPlane(const Image& image) {
  CodedPlane plane;
  plane.values.assign(image.samples().begin(), image.samples().end());
  const std::uint16_t flip = offsetBinaryFlip(image.format());
  if (flip != 0) {
    for (std::uint16_t& v : plane.values) v = static_cast<std::uint16_t>(v ^ flip);
  }
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

std::uint16_t offsetBinaryFlip(const ImageFormat& format) {
  return static_cast<std::uint16_t>(format.isSigned ? 1U << static_cast<unsigned>(format.bitsStored - 1)
                                                    : 0U);
}

}  // namespace trabecula::core
