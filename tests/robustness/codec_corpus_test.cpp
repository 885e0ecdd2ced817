// Hostile and unusual files: every one is decoded or refused with an Error; nothing crashes or hangs.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <iostream>

#include "core/archive/archive.h"
#include "core/codec/registry.h"
#include "core/support/error.h"
#include "core/support/file_io.h"
#include "tests/support/test_data.h"

namespace trabecula::core {
namespace {

namespace fs = std::filesystem;

class CodecCorpus : public testing::TestWithParam<const char*> {};

std::vector<fs::path> filesUnder(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

TEST_P(CodecCorpus, DecodesOrRefuses) {
  TRABECULA_REQUIRE_TEST_DATA(data);
  const fs::path folder = data / "robust" / GetParam();
  if (!fs::is_directory(folder)) GTEST_SKIP() << "no folder " << GetParam();
  int decoded = 0;
  int refused = 0;
  for (const fs::path& path : filesUnder(folder)) {
    SCOPED_TRACE(path.filename().string());
    const auto begin = std::chrono::steady_clock::now();
    JobContext context;
    context.setThreads(2);
    const ByteVector bytes = readFile(path);
    try {
      const Image image = decompress(bytes, context).image;
      EXPECT_EQ(image.samples().size(), image.format().pixels());
      ++decoded;
    } catch (const Error& error) {
      EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
      ++refused;
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    EXPECT_LT(seconds.count(), 60);
  }
  std::cout << GetParam() << ": " << decoded << " decoded, " << refused << " refused\n";
  EXPECT_GT(decoded + refused, 0);
}

INSTANTIATE_TEST_SUITE_P(Robust, CodecCorpus,
                         testing::Values("j2k", "jls", "jxl_fuzz", "png_fuzz", "png_misc", "png_suite"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace trabecula::core
