#include "app/cli/image_list.h"

#include <algorithm>

#include "core/study/study.h"

namespace trabecula::app {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> imagesIn(Session& session, const fs::path& folder) {
  core::JobContext context = session.context();
  const core::StudyList list = core::openStudies({folder}, context);
  std::vector<fs::path> images;
  for (const core::Study& study : list.studies) {
    for (const core::Series& series : study.series) {
      for (const core::ImageEntry& entry : series.images) images.push_back(entry.path);
    }
  }
  std::sort(images.begin(), images.end());
  for (const core::SkippedFile& file : list.skipped)
    session.note(file.path.string(), "skipped: " + file.reason);
  return images;
}

}  // namespace

std::vector<fs::path> listImages(Session& session, const std::vector<std::string>& paths) {
  std::vector<fs::path> images;
  for (const fs::path path : paths) {
    std::error_code status;
    if (!fs::is_directory(path, status)) {
      images.push_back(path);
      continue;
    }
    session.forFile(path, [&] {
      const std::vector<fs::path> found = imagesIn(session, path);
      if (found.empty()) session.fail(path.string(), "there is no image in this folder");
      images.insert(images.end(), found.begin(), found.end());
    });
  }
  return images;
}

}  // namespace trabecula::app
