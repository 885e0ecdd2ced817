#include <gtest/gtest.h>

#include <set>
#include <string>

#include "core/study/image_file.h"
#include "core/study/study.h"
#include "tests/support/manifest.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_data.h"

namespace trabecula::core {
namespace {

TEST(StudyData, EveryEvaluationImageOpensAsItsManifestSays) {
  TRABECULA_REQUIRE_TEST_DATA(data);
  const auto entries = tests::readManifest(data / "eval");
  ASSERT_GT(entries.size(), 60U);
  JobContext context;
  for (const tests::ManifestEntry& entry : entries) {
    SCOPED_TRACE(entry.path.string());
    const ImageFile file = readImageFile(entry.path, {}, context);
    EXPECT_EQ(std::to_string(file.image.width()), entry.width);
    EXPECT_EQ(std::to_string(file.image.height()), entry.height);
    EXPECT_EQ(std::to_string(file.image.bitsStored()), entry.bitsStored);
    EXPECT_EQ(file.image.isSigned(), entry.isSigned == "1");
    const std::string name = entry.path.filename().string();
    if (name.ends_with(".dcm")) {
      EXPECT_EQ(file.formatName, "DICOM");
    }
    if (entry.notes.rfind("JPEG ", 0) == 0 && entry.notes.rfind("JPEG 2000", 0) != 0) {
      EXPECT_EQ(file.formatName, "JPEG") << "whatever its name says";
    }
  }
}

TEST(StudyData, EveryEvaluationDicomSurvivesBeingWritten) {
  TRABECULA_REQUIRE_TEST_DATA(data);
  const tests::TemporaryFolder folder;
  JobContext context;
  for (const tests::ManifestEntry& entry : tests::readManifest(data / "eval")) {
    if (entry.path.extension() != ".dcm") continue;
    SCOPED_TRACE(entry.path.string());
    const ImageFile file = readImageFile(entry.path, {}, context);
    writeImageFile(folder / "copy.dcm", file.image, file.attributes, context);
    const ImageFile copy = readImageFile(folder / "copy.dcm", {}, context);
    EXPECT_TRUE(hasSamePixels(copy.image, file.image));
    EXPECT_EQ(copy.image.presentation(), file.image.presentation());
    EXPECT_EQ(copy.attributes.patientName, file.attributes.patientName);
    EXPECT_EQ(copy.attributes.studyUid, file.attributes.studyUid);
  }
}

TEST(StudyData, TheEvaluationFolderListsWithoutSkippingImages) {
  TRABECULA_REQUIRE_TEST_DATA(data);
  JobContext context;
  const StudyList list = openStudies({data / "eval"}, context);
  std::set<std::string> listed;
  for (const Study& study : list.studies) {
    for (const Series& series : study.series) {
      for (const ImageEntry& image : series.images) listed.insert(image.path.string());
    }
  }
  for (const tests::ManifestEntry& entry : tests::readManifest(data / "eval")) {
    EXPECT_TRUE(listed.contains(entry.path.string())) << entry.path;
  }
}

}  // namespace
}  // namespace trabecula::core
