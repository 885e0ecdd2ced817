#include "models/data/image_folder.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/image/image.h"
#include "core/job/job_context.h"
#include "core/support/bytes.h"
#include "core/support/error.h"
#include "core/support/sha256.h"
#if TRABECULA_WITH_DICOM
#include "core/study/image_file.h"
#else
#include "core/codec/registry.h"
#include "core/support/file_io.h"
#endif

namespace trabecula::models {
namespace {

namespace fs = std::filesystem;

core::Image readImage(const fs::path& path, core::JobContext& context) {
#if TRABECULA_WITH_DICOM
  return core::readImageFile(path, {}, context).image;
#else
  const core::ByteVector bytes = core::readFile(path);
  const core::Codec* codec = core::CodecRegistry::instance().recognise(bytes);
  if (codec == nullptr) {
    throw core::Error(core::ErrorCategory::Unsupported, path.string() + ": not an image that can be read");
  }
  try {
    return codec->decode(bytes, context);
  } catch (const core::Error& error) {
    throw core::withFileName(error, path.string());
  }
#endif
}

bool isText(const fs::path& path) {
  const fs::path extension = path.extension();
  return extension == ".tsv" || extension == ".txt" || extension == ".md" || extension == ".csv";
}

std::vector<fs::path> filesBelow(const fs::path& folder, const FolderOptions& options) {
  if (!fs::is_directory(folder)) {
    throw core::Error(core::ErrorCategory::Unreadable, folder.string() + ": there is no such folder");
  }
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || isText(entry.path())) continue;
    const fs::path relative = fs::relative(entry.path(), folder);
    const std::string top = relative.begin()->string();
    const auto& only = options.only;
    if (only.empty() || std::find(only.begin(), only.end(), top) != only.end()) files.push_back(relative);
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// The same file is on the same side whatever else is in the folder.
bool isForValidation(const fs::path& relative, int percent) {
  const std::string name = relative.generic_string();
  const core::Sha256Digest digest = core::sha256Of(core::asByteSpan(name.data(), name.size()));
  return core::readLe32(digest.data()) % 100 < static_cast<std::uint32_t>(percent);
}

}  // namespace

std::int64_t ImageFolder::pixels() const {
  std::int64_t sum = 0;
  for (const TrainingImage& image : training) sum += static_cast<std::int64_t>(image.image.format().pixels());
  return sum;
}

ImageFolder readImageFolder(const fs::path& folder, const FolderOptions& options, core::JobContext& context) {
  ImageFolder result;
  const std::vector<fs::path> files = filesBelow(folder, options);
  core::Sha256 digest;
  std::int64_t pixels = 0;
  for (std::size_t i = 0; i < files.size() && pixels < options.maxPixels; ++i) {
    context.report(static_cast<double>(i) / static_cast<double>(files.size()));
    try {
      core::JobContext reading;
      const core::Image image = readImage(folder / files[i], reading);
      const auto& samples = image.samples();
      digest.update(core::asByteSpan(samples.data(), samples.size_bytes()));
      auto& side = isForValidation(files[i], options.validationPercent) ? result.validation : result.training;
      for (int frame = 0; frame < image.frames(); ++frame) side.push_back({files[i], image.frame(frame)});
      pixels += static_cast<std::int64_t>(samples.size());
    } catch (const core::Error& error) {
      result.skipped.emplace_back(error.what());
    }
  }
  if (result.training.empty() && !result.validation.empty()) std::swap(result.training, result.validation);
  if (result.training.empty()) {
    throw core::Error(core::ErrorCategory::Unreadable,
                      folder.string() + ": there is no image in this folder");
  }
  if (result.validation.empty()) result.validation.push_back(result.training.back());
  result.description = std::to_string(result.training.size()) + " images for training, " +
                       std::to_string(result.validation.size()) + " for validation, " +
                       std::to_string(pixels) + " pixels, SHA-256 of the samples " +
                       core::toHex(digest.finish());
  return result;
}

}  // namespace trabecula::models
