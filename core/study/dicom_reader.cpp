#include "core/study/dicom_reader.h"

#include <dcmtk/dcmdata/dcuid.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/study/dicom_attributes.h"
#include "core/study/dicom_file.h"
#include "core/study/dicom_pixels.h"
#include "core/study/dicom_presentation.h"
#include "core/study/dicom_text.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

/// Names of PS3.6 that DCMTK 3.6.7 does not know yet.
std::string transferSyntaxName(const std::string& uid) {
  static constexpr std::array<std::pair<const char*, const char*>, 6> newer = {
      {{"1.2.840.10008.1.2.4.110", "JPEG XL Lossless"},
       {"1.2.840.10008.1.2.4.111", "JPEG XL JPEG Recompression"},
       {"1.2.840.10008.1.2.4.112", "JPEG XL"},
       {"1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 (Lossless Only)"},
       {"1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 with RPCL (Lossless Only)"},
       {"1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000"}}};
  const auto found =
      std::find_if(newer.begin(), newer.end(), [&](const auto& entry) { return uid == entry.first; });
  if (found != newer.end()) return found->second;
  const char* name = dcmFindNameOfUID(uid.c_str());
  return name ? name : "";
}

void addNotes(Image& image, std::vector<std::string> more) {
  if (more.empty()) return;
  std::vector<std::string> notes = image.notes();
  notes.insert(notes.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  image = image.withNotes(std::move(notes));
}

}  // namespace

ImageFile readDicomFile(const std::filesystem::path& path, JobContext& context) {
  context.report(0);
  OpenedDicom opened = openDicomFile(path, false);
  DcmDataset& dataset = opened.dataset();
  const PixelModule module = readPixelModule(dataset);
  ImageFile result;
  result.formatName = "DICOM";
  result.transferSyntax = printable(transferSyntaxUid(*opened.file));
  result.transferSyntaxName = transferSyntaxName(result.transferSyntax);
  result.attributes = readAttributes(dataset);
  Image image = readDicomPixels(dataset, module, result.transferSyntax, context);
  std::vector<std::string> notes = std::move(opened.notes);
  image = image.withPresentation(readPresentation(dataset, module, notes));
  addNotes(image, std::move(notes));
  result.image = std::move(image);
  context.report(1);
  return result;
}

ImageEntry readDicomEntry(const std::filesystem::path& path) {
  OpenedDicom opened = openDicomFile(path, true);
  DcmDataset& dataset = opened.dataset();
  const std::optional<int> columns = integerValue(dataset, DCM_Columns);
  const std::optional<int> rows = integerValue(dataset, DCM_Rows);
  if (!columns || !rows) {
    const std::string modality = printable(textValue(dataset, DCM_Modality));
    throw Error(
        ErrorCategory::Unsupported,
        "this DICOM file holds no image" + (modality.empty() ? "" : " (its modality is " + modality + ")"));
  }
  ImageEntry entry;
  entry.path = path;
  entry.attributes = readAttributes(dataset);
  entry.format.width = *columns;
  entry.format.height = *rows;
  entry.format.frames = std::max(1, integerValue(dataset, DCM_NumberOfFrames).value_or(1));
  entry.format.bitsStored = integerValue(dataset, DCM_BitsStored).value_or(8);
  entry.format.isSigned = integerValue(dataset, DCM_PixelRepresentation).value_or(0) == 1;
  requireValid(entry.format);
  return entry;
}

std::vector<std::filesystem::path> readDicomDirectory(const std::filesystem::path& path) {
  OpenedDicom opened = openDicomFile(path, true);
  DcmDataset& dataset = opened.dataset();
  std::vector<std::filesystem::path> files;
  DcmItem* record = nullptr;
  for (signed long i = 0; dataset.findAndGetSequenceItem(DCM_DirectoryRecordSequence, record, i).good();
       ++i) {
    std::string id = textValue(*record, DCM_ReferencedFileID);
    if (id.empty()) continue;
    std::replace(id.begin(), id.end(), '\\', '/');
    files.push_back(path.parent_path() / id);
  }
  return files;
}

}  // namespace trabecula::core
