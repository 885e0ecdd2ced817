#pragma once

// Private to core/study: the only headers that see DCMTK.
#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dctk.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace trabecula::core {

/// Silences DCMTK's loggers and registers its RLE and JPEG decoders, once a process. Thread-safe.
void initialiseDcmtk();

/// A parsed file, and one sentence for each fault that was passed over.
struct OpenedDicom {
  std::unique_ptr<DcmFileFormat> file;
  std::vector<std::string> notes;

  DcmDataset& dataset() { return *file->getDataset(); }
};

/// Parses a DICOM file with or without preamble and meta header; long values stay in the file until they
/// are asked for. With `headerOnly` parsing stops before the pixel data. Damage behind complete native pixel
/// data is passed over. Throws Error (not naming the file).
OpenedDicom openDicomFile(const std::filesystem::path& path, bool headerOnly);

/// Transfer Syntax UID of the meta header; where there is none, of the syntax DCMTK detected.
std::string transferSyntaxUid(DcmFileFormat& file);

/// The n-th value, or nothing where the element is absent, empty or not a number.
std::optional<int> integerValue(DcmItem& item, const DcmTagKey& tag, unsigned long index = 0);
std::optional<double> decimalValue(DcmItem& item, const DcmTagKey& tag, unsigned long index = 0);
std::vector<double> decimalValues(DcmItem& item, const DcmTagKey& tag);
/// All values of the element as stored, without padding; empty where absent.
std::string textValue(DcmItem& item, const DcmTagKey& tag);
/// First item of a sequence; nullptr where there is none.
DcmItem* firstItem(DcmItem& item, const DcmTagKey& sequence);
/// Item of a functional group sequence of a multi-frame object: shared, else that of the first frame;
/// nullptr where there is none. PS3.3 C.7.6.16.
DcmItem* functionalGroup(DcmItem& dataset, const DcmTagKey& sequence);

}  // namespace trabecula::core
