#pragma once

namespace trabecula::widgets {

/// Which of the two shown results, or both against each other.
enum class Compared { A, B, Both };

/// What the numbers of a map are; see the architecture's three kinds of residual.
enum class MapKind {
  Reconstruction,     ///< original minus decoded (or A minus B), stored units
  DisplayDifference,  ///< the same as seen through a window, display grey levels
  Prediction,         ///< what a codec had to code, stored units; one map a stream
  BitCost             ///< what each pixel costs, bits
};

/// One map of the open image. `stream` only matters for Prediction, `of` Both only for the first two kinds.
struct MapSource {
  MapKind kind = MapKind::Reconstruction;
  Compared of = Compared::A;
  int stream = 0;

  bool operator==(const MapSource&) const = default;
};

}  // namespace trabecula::widgets
