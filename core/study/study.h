#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/job/job_context.h"
#include "core/study/image_file.h"

namespace trabecula::core {

/// One file of a series, known by its header only.
struct ImageEntry {
  std::filesystem::path path;
  StudyAttributes attributes;
  ImageFormat format;  ///< as the header says; zero sizes where the format must be decoded to know
};

/// Images of one series, by instance number, then file name.
struct Series {
  std::string uid;
  std::string description;
  std::string modality;
  int number = 0;
  std::vector<ImageEntry> images;
};

/// Series of one study, by series number.
struct Study {
  std::string uid;
  std::string patientName;
  std::string patientId;
  std::string description;
  std::string date;
  std::vector<Series> series;
};

/// A file that could not be listed, and why.
struct SkippedFile {
  std::filesystem::path path;
  std::string reason;
};

struct StudyList {
  std::vector<Study> studies;
  std::vector<SkippedFile> skipped;
};

/// Groups files and the files of folders (recursively) into Study > Series > Image, reading headers only.
/// Files that are no images are listed in `skipped`; a path that does not exist throws Error{Unreadable}.
/// Files without study identifiers form one study per folder, named after it. Any thread.
StudyList openStudies(const std::vector<std::filesystem::path>& paths, JobContext& context);

}  // namespace trabecula::core
