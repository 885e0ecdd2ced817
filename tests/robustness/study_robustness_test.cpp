#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "core/study/image_file.h"
#include "core/study/study.h"
#include "core/support/error.h"
#include "tests/support/manifest.h"
#include "tests/support/test_data.h"

namespace trabecula::core {
namespace {

/// One line, whatever stood in the file.
void expectPlainMessage(const Error& error) {
  const std::string message = error.what();
  EXPECT_FALSE(message.empty());
  EXPECT_EQ(message.find('\n'), std::string::npos);
}

// Odd, broken, hostile and fuzzed files: each opens or is refused with an Error. A crash, an abort or any
// other exception ends the test; so does a file that keeps the reader busy for long.
TEST(StudyRobustness, EveryFileOpensOrIsRefused) {
  TRABECULA_REQUIRE_TEST_DATA(data);
  const auto entries = tests::readManifest(data / "robust");
  ASSERT_GT(entries.size(), 1000U);
  JobContext context;
  int opened = 0;
  for (const tests::ManifestEntry& entry : entries) {
    SCOPED_TRACE(entry.path.string());
    const auto begin = std::chrono::steady_clock::now();
    try {
      const ImageFile file = readImageFile(entry.path, {}, context);
      ++opened;
      EXPECT_FALSE(file.image.isEmpty());
      EXPECT_EQ(file.image.samples().size(), file.image.format().pixels());
      EXPECT_EQ(pixelSha256(file.image).size(), 64U);
    } catch (const Error& error) {
      expectPlainMessage(error);
      EXPECT_NE(std::string(error.what()).find(entry.path.filename().string()), std::string::npos);
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    EXPECT_LT(seconds.count(), 20.0);
  }
  EXPECT_GT(opened, 350);
}

TEST(StudyRobustness, GreyFilesThatReferenceDecodersReadAreRead) {
  TRABECULA_REQUIRE_TEST_DATA(data);
  JobContext context;
  for (const tests::ManifestEntry& entry : tests::readManifest(data / "robust")) {
    const bool transferSyntaxSet = entry.set == "dicom_transfer_syntax" || entry.set == "dicom_charset";
    const bool readable = entry.notes.find("pydicom+gdcm ok") != std::string::npos;
    if (!transferSyntaxSet || !readable) continue;
    EXPECT_NO_THROW(readImageFile(entry.path, {}, context)) << entry.path;
  }
}

TEST(StudyRobustness, ListingSurvivesEveryFile) {
  TRABECULA_REQUIRE_TEST_DATA(data);
  JobContext context;
  const StudyList list = openStudies({data / "robust"}, context);
  EXPECT_FALSE(list.studies.empty());
  for (const SkippedFile& file : list.skipped) EXPECT_FALSE(file.reason.empty()) << file.path;
}

}  // namespace
}  // namespace trabecula::core
