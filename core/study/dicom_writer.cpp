#include "core/study/dicom_writer.h"

#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dcuid.h>

#include <array>
#include <charconv>
#include <cmath>
#include <ctime>
#include <numeric>

#include "core/study/dicom_attributes.h"
#include "core/study/dicom_file.h"
#include "core/study/dicom_presentation.h"
#include "core/study/dicom_uid.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

/// Implementation Class UID of this program (2.25 form, fixed once).
constexpr const char* implementationClassUid = "2.25.289316027415063180943207155462098315417";
constexpr const char* implementationVersion = "TRABECULA_0_1";

void requireGood(const OFCondition& status) {
  if (status.bad()) {
    throw Error(ErrorCategory::Unsupported,
                std::string("the image cannot be written as DICOM (") + status.text() + ")");
  }
}

void put(DcmItem& item, const DcmTagKey& tag, const std::string& value) {
  requireGood(item.putAndInsertString(tag, value.c_str()));
}

void put(DcmItem& item, const DcmTagKey& tag, int value) {
  requireGood(item.putAndInsertUint16(tag, static_cast<Uint16>(value)));
}

/// Decimal String: the shortest text of at most 16 characters that is closest to the value (PS3.5, 6.2).
std::string decimalString(double value) {
  std::array<char, 64> text{};
  const auto shortest = std::to_chars(text.data(), text.data() + text.size(), value);
  if (shortest.ptr - text.data() <= 16) return {text.data(), shortest.ptr};
  for (int precision = 16; precision > 0; --precision) {
    const auto result =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, precision);
    if (result.ptr - text.data() <= 16) return {text.data(), result.ptr};
  }
  throw Error(ErrorCategory::Unsupported, "a number does not fit into a DICOM decimal string");
}

std::string pairOf(double first, double second) {
  return decimalString(first) + "\\" + decimalString(second);
}

enum class ObjectClass {
  DxForPresentation,
  DxForProcessing,
  MultiFrameByte,
  MultiFrameWord,
  SecondaryCapture
};

bool knowsDetectorSpacing(const PixelSpacing& spacing) {
  return spacing.source == SpacingSource::AtDetector ||
         (spacing.source == SpacingSource::Calibrated && spacing.magnification.has_value());
}

/// DX objects must say whether anything was lost (PS3.3, C.8.11.3): they are for images of known history.
ObjectClass chooseClass(const Image& image, bool historyKnown) {
  const Presentation& shown = image.presentation();
  const bool plain = !image.isSigned() && shown.modality.isIdentity() && shown.modality.units.empty();
  if (image.frames() > 1) {
    const bool monochrome2 = shown.photometric == Photometric::Monochrome2;
    if (plain && monochrome2 && image.bitsStored() == 8) return ObjectClass::MultiFrameByte;
    if (plain && monochrome2 && image.bitsStored() > 8) return ObjectClass::MultiFrameWord;
    return ObjectClass::SecondaryCapture;
  }
  const bool shapeAgrees = shown.photometric == Photometric::Monochrome1 || !shown.inverseShape;
  if (!historyKnown || !plain || image.bitsStored() < 6 || !knowsDetectorSpacing(shown.spacing) ||
      !shapeAgrees) {
    return ObjectClass::SecondaryCapture;
  }
  return shown.windows.empty() && shown.voiLuts.empty() ? ObjectClass::DxForProcessing
                                                        : ObjectClass::DxForPresentation;
}

const char* classUid(ObjectClass objectClass) {
  switch (objectClass) {
    case ObjectClass::DxForPresentation:
      return UID_DigitalXRayImageStorageForPresentation;
    case ObjectClass::DxForProcessing:
      return UID_DigitalXRayImageStorageForProcessing;
    case ObjectClass::MultiFrameByte:
      return UID_MultiframeGrayscaleByteSecondaryCaptureImageStorage;
    case ObjectClass::MultiFrameWord:
      return UID_MultiframeGrayscaleWordSecondaryCaptureImageStorage;
    case ObjectClass::SecondaryCapture:
      break;
  }
  return UID_SecondaryCaptureImageStorage;
}

bool isDx(ObjectClass objectClass) {
  return objectClass == ObjectClass::DxForPresentation || objectClass == ObjectClass::DxForProcessing;
}

void writeDate(DcmItem& dataset, const DcmTagKey& date, const DcmTagKey& time) {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  std::array<char, 16> text{};
  std::strftime(text.data(), text.size(), "%Y%m%d", &local);
  put(dataset, date, text.data());
  std::strftime(text.data(), text.size(), "%H%M%S", &local);
  put(dataset, time, text.data());
}

/// Image Pixel Module, PS3.3 C.7.6.3.
void writePixelModule(const Image& image, DcmItem& dataset) {
  const bool monochrome1 = image.presentation().photometric == Photometric::Monochrome1;
  put(dataset, DCM_SamplesPerPixel, 1);
  put(dataset, DCM_PhotometricInterpretation, monochrome1 ? "MONOCHROME1" : "MONOCHROME2");
  put(dataset, DCM_Rows, image.height());
  put(dataset, DCM_Columns, image.width());
  put(dataset, DCM_BitsAllocated, image.bitsStored() <= 8 ? 8 : 16);
  put(dataset, DCM_BitsStored, image.bitsStored());
  put(dataset, DCM_HighBit, image.bitsStored() - 1);
  put(dataset, DCM_PixelRepresentation, image.isSigned() ? 1 : 0);
}

void writePixels(const Image& image, DcmItem& dataset) {
  const std::span<const std::uint16_t> samples = image.samples();
  if (samples.size() * static_cast<std::size_t>(image.format().bytesPerSample()) >= 0xFFFFFFFEU) {
    throw Error(ErrorCategory::Unsupported, "a DICOM file cannot hold more than 4 GiB of pixel data");
  }
  if (image.bitsStored() > 8) {
    requireGood(dataset.putAndInsertUint16Array(DCM_PixelData, samples.data(), samples.size()));
    return;
  }
  const std::vector<Uint8> bytes(samples.begin(), samples.end());
  requireGood(dataset.putAndInsertUint8Array(DCM_PixelData, bytes.data(), bytes.size()));
}

/// `signedInputs`: first value mapped is written as SS, as the standard asks for signed pixel values.
void writeTable(const LookupTable& table, bool signedInputs, DcmItem& item) {
  const std::array<Uint16, 3> descriptor = {static_cast<Uint16>(table.entries.size() & 0xFFFFU),
                                            static_cast<Uint16>(table.firstMapped),
                                            static_cast<Uint16>(table.outputBits)};
  const DcmTag descriptorTag(DCM_LUTDescriptor, signedInputs ? EVR_SS : EVR_US);
  if (signedInputs) {
    std::array<Sint16, 3> asSigned{};
    for (std::size_t i = 0; i < descriptor.size(); ++i) asSigned[i] = static_cast<Sint16>(descriptor[i]);
    requireGood(item.putAndInsertSint16Array(descriptorTag, asSigned.data(), asSigned.size()));
  } else {
    requireGood(item.putAndInsertUint16Array(descriptorTag, descriptor.data(), descriptor.size()));
  }
  // As OW: US would limit the table to 64 KiB less two bytes.
  requireGood(
      item.putAndInsertUint16Array(DcmTag(DCM_LUTData, EVR_OW), table.entries.data(), table.entries.size()));
  if (!table.explanation.empty()) put(item, DCM_LUTExplanation, table.explanation);
}

DcmItem& newItem(DcmItem& dataset, const DcmTagKey& sequence) {
  DcmItem* item = nullptr;
  requireGood(dataset.findOrCreateSequenceItem(sequence, item, -2));
  return *item;
}

void writeModality(const Image& image, bool required, DcmItem& dataset) {
  const ModalityTransform& modality = image.presentation().modality;
  if (modality.table) {
    DcmItem& item = newItem(dataset, DCM_ModalityLUTSequence);
    writeTable(*modality.table, image.isSigned(), item);
    put(item, DCM_ModalityLUTType, modality.units.empty() ? "US" : modality.units);
    return;
  }
  if (!required && modality.isIdentity() && modality.units.empty()) return;
  put(dataset, DCM_RescaleIntercept, decimalString(modality.intercept));
  put(dataset, DCM_RescaleSlope, decimalString(modality.slope));
  put(dataset, DCM_RescaleType, modality.units.empty() ? "US" : modality.units);
}

const char* functionName(VoiFunction function) {
  switch (function) {
    case VoiFunction::LinearExact:
      return "LINEAR_EXACT";
    case VoiFunction::Sigmoid:
      return "SIGMOID";
    case VoiFunction::Linear:
      break;
  }
  return "LINEAR";
}

void writeWindows(const std::vector<VoiWindow>& windows, DcmItem& dataset) {
  if (windows.empty()) return;
  std::string centres;
  std::string widths;
  std::string explanations;
  bool explained = false;
  for (const VoiWindow& window : windows) {
    if (window.function != windows.front().function) continue;
    const char* separator = centres.empty() ? "" : "\\";
    centres += separator + decimalString(window.centre);
    widths += separator + decimalString(window.width);
    explanations += separator + window.explanation;
    explained = explained || !window.explanation.empty();
  }
  put(dataset, DCM_WindowCenter, centres);
  put(dataset, DCM_WindowWidth, widths);
  if (explained) put(dataset, DCM_WindowCenterWidthExplanation, explanations);
  if (windows.front().function != VoiFunction::Linear)
    put(dataset, DCM_VOILUTFunction, functionName(windows.front().function));
}

/// Must run when the modality is in the dataset: what Pixel Spacing alone means depends on it.
void writeSpacing(const PixelSpacing& spacing, bool dx, DcmItem& dataset) {
  if (spacing.source == SpacingSource::None) return;
  if (spacing.magnification) {
    put(dataset, DCM_EstimatedRadiographicMagnificationFactor, decimalString(*spacing.magnification));
  }
  if (spacing.source == SpacingSource::AtDetector) {
    put(dataset, DCM_ImagerPixelSpacing, pairOf(spacing.rowMm, spacing.columnMm));
    return;
  }
  put(dataset, DCM_PixelSpacing, pairOf(spacing.rowMm, spacing.columnMm));
  if (dx || isProjectionModality(textValue(dataset, DCM_Modality))) {
    put(dataset, DCM_PixelSpacingCalibrationType, "GEOMETRY");
    put(dataset, DCM_PixelSpacingCalibrationDescription, "Taken over from the source image");
  }
  if (dx) {
    put(dataset, DCM_ImagerPixelSpacing,
        pairOf(spacing.rowMm * *spacing.magnification, spacing.columnMm * *spacing.magnification));
  }
}

void writePadding(const Image& image, DcmItem& dataset) {
  const std::optional<PaddingRange>& padding = image.presentation().padding;
  if (!padding) return;
  const auto putValue = [&](const DcmTagKey& tag, std::int32_t value) {
    const DcmTag typed(tag, image.isSigned() ? EVR_SS : EVR_US);
    requireGood(image.isSigned() ? dataset.putAndInsertSint16(typed, static_cast<Sint16>(value))
                                 : dataset.putAndInsertUint16(typed, static_cast<Uint16>(value)));
  };
  putValue(DCM_PixelPaddingValue, padding->low);
  if (padding->high != padding->low) putValue(DCM_PixelPaddingRangeLimit, padding->high);
}

void writePresentation(const Image& image, ObjectClass objectClass, DcmItem& dataset) {
  const Presentation& shown = image.presentation();
  const bool capture = objectClass == ObjectClass::SecondaryCapture;
  writeModality(image, !capture, dataset);
  writeWindows(shown.windows, dataset);
  for (const LookupTable& table : shown.voiLuts) {
    writeTable(table, modalityMayBeNegative(shown.modality, image.format()),
               newItem(dataset, DCM_VOILUTSequence));
  }
  if (shown.inverseShape || !capture) {
    const bool inverse = shown.inverseShape || shown.photometric == Photometric::Monochrome1;
    put(dataset, DCM_PresentationLUTShape, inverse ? "INVERSE" : "IDENTITY");
  }
  writePadding(image, dataset);
  writeSpacing(shown.spacing, isDx(objectClass), dataset);
}

/// DX Series, Image, Detector, Anatomy and Acquisition Context modules, PS3.3 A.26.
void writeDxModules(ObjectClass objectClass, const Image& image, DcmItem& dataset) {
  put(dataset, DCM_PresentationIntentType,
      objectClass == ObjectClass::DxForPresentation ? "FOR PRESENTATION" : "FOR PROCESSING");
  put(dataset, DCM_PixelIntensityRelationship, "LOG");
  const bool lowBright = image.presentation().showsLowBright();
  // Where low values are shown bright (bone), values rise with the beam's intensity.
  requireGood(dataset.putAndInsertSint16(DCM_PixelIntensityRelationshipSign, lowBright ? 1 : -1));
  put(dataset, DCM_BurnedInAnnotation, "NO");
  put(dataset, DCM_DetectorType, "");
  put(dataset, DCM_ImageLaterality, "U");
  put(dataset, DCM_PatientOrientation, "");
  requireGood(dataset.insertEmptyElement(DCM_AnatomicRegionSequence));
  requireGood(dataset.insertEmptyElement(DCM_AcquisitionContextSequence));
}

void writeMultiFrame(ObjectClass objectClass, const Image& image, DcmItem& dataset) {
  if (image.frames() == 1) return;
  put(dataset, DCM_NumberOfFrames, std::to_string(image.frames()));
  if (objectClass == ObjectClass::SecondaryCapture) return;
  put(dataset, DCM_BurnedInAnnotation, "NO");
  // The frames differ in nothing but their number: Page Number Vector, PS3.3 C.8.6.3.
  requireGood(dataset.putAndInsertTagKey(DCM_FrameIncrementPointer, DCM_PageNumberVector));
  std::vector<std::string> pages;
  std::string vector;
  for (int frame = 1; frame <= image.frames(); ++frame) {
    vector += (frame == 1 ? "" : "\\") + std::to_string(frame);
  }
  put(dataset, DCM_PageNumberVector, vector);
}

void writeGeneralImage(const Image& image, DcmItem& dataset) {
  put(dataset, DCM_ImageType, "DERIVED\\PRIMARY");
  put(dataset, DCM_Manufacturer, "Trabecula");
  put(dataset, DCM_ManufacturerModelName, "Trabecula");
  std::string notes;
  for (const std::string& note : image.notes()) notes += (notes.empty() ? "" : "; ") + note;
  if (!notes.empty()) put(dataset, DCM_DerivationDescription, notes.substr(0, 1024));
}

ByteVector serialise(DcmFileFormat& file) {
  requireGood(file.validateMetaInfo(EXS_LittleEndianExplicit));
  DcmMetaInfo& meta = *file.getMetaInfo();
  put(meta, DCM_ImplementationClassUID, implementationClassUid);
  put(meta, DCM_ImplementationVersionName, implementationVersion);
  requireGood(meta.computeGroupLengthAndPadding(EGL_recalcGL, EPD_noChange,
                                                META_HEADER_DEFAULT_TRANSFERSYNTAX, EET_ExplicitLength));
  const std::uint64_t size =
      std::uint64_t{file.calcElementLength(EXS_LittleEndianExplicit, EET_ExplicitLength)} + 1024;
  ByteVector bytes(size);
  DcmOutputBufferStream stream(bytes.data(), static_cast<offile_off_t>(bytes.size()));
  file.transferInit();
  requireGood(file.write(stream, EXS_LittleEndianExplicit, EET_ExplicitLength, nullptr, EGL_recalcGL,
                         EPD_noChange, 0, 0, 0, EWM_dontUpdateMeta));
  file.transferEnd();
  void* written = nullptr;
  offile_off_t length = 0;
  stream.flushBuffer(written, length);
  bytes.resize(static_cast<std::size_t>(length));
  return bytes;
}

}  // namespace

ByteVector encodeDicom(const Image& image, const StudyAttributes& attributes) {
  initialiseDcmtk();
  const ObjectClass objectClass = chooseClass(image, attributes.lossy.has_value());
  DcmFileFormat file;
  DcmDataset& dataset = *file.getDataset();
  writeAttributes(attributes, dataset);
  put(dataset, DCM_SOPClassUID, classUid(objectClass));
  put(dataset, DCM_SOPInstanceUID, newDicomUid());
  put(dataset, DCM_Modality,
      isDx(objectClass)             ? "DX"
      : attributes.modality.empty() ? "OT"
                                    : attributes.modality);
  if (!isDx(objectClass)) put(dataset, DCM_ConversionType, "WSD");
  writeDate(dataset, DCM_InstanceCreationDate, DCM_InstanceCreationTime);
  writeGeneralImage(image, dataset);
  if (isDx(objectClass)) writeDxModules(objectClass, image, dataset);
  writeMultiFrame(objectClass, image, dataset);
  writePixelModule(image, dataset);
  writePresentation(image, objectClass, dataset);
  writePixels(image, dataset);
  return serialise(file);
}

}  // namespace trabecula::core
