#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "core/study/image_file.h"
#include "core/support/error.h"
#include "tests/support/seeded_image.h"
#include "tests/support/temporary_folder.h"

namespace trabecula::core {
namespace {

std::string run(const std::string& command) {
  std::string output;
  FILE* pipe = ::popen(command.c_str(), "r");
  if (!pipe) return output;
  std::array<char, 4096> buffer{};
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe))
    output.append(buffer.data(), count);
  ::pclose(pipe);
  return output;
}

const std::string python = TRABECULA_PYTHON;

/// The folder of DICOM files that comes with pydicom; empty where pydicom or numpy is missing.
std::filesystem::path pydicomFiles() {
  std::string folder = run(python +
                           " -c \"import numpy, os, pydicom.data; print(os.path.join(os.path.dirname("
                           "pydicom.data.__file__), 'test_files'))\" 2>/dev/null");
  while (!folder.empty() && folder.back() == '\n') folder.pop_back();
  if (!std::filesystem::is_directory(folder)) return {};
  return folder;
}

struct Digest {
  std::string sha256;
  std::filesystem::path path;
};

/// What pydicom makes of the files; those it cannot decode to grey values are left out.
std::vector<Digest> pydicomDigests(const std::vector<std::filesystem::path>& files,
                                   const std::filesystem::path& list) {
  std::ofstream stream(list);
  for (const auto& path : files) stream << path.string() << "\n";
  stream.close();
  std::istringstream output(
      run(python + " " TRABECULA_PYDICOM_SCRIPT " < " + list.string() + " 2>/dev/null"));
  std::vector<Digest> digests;
  for (std::string line; std::getline(output, line);) {
    std::istringstream fields(line);
    std::string digest, width, height, frames, path;
    std::getline(fields, digest, '\t');
    std::getline(fields, width, '\t');
    std::getline(fields, height, '\t');
    std::getline(fields, frames, '\t');
    std::getline(fields, path);
    if (digest != "-") digests.push_back({digest, path});
  }
  return digests;
}

TEST(PydicomInterop, ReadsItsTestFilesAsItDoes) {
  const std::filesystem::path folder = pydicomFiles();
  if (folder.empty()) GTEST_SKIP() << "python3-pydicom and python3-numpy are not installed";
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  const tests::TemporaryFolder temporary;
  const std::vector<Digest> digests = pydicomDigests(files, temporary / "list");
  EXPECT_GT(digests.size(), 10U);
  JobContext context;
  for (const Digest& digest : digests) {
    SCOPED_TRACE(digest.path.string());
    EXPECT_EQ(pixelSha256(readImageFile(digest.path, {}, context).image), digest.sha256);
  }
}

TEST(PydicomInterop, ItReadsWhatWeWrite) {
  if (pydicomFiles().empty()) GTEST_SKIP() << "python3-pydicom and python3-numpy are not installed";
  const tests::TemporaryFolder temporary;
  JobContext context;
  std::vector<std::filesystem::path> files;
  std::vector<std::string> expected;
  for (int bits = 8; bits <= 16; ++bits) {
    for (const bool isSigned : {false, true}) {
      for (const int frames : {1, 3}) {
        const Image image = tests::noiseImage({13, 7, frames, bits, isSigned});
        files.push_back(temporary / (std::to_string(files.size()) + ".dcm"));
        expected.push_back(pixelSha256(image));
        writeImageFile(files.back(), image, {}, context);
      }
    }
  }
  const std::vector<Digest> digests = pydicomDigests(files, temporary / "list");
  ASSERT_EQ(digests.size(), files.size());
  for (std::size_t i = 0; i < files.size(); ++i) EXPECT_EQ(digests[i].sha256, expected[i]) << files[i];
}

TEST(DcmtkInterop, DumpsWhatWeWriteWithoutComplaint) {
  if (run("command -v dcmdump").empty()) GTEST_SKIP() << "dcmtk's tools are not installed";
  const tests::TemporaryFolder temporary;
  JobContext context;
  Presentation shown;
  shown.spacing = {0.1, 0.1, SpacingSource::AtDetector, std::nullopt};
  shown.windows = {{2000, 1000, VoiFunction::Linear, "BONE"}};
  StudyAttributes attributes;
  attributes.lossy = false;
  for (const int frames : {1, 3}) {
    const auto path = temporary / "image.dcm";
    writeImageFile(path, tests::seededImage({13, 7, frames, 12, false}).withPresentation(shown), attributes,
                   context);
    const std::string dump = run("dcmdump " + path.string() + " 2>&1");
    EXPECT_EQ(dump.find("W: "), std::string::npos) << dump;
    EXPECT_EQ(dump.find("E: "), std::string::npos) << dump;
    EXPECT_NE(dump.find(frames == 1 ? "DigitalXRayImageStorageForPresentation"
                                    : "MultiframeGrayscaleWordSecondaryCaptureImageStorage"),
              std::string::npos);
  }
}

}  // namespace
}  // namespace trabecula::core
