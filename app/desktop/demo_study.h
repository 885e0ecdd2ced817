#pragma once

#include <filesystem>
#include <vector>

#include "core/job/job_context.h"

namespace trabecula::app {

/// Where the desktop keeps the demo study: a folder of the user's cache.
std::filesystem::path demoStudyFolder();

/// Makes the images of resources/demo/demo_study.json as DICOM files in `folder`, those that are not there
/// yet; returns all of them in the recipe's order. Any thread. Throws core::Error.
std::vector<std::filesystem::path> writeDemoStudy(const std::filesystem::path& folder,
                                                  core::JobContext& context);

}  // namespace trabecula::app
