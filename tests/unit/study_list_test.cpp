#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/study/study.h"
#include "core/support/error.h"
#include "core/support/file_io.h"
#include "tests/support/dicom_source.h"
#include "tests/support/seeded_image.h"
#include "tests/support/temporary_folder.h"

namespace trabecula::core {
namespace {

using tests::seededImage;
using tests::TemporaryFolder;

class StudyListing : public testing::Test {
 protected:
  void writeDicom(const std::string& name, const std::string& study, int series, int instance) {
    StudyAttributes attributes;
    attributes.patientName = "Doe^Jane";
    attributes.studyUid = study;
    attributes.seriesUid = study + "." + std::to_string(series);
    attributes.seriesNumber = series;
    attributes.instanceNumber = instance;
    std::filesystem::create_directories((folder_ / name).parent_path());
    writeImageFile(folder_ / name, seededImage({9, 7, 1, 12, false}), attributes, context_);
  }
  void writeText(const std::string& name, const std::string& text) {
    writeFileAtomically(folder_ / name, asByteSpan(text.data(), text.size()));
  }

  TemporaryFolder folder_;
  JobContext context_;
};

TEST_F(StudyListing, GroupsAndSorts) {
  writeDicom("z/1.dcm", "2.25.1", 2, 10);
  writeDicom("a/2.dcm", "2.25.1", 2, 9);
  writeDicom("a/3.dcm", "2.25.1", 1, 1);
  writeDicom("a/4.dcm", "2.25.2", 1, 1);
  const StudyList list = openStudies({folder_.path()}, context_);
  EXPECT_TRUE(list.skipped.empty());
  ASSERT_EQ(list.studies.size(), 2U);
  const Study& study = list.studies[0].uid == "2.25.1" ? list.studies[0] : list.studies[1];
  EXPECT_EQ(study.patientName, "Doe^Jane");
  ASSERT_EQ(study.series.size(), 2U);
  EXPECT_EQ(study.series[0].number, 1);
  ASSERT_EQ(study.series[1].images.size(), 2U);
  EXPECT_EQ(study.series[1].images[0].attributes.instanceNumber, 9);
  EXPECT_EQ(study.series[1].images[1].path, folder_ / "z/1.dcm");
  EXPECT_EQ(study.series[1].images[0].format, (ImageFormat{9, 7, 1, 12, false}));
}

TEST_F(StudyListing, ListsOtherFormatsByFolderAndSkipsTheRest) {
  std::filesystem::create_directories(folder_ / "holiday");
  writeText("holiday/b.pgm", "P5 1 1 255\na");
  writeText("holiday/a.pgm", "P5 1 1 255\na");
  writeText("holiday/notes.txt", "no image");
  writeText("holiday/empty.dcm", "");
  const StudyList list = openStudies({folder_.path()}, context_);
  ASSERT_EQ(list.studies.size(), 1U);
  EXPECT_EQ(list.studies[0].description, "holiday");
  ASSERT_EQ(list.studies[0].series.size(), 1U);
  ASSERT_EQ(list.studies[0].series[0].images.size(), 2U);
  EXPECT_EQ(list.studies[0].series[0].images[0].path.filename(), "a.pgm");
  ASSERT_EQ(list.skipped.size(), 2U);
  for (const SkippedFile& skipped : list.skipped) EXPECT_FALSE(skipped.reason.empty());
}

TEST_F(StudyListing, ListsAFileOnceOnly) {
  writeDicom("1.dcm", "2.25.1", 1, 1);
  const StudyList list = openStudies({folder_ / "1.dcm", folder_.path(), folder_ / "1.dcm"}, context_);
  ASSERT_EQ(list.studies.size(), 1U);
  EXPECT_EQ(list.studies[0].series[0].images.size(), 1U);
}

TEST_F(StudyListing, OneBadFileSpoilsNothing) {
  writeDicom("1.dcm", "2.25.1", 1, 1);
  writeText("2.dcm", std::string(128, '\0') + "DICM" + std::string(50, '\x07'));
  const StudyList list = openStudies({folder_.path()}, context_);
  EXPECT_EQ(list.studies.size(), 1U);
  EXPECT_EQ(list.skipped.size(), 1U);
}

TEST_F(StudyListing, FollowsADicomDirectory) {
  writeDicom("IMAGES/IM1.dcm", "2.25.1", 1, 1);
  std::filesystem::rename(folder_ / "IMAGES/IM1.dcm", folder_ / "IMAGES/IM1");
  DcmFileFormat directory;
  DcmDataset& dataset = *directory.getDataset();
  tests::requireGood(dataset.putAndInsertString(DCM_SOPClassUID, UID_MediaStorageDirectoryStorage));
  tests::requireGood(dataset.putAndInsertString(DCM_SOPInstanceUID, "2.25.99"));
  for (const char* id : {"IMAGES\\IM1", "IMAGES\\GONE"}) {
    DcmItem* record = nullptr;
    tests::requireGood(dataset.findOrCreateSequenceItem(DCM_DirectoryRecordSequence, record, -2));
    tests::requireGood(record->putAndInsertString(DCM_DirectoryRecordType, "IMAGE"));
    tests::requireGood(record->putAndInsertString(DCM_ReferencedFileID, id));
  }
  tests::requireGood(directory.saveFile((folder_ / "DICOMDIR").c_str(), EXS_LittleEndianExplicit));

  const StudyList followed = openStudies({folder_ / "DICOMDIR"}, context_);
  ASSERT_EQ(followed.studies.size(), 1U);
  EXPECT_EQ(followed.studies[0].series[0].images[0].path, folder_ / "IMAGES/IM1");
  ASSERT_EQ(followed.skipped.size(), 1U);
  EXPECT_EQ(followed.skipped[0].path.filename(), "GONE");

  const StudyList inFolder = openStudies({folder_.path()}, context_);
  ASSERT_EQ(inFolder.studies.size(), 1U);
  EXPECT_TRUE(inFolder.skipped.empty());
}

TEST_F(StudyListing, RefusesAMissingPath) {
  try {
    openStudies({folder_ / "missing"}, context_);
    FAIL() << "a missing path was listed";
  } catch (const Error& error) {
    EXPECT_EQ(error.category(), ErrorCategory::Unreadable);
  }
}

TEST_F(StudyListing, CanBeCancelled) {
  writeDicom("1.dcm", "2.25.1", 1, 1);
  CancelToken token;
  token.cancel();
  JobContext cancelled(token, [](double) {});
  try {
    openStudies({folder_.path()}, cancelled);
    FAIL() << "went on";
  } catch (const Error& error) {
    EXPECT_EQ(error.category(), ErrorCategory::Cancelled);
  }
}

TEST_F(StudyListing, ReportsProgressUpToTheEnd) {
  for (int i = 1; i <= 5; ++i) writeDicom(std::to_string(i) + ".dcm", "2.25.1", 1, i);
  std::vector<double> seen;
  JobContext context(CancelToken(), [&](double fraction) { seen.push_back(fraction); });
  openStudies({folder_.path()}, context);
  ASSERT_FALSE(seen.empty());
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  EXPECT_DOUBLE_EQ(seen.back(), 1);
}

}  // namespace
}  // namespace trabecula::core
