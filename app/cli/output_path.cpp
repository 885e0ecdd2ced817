#include "app/cli/output_path.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/codec/registry.h"
#include "core/support/error.h"

namespace trabecula::app {
namespace fs = std::filesystem;
namespace {

bool isImageExtension(std::string extension) {
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::array<std::string_view, 11> known = {".dcm", ".dicom", ".dic", ".ima",  ".png", ".pgm",
                                                      ".ppm", ".pnm",   ".jpg", ".jpeg", ".trab"};
  if (std::find(known.begin(), known.end(), extension) != known.end()) return true;
  const auto& codecs = core::CodecRegistry::instance().codecs();
  return std::any_of(codecs.begin(), codecs.end(),
                     [&](const auto& codec) { return codec->info().nativeFile.extension == extension; });
}

[[noreturn]] void refuse(const fs::path& output, const std::string& reason) {
  throw core::Error(core::ErrorCategory::InvalidArgument, output.string() + ": " + reason);
}

}  // namespace

fs::path outputBeside(const fs::path& input, const fs::path& folder, const std::string& extension) {
  std::string name = input.filename().string();
  const std::string last = input.extension().string();
  if (isImageExtension(last)) name.resize(name.size() - last.size());
  return (folder.empty() ? input.parent_path() : folder) / (name + extension);
}

void requireSafeOutput(const fs::path& output, const std::vector<fs::path>& originals, Existing existing) {
  std::error_code ignored;
  for (const fs::path& original : originals) {
    if (fs::equivalent(output, original, ignored)) refuse(output, "is an original and is not overwritten");
  }
  if (!fs::exists(output, ignored)) return;
  // Before an extension is added to the name, which would make it another file.
  if (!fs::is_regular_file(output, ignored)) refuse(output, "is no plain file");
  if (existing == Existing::Keep) refuse(output, "exists already; --force replaces it");
}

void makeOutputFolder(const std::filesystem::path& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed)
    throw core::Error(core::ErrorCategory::WriteFailed, folder.string() + ": cannot make this folder");
}

}  // namespace trabecula::app
