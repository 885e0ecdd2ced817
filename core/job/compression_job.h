#pragma once

#include <filesystem>
#include <string>

#include "core/codec/codec.h"

namespace trabecula::core {

/// Outcome of comparing decoded with original stored values.
struct RoundTrip {
  bool identical = false;       ///< format and every sample agree
  std::uint64_t differing = 0;  ///< number of pixels that differ
  int maxAbsError = 0;          ///< in stored units
};

/// Throws as requireSameFormat() does.
RoundTrip compareStoredValues(const Image& original, const Image& decoded);

/// One finished compression: the written file, what it cost, and the proof by decoding that file anew.
struct CompressionResult {
  std::string codecId;
  Parameters parameters;
  Fidelity fidelity;  ///< what was promised
  std::filesystem::path output;
  std::uint64_t bytes = 0;   ///< of the written file
  std::uint64_t pixels = 0;  ///< of all frames
  double bitsPerPixel = 0;   ///< 8 * bytes / pixels
  double ratio = 0;          ///< original bytes / bytes
  double encodeSeconds = 0;  ///< wall clock of encoding alone
  double decodeSeconds = 0;  ///< wall clock of decoding alone
  RoundTrip roundTrip;
  Image decoded;
  /// True if the promise held: identical for lossless, the bound kept for near-lossless, sizes and depth
  /// equal for lossy.
  bool verified = false;
};

/// "lossless"-promise broken: the message for a result that is not what was promised; empty where verified.
std::string brokenPromise(const CompressionResult& result);

/// Encodes, writes `output` atomically (its extension is replaced by the format's own where `output` has
/// none), reads the written file back, decodes it with a fresh decoder and compares. The worker half of
/// every compression; any thread.
CompressionResult runCompression(const Image& image, const Codec& codec, const Parameters& parameters,
                                 const std::filesystem::path& output, JobContext& context);

}  // namespace trabecula::core
