// The ContextNet decoder: what it accepts must be an image that goes through the coder unchanged. Checksums
// are mended first, or mutations would never get further than them.
#include <cstdlib>
#include <vector>

#include "core/codec/contextnet/image_coder.h"
#include "core/codec/contextnet/presets.h"
#include "core/codec/contextnet/stream.h"
#include "core/support/error.h"
#include "tests/robustness/fuzz/fuzz_target.h"
#include "tests/support/header_check.h"
#include "tests/support/seeded_image.h"

namespace trabecula::tests {
namespace {

using core::ByteSpan;
using core::ByteVector;
namespace contextnet = core::contextnet;

constexpr std::size_t mostPixels = std::size_t{1} << 14U;

/// Large images only make a run slow.
bool tooLarge(ByteSpan bytes) {
  try {
    return contextnet::parseStream(bytes).header.format.pixels() > mostPixels;
  } catch (const core::Error&) {
    return false;
  }
}

}  // namespace

std::vector<ByteVector> fuzzSeeds() {
  std::vector<ByteVector> seeds;
  const contextnet::ContextModel& model = contextnet::presetModel(contextnet::presetNames().front());
  for (const int bits : {1, 8, 12, 16}) {
    core::JobContext context;
    const core::ImageFormat format{.width = 19, .height = 45, .frames = 1, .bitsStored = bits};
    seeds.push_back(contextnet::encodeImage(model, seededImage(format), context));
    seeds.push_back(contextnet::encodeImage(model, noiseImage(format), context));
  }
  return seeds;
}

void fuzzOne(ByteSpan given) {
  const ByteVector bytes = withHeaderCheck(given, contextnet::headerBytes);
  if (tooLarge(bytes)) return;
  core::JobContext context;
  context.setThreads(1);
  try {
    const core::Image image = contextnet::decodeImage(bytes, contextnet::modelOfId, context);
    const contextnet::ContextModel& model = contextnet::presetModel(contextnet::presetNames().front());
    const ByteVector again = contextnet::encodeImage(model, image, context);
    if (!core::hasSamePixels(image, contextnet::decodeImage(again, contextnet::modelOfId, context)))
      std::abort();
  } catch (const core::Error&) {
    // Refused, as damaged bytes should be.
  }
}

}  // namespace trabecula::tests
