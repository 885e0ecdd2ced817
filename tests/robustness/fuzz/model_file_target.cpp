// The model file's reader; what it accepts runs its known answers.
#include "tests/robustness/fuzz/fuzz_target.h"
#include "tests/robustness/fuzz/model_file_fuzz.h"
#include "tests/support/model_bytes.h"

namespace trabecula::tests {

std::vector<core::ByteVector> fuzzSeeds() {
  fp::ModelFile small = everySectionModel();
  small.networks = {denseNetwork({2, 3, 2}, 1)};
  return {fp::writeModel(everySectionModel()), fp::writeModel(small)};
}

void fuzzOne(core::ByteSpan bytes) {
  fuzzModelFile(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

}  // namespace trabecula::tests
