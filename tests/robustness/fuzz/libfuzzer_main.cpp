// libFuzzer's view of a target. Called as `TARGET --seeds FOLDER` it only writes the seeds there.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "core/support/file_io.h"
#include "tests/robustness/fuzz/fuzz_target.h"

using trabecula::core::ByteVector;

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  if (*argc != 3 || std::string((*argv)[1]) != "--seeds") return 0;
  const std::filesystem::path folder = (*argv)[2];
  std::filesystem::create_directories(folder);
  int number = 0;
  for (const ByteVector& seed : trabecula::tests::fuzzSeeds()) {
    trabecula::core::writeFileAtomically(folder / ("seed" + std::to_string(number++)), seed);
  }
  std::exit(0);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  trabecula::tests::fuzzOne(trabecula::core::asByteSpan(data, size));
  return 0;
}
