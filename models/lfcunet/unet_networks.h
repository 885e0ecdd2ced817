#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/codec/lfcunet/lfc_model.h"
#include "models/network/quantised_network.h"

namespace trabecula::models {

/// Widths of the networks of one sub-image. Liao and Li 2024 draw them (Figs. 2 and 3) without numbers of
/// channels: these are ours.
struct UNetShape {
  int levels = 4;                                    ///< steps down and up
  std::vector<int> channels = {24, 32, 40, 48, 48};  ///< at full size and after every step down
  int predictionChannels = 12;
  int featureChannels = 32;              ///< what the classes are told from
  int classes = core::lfcunet::classes;  ///< residuals -255..255

  static UNetShape small() { return {}; }
  /// About as large as a GPU of the paper's year codes in the paper's time.
  static UNetShape paper();
};

// What the codec reads from the networks' outputs.
using core::lfcunet::logitFractionBits;
using core::lfcunet::predictionFractionBits;

/// Preprocessing CNN to the middle matrix, from there the prediction head and the U-Net. Inputs: the known
/// sub-images, grey levels - 128, as channels of one map whose sides are multiples of 2^levels. Outputs: the
/// prediction in 1/16 grey levels - 128, and the features.
QuantisedNetwork makeUNet(const std::string& name, int knownSubImages, const UNetShape& shape,
                          std::uint64_t seed);

/// Features to the logits of the classes: a dense network, run pixel by pixel so that the logits of an image
/// are never in memory at once. Begins as the distribution of residuals of a natural image.
QuantisedNetwork makeClasses(const std::string& name, const UNetShape& shape, std::uint64_t seed);

}  // namespace trabecula::models
