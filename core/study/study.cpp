#include "core/study/study.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/archive/archive.h"
#include "core/codec/registry.h"
#include "core/study/dicom_reader.h"
#include "core/study/file_sniffer.h"
#include "core/support/error.h"
#include "core/support/file_io.h"

namespace trabecula::core {
namespace {

namespace fs = std::filesystem;

struct Candidate {
  fs::path path;
  bool named = false;  ///< given by the caller or by a DICOMDIR, not met in a folder
};

/// The files to look at, each once, in the order met.
class Candidates {
 public:
  explicit Candidates(JobContext& context) : context_(context) {}

  void add(const fs::path& path, bool named) {
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(path, error);
    if (seen_.insert(error ? path : canonical).second) files_.push_back({path, named});
  }

  void addFolder(const fs::path& folder, std::vector<SkippedFile>& skipped) {
    std::error_code error;
    fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error);
    if (error) throw Error(ErrorCategory::Unreadable, folder.string() + ": the folder cannot be read");
    std::vector<fs::path> found;
    while (entry != fs::recursive_directory_iterator()) {
      context_.checkCancelled();
      std::error_code status;
      if (entry->is_regular_file(status)) found.push_back(entry->path());
      entry.increment(error);
      if (error) {
        skipped.push_back({folder, "a part of the folder cannot be read"});
        break;
      }
    }
    std::sort(found.begin(), found.end());
    for (const fs::path& path : found) add(path, false);
  }

  std::size_t size() const { return files_.size(); }
  Candidate at(std::size_t index) const { return files_[index]; }

 private:
  JobContext& context_;
  std::vector<Candidate> files_;
  std::set<fs::path> seen_;
};

bool isOtherImage(FileKind kind, ByteSpan head) {
  return kind == FileKind::Pnm || kind == FileKind::Jpeg || isArchive(head) ||
         CodecRegistry::instance().recognise(head) != nullptr;
}

bool isDicomDirectory(const fs::path& path) {
  std::string name = path.filename().string();
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
  return name.rfind("DICOMDIR", 0) == 0;
}

/// Groups entries by study and series.
class Grouper {
 public:
  void add(ImageEntry entry) {
    const std::string folder = entry.path.parent_path().string();
    const std::string study = entry.attributes.studyUid.empty() ? "\n" + folder : entry.attributes.studyUid;
    const std::string series =
        entry.attributes.seriesUid.empty() ? "\n" + folder : entry.attributes.seriesUid;
    const auto [position, isNew] = indexOf_.try_emplace(study, groups_.size());
    if (isNew) groups_.emplace_back();
    groups_[position->second][series].push_back(std::move(entry));
  }

  std::vector<Study> studies() && {
    std::vector<Study> result;
    for (auto& group : groups_) result.push_back(toStudy(group));
    return result;
  }

 private:
  using SeriesMap = std::map<std::string, std::vector<ImageEntry>>;

  static Series toSeries(std::vector<ImageEntry>& images) {
    std::sort(images.begin(), images.end(), [](const ImageEntry& a, const ImageEntry& b) {
      return std::pair(a.attributes.instanceNumber, a.path) < std::pair(b.attributes.instanceNumber, b.path);
    });
    const StudyAttributes& first = images.front().attributes;
    return {first.seriesUid, first.seriesDescription, first.modality, first.seriesNumber, std::move(images)};
  }

  static Study toStudy(SeriesMap& map) {
    const ImageEntry& first = map.begin()->second.front();
    const StudyAttributes attributes = first.attributes;
    Study study{attributes.studyUid,         attributes.patientName, attributes.patientId,
                attributes.studyDescription, attributes.studyDate,   {}};
    if (study.uid.empty() && study.description.empty()) {
      std::error_code error;
      study.description = fs::absolute(first.path, error).parent_path().filename().string();
    }
    for (auto& [key, images] : map) study.series.push_back(toSeries(images));
    std::stable_sort(study.series.begin(), study.series.end(),
                     [](const Series& a, const Series& b) { return a.number < b.number; });
    return study;
  }

  std::map<std::string, std::size_t> indexOf_;
  std::vector<SeriesMap> groups_;
};

/// Looks at one file: an entry for the grouper, more candidates from a DICOMDIR, or an Error.
void examine(const Candidate& candidate, Candidates& candidates, Grouper& grouper) {
  const ByteVector head = readFileHead(candidate.path, sniffBytes);
  if (head.empty()) throw Error(ErrorCategory::Corrupt, "the file is empty");
  const FileKind kind = sniffFileKind(head);
  if (kind == FileKind::Dicom) {
    const std::vector<fs::path> referenced =
        isDicomDirectory(candidate.path) ? readDicomDirectory(candidate.path) : std::vector<fs::path>{};
    // In a folder the files themselves are met anyway.
    if (isDicomDirectory(candidate.path) && !candidate.named) return;
    for (const fs::path& path : referenced) candidates.add(path, true);
    if (referenced.empty()) grouper.add(readDicomEntry(candidate.path));
    return;
  }
  if (!isOtherImage(kind, head)) throw Error(ErrorCategory::Unsupported, "this is no image that can be read");
  ImageEntry entry;
  entry.path = candidate.path;
  grouper.add(std::move(entry));
}

}  // namespace

StudyList openStudies(const std::vector<fs::path>& paths, JobContext& context) {
  StudyList list;
  Candidates candidates(context);
  for (const fs::path& path : paths) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status))
      throw Error(ErrorCategory::Unreadable, path.string() + ": there is no such file or folder");
    if (fs::is_directory(status)) {
      candidates.addFolder(path, list.skipped);
    } else {
      candidates.add(path, true);
    }
  }
  Grouper grouper;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    context.report(static_cast<double>(i) / static_cast<double>(candidates.size()));
    const Candidate candidate = candidates.at(i);
    try {
      examine(candidate, candidates, grouper);
    } catch (const Error& error) {
      if (error.category() == ErrorCategory::Cancelled) throw;
      list.skipped.push_back({candidate.path, error.what()});
    } catch (const std::bad_alloc&) {
      list.skipped.push_back({candidate.path, "not enough memory to read its header"});
    }
  }
  list.studies = std::move(grouper).studies();
  context.report(1);
  return list;
}

}  // namespace trabecula::core
