#include "app/reproduce/output.h"

#include <system_error>

#include "app/reproduce/records_file.h"
#include "core/support/error.h"
#include "core/support/file_io.h"

namespace trabecula::app::reproduce {

namespace fs = std::filesystem;

int writeResults(const Results& results, const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (!fs::is_directory(folder, failed))
    throw core::Error(core::ErrorCategory::WriteFailed, folder.string() + ": the folder cannot be made");
  int written = 0;
  const auto write = [&](const std::string& name, const std::string& text) {
    core::writeFileAtomically(folder / name, core::asByteSpan(text.data(), text.size()));
    ++written;
  };
  write(recordsFileName, recordsText(results.run));
  write(timesFileName, timesText(results.run));
  if (results.run.shard.count > 1) return written;
  for (const NamedText& table : csvTables(results)) write(table.name, table.text);
  const std::vector<Picture> drawn = pictures(results);
  for (const Picture& picture : drawn) write(picture.name, picture.svg);
  write("index.html", htmlPage(results, drawn));
  return written;
}

}  // namespace trabecula::app::reproduce
