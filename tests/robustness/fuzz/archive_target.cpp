// The .trab reader: as a file, whose CRCs mutations rarely survive, and as a description behind good ones.
// The codecs' own streams are their libraries' business and are not decoded.
#include <cstdlib>

#include "core/archive/container.h"
#include "core/archive/description.h"
#include "core/support/error.h"
#include "tests/robustness/fuzz/fuzz_target.h"

namespace trabecula::tests {
namespace {

using core::ByteSpan;
using core::ByteVector;

core::Description someDescription() {
  core::Description description{
      .format = {.width = 40, .height = 30, .frames = 2, .bitsStored = 12, .isSigned = true},
      .adaptation = {.codedBits = 12, .offsetBinary = true},
      .fidelity = {core::Fidelity::Kind::NearLossless, 3},
      .codecId = "jpegls",
      .library = "a library 1.0",
      .parameters = "near=3"};
  core::Presentation& presentation = description.presentation.presentation;
  presentation.windows = {{40, 400, core::VoiFunction::Sigmoid, "bone"}};
  presentation.voiLuts = {{.firstMapped = -5, .outputBits = 12, .entries = {0, 7, 4095}, .explanation = "a"}};
  presentation.spacing = {.rowMm = 0.143, .columnMm = 0.1, .source = core::SpacingSource::AtDetector};
  description.presentation.notes = {"a note"};
  return description;
}

}  // namespace

std::vector<ByteVector> fuzzSeeds() {
  const ByteVector description = core::writeDescription(someDescription());
  core::Description plain = someDescription();
  plain.presentation = {};
  plain.fidelity = {};
  core::ArchiveWriter writer(description);
  writer.append(ByteVector(300, std::byte{7}));
  writer.append({});
  return {description, core::writeDescription(plain), writer.finish()};
}

void fuzzOne(ByteSpan bytes) {
  try {
    core::readDescription(core::readParts(bytes).description);
  } catch (const core::Error&) {
  }
  try {
    const core::Description description = core::readDescription(bytes);
    // What was accepted can be written, and reads the same.
    const core::Description again = core::readDescription(core::writeDescription(description));
    if (again.format != description.format || again.codecId != description.codecId) std::abort();
  } catch (const core::Error&) {
  }
}

}  // namespace trabecula::tests
