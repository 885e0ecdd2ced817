// The parser of histogram packing's table of values: what it accepts must be a table that comes back.
#include <cstdlib>

#include "core/entropy/histogram_packing.h"
#include "core/entropy/value_table.h"
#include "core/support/error.h"
#include "tests/robustness/fuzz/fuzz_target.h"
#include "tests/support/seeded_image.h"

namespace trabecula::tests {

using core::ByteSpan;
using core::ByteVector;

std::vector<ByteVector> fuzzSeeds() {
  std::vector<ByteVector> seeds;
  Lcg random(1);
  for (const std::uint32_t step : {1U, 2U, 16U, 257U}) {
    for (const std::uint32_t kept : {4U, 3U, 1U}) {
      std::vector<std::uint16_t> values;
      for (std::uint32_t i = 0; i * step < 65536; ++i) {
        if (random.below(4) < kept) values.push_back(static_cast<std::uint16_t>(i * step + i / 300));
      }
      seeds.push_back(core::encodeValueTable(values));
    }
  }
  seeds.push_back(core::encodeValueTable(std::vector<std::uint16_t>{0}));
  return seeds;
}

void fuzzOne(ByteSpan bytes) {
  try {
    const core::HistogramPacking packing = core::HistogramPacking::read(bytes, 16);
    if (packing.levels() < 1024 &&
        core::decodeValueTable(core::encodeValueTable(packing.values())) != packing.values()) {
      std::abort();
    }
    std::vector<std::uint16_t> samples = packing.values();
    packing.pack(samples, samples);
    packing.unpack(samples, samples);
    if (samples != packing.values()) std::abort();
  } catch (const core::Error&) {
  }
}

}  // namespace trabecula::tests
