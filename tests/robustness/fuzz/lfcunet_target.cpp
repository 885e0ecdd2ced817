// The LFC-UNet decoder: what it accepts must be an image that goes through the coder unchanged. The header's
// checksum is mended first, or mutations would never get to the tiles. That of sub-image A is not: damaged
// JPEG XL is libjxl's to fuzz.
#include <cstdlib>
#include <vector>

#include "core/codec/lfcunet/image_coder.h"
#include "core/codec/lfcunet/presets.h"
#include "core/codec/lfcunet/stream.h"
#include "core/codec/plane_header.h"
#include "core/fixedpoint/engine.h"
#include "core/support/error.h"
#include "tests/robustness/fuzz/fuzz_target.h"
#include "tests/support/header_check.h"
#include "tests/support/seeded_image.h"

namespace trabecula::tests {
namespace {

using core::ByteSpan;
using core::ByteVector;
namespace lfcunet = core::lfcunet;

constexpr std::size_t mostPixels = std::size_t{1} << 10U;

/// Large images only make a run slow.
bool tooLarge(ByteSpan bytes) {
  try {
    return lfcunet::parseStream(bytes).header.format.pixels() > mostPixels;
  } catch (const core::Error&) {
    return false;
  }
}

ByteVector encode(const core::Image& image) {
  core::JobContext context;
  context.setThreads(1);
  return lfcunet::encodeImage(lfcunet::smallModel(), *core::fixedpoint::enabledEngine(), image, context);
}

core::Image decode(ByteSpan bytes) {
  core::JobContext context;
  context.setThreads(1);
  return lfcunet::decodeImage(bytes, lfcunet::modelOfId, *core::fixedpoint::enabledEngine(), context);
}

}  // namespace

std::vector<ByteVector> fuzzSeeds() {
  std::vector<ByteVector> seeds;
  for (const int bits : {1, 8, 12}) {
    const core::ImageFormat format{.width = 9, .height = 11, .frames = 1, .bitsStored = bits};
    seeds.push_back(encode(seededImage(format)));
    seeds.push_back(encode(noiseImage(format)));
  }
  return seeds;
}

void fuzzOne(ByteSpan given) {
  const ByteVector bytes = withHeaderCheck(given, lfcunet::headerBytes);
  if (tooLarge(bytes)) return;
  try {
    const core::Image image = decode(bytes);
    if (!core::hasSamePixels(image, decode(encode(image)))) std::abort();
  } catch (const core::Error&) {
    // Refused, as damaged bytes should be.
  }
}

}  // namespace trabecula::tests
