#include "core/study/dicom_file.h"

#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/oflog/oflog.h>

#include <charconv>
#include <cmath>
#include <mutex>

#include "core/study/dicom_structure.h"
#include "core/support/error.h"

namespace trabecula::core {

void initialiseDcmtk() {
  static std::once_flag once;
  std::call_once(once, [] {
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    dcmEnableUnknownVRConversion.set(OFTrue);
    DcmRLEDecoderRegistration::registerCodecs();
    DJDecoderRegistration::registerCodecs(EDC_photometricInterpretation, EUC_default, EPC_colorByPixel);
  });
}

namespace {

Error parseError(const OFCondition& status) {
  const std::string reason = status.text();
  return Error(ErrorCategory::Corrupt, "damaged DICOM file (" + reason + ")");
}

void requireCompletePixelData(const DicomStructure& structure, bool headerOnly) {
  if (headerOnly || !structure.pixelDataLength) return;
  if (structure.pixelDataAvailable >= *structure.pixelDataLength) return;
  const std::uint64_t missing = *structure.pixelDataLength - structure.pixelDataAvailable;
  throw Error(ErrorCategory::Corrupt, "the file is cut off: " + std::to_string(missing) + " of " +
                                          std::to_string(*structure.pixelDataLength) +
                                          " bytes of pixel data are missing");
}

}  // namespace

OpenedDicom openDicomFile(const std::filesystem::path& path, bool headerOnly) {
  initialiseDcmtk();
  const DicomStructure structure = walkDicomStructure(path);
  requireCompletePixelData(structure, headerOnly);
  OpenedDicom opened{std::make_unique<DcmFileFormat>(), {}};
  const OFFilename name(path.c_str());
  const Uint32 longestLoaded = 4096;
  const OFCondition status = headerOnly
                                 ? opened.file->loadFileUntilTag(name, EXS_Unknown, EGL_noChange,
                                                                 longestLoaded, ERM_autoDetect, DCM_PixelData)
                                 : opened.file->loadFile(name, EXS_Unknown, EGL_noChange, longestLoaded);
  if (status.good()) return opened;
  if (headerOnly || !structure.pixelDataLength || !opened.dataset().tagExists(DCM_PixelData))
    throw parseError(status);
  opened.notes.emplace_back("The file is damaged behind its pixel data");
  return opened;
}

std::string transferSyntaxUid(DcmFileFormat& file) {
  std::string uid = file.getMetaInfo() ? textValue(*file.getMetaInfo(), DCM_TransferSyntaxUID) : "";
  if (uid.empty()) uid = DcmXfer(file.getDataset()->getOriginalXfer()).getXferID();
  return uid;
}

std::optional<int> integerValue(DcmItem& item, const DcmTagKey& tag, unsigned long index) {
  DcmElement* element = nullptr;
  if (item.findAndGetElement(tag, element).bad() || !element || element->getLengthField() == 0) return {};
  Uint16 unsignedShort = 0;
  Sint16 signedShort = 0;
  Sint32 signedLong = 0;
  if (element->ident() == EVR_SS && element->getSint16(signedShort, index).good()) return signedShort;
  if (element->getUint16(unsignedShort, index).good()) return unsignedShort;
  if (element->getSint16(signedShort, index).good()) return signedShort;
  if (element->getSint32(signedLong, index).good()) return signedLong;
  const std::optional<double> decimal = decimalValue(item, tag, index);
  if (decimal && std::abs(*decimal) < 2e9) return static_cast<int>(*decimal);
  return {};
}

std::vector<double> decimalValues(DcmItem& item, const DcmTagKey& tag) {
  std::vector<double> values;
  const std::string text = textValue(item, tag);
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\\', begin), text.size());
    std::string_view part(text.data() + begin, end - begin);
    while (!part.empty() && (part.front() == ' ' || part.front() == '+')) part.remove_prefix(1);
    double value = 0;
    // An unreadable value keeps its place in the list, so that explanations stay with their windows.
    const auto result = std::from_chars(part.data(), part.data() + part.size(), value);
    values.push_back(result.ec == std::errc() ? value : std::nan(""));
    begin = end + 1;
  }
  return values;
}

std::optional<double> decimalValue(DcmItem& item, const DcmTagKey& tag, unsigned long index) {
  const std::vector<double> values = decimalValues(item, tag);
  if (index >= values.size() || !std::isfinite(values[index])) return {};
  return values[index];
}

std::string textValue(DcmItem& item, const DcmTagKey& tag) {
  OFString text;
  if (item.findAndGetOFStringArray(tag, text).bad()) return {};
  std::string result(text.c_str(), text.size());
  while (!result.empty() && (result.back() == ' ' || result.back() == '\0')) result.pop_back();
  return result;
}

DcmItem* firstItem(DcmItem& item, const DcmTagKey& sequence) {
  DcmItem* found = nullptr;
  return item.findAndGetSequenceItem(sequence, found, 0).good() ? found : nullptr;
}

DcmItem* functionalGroup(DcmItem& dataset, const DcmTagKey& sequence) {
  for (const DcmTagKey& groups : {DCM_SharedFunctionalGroupsSequence, DCM_PerFrameFunctionalGroupsSequence}) {
    DcmItem* group = firstItem(dataset, groups);
    DcmItem* found = group ? firstItem(*group, sequence) : nullptr;
    if (found) return found;
  }
  return nullptr;
}

}  // namespace trabecula::core
