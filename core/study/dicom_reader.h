#pragma once

#include <filesystem>

#include "core/job/job_context.h"
#include "core/study/image_file.h"
#include "core/study/study.h"

namespace trabecula::core {

/// Reads a DICOM image. Throws Error, not naming the file.
ImageFile readDicomFile(const std::filesystem::path& path, JobContext& context);

/// The header of a DICOM image, without its pixel data. Throws Error where the file is no image.
ImageEntry readDicomEntry(const std::filesystem::path& path);

/// The files a DICOMDIR refers to (PS3.3 F), which may or may not exist; empty where `path` is no DICOMDIR.
std::vector<std::filesystem::path> readDicomDirectory(const std::filesystem::path& path);

}  // namespace trabecula::core
