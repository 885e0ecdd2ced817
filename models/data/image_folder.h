#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/image/image.h"
#include "core/job/job_context.h"

namespace trabecula::models {

struct TrainingImage {
  std::filesystem::path path;  ///< relative to the folder
  core::Image image;           ///< one frame
};

/// The images below a folder, for training.
struct ImageFolder {
  std::vector<TrainingImage> training;
  std::vector<TrainingImage> validation;
  std::vector<std::string> skipped;  ///< "path: why", one a file that is no image
  std::string description;           ///< for the model's provenance: counts, pixels, digest of the pixels

  std::int64_t pixels() const;
};

struct FolderOptions {
  int validationPercent = 4;                        ///< of the images, drawn by a hash of the relative path
  std::vector<std::string> only;                    ///< top-level folders to take; empty: all
  std::int64_t maxPixels = std::int64_t{1} << 30U;  ///< stop reading there (2 bytes a pixel)
};

/// Reads every image below `folder`, in the order of the paths, frames as images of their own: PNG and the
/// other codecs' formats; DICOM and the rest in a build with DCMTK. Text files are passed over. Throws
/// Error{Unreadable} where there is no folder or no image in it.
ImageFolder readImageFolder(const std::filesystem::path& folder, const FolderOptions& options,
                            core::JobContext& context);

}  // namespace trabecula::models
