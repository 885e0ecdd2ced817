#include "core/study/dicom_presentation.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/study/dicom_text.h"

namespace trabecula::core {
namespace {

using Notes = std::vector<std::string>;

struct LutContext {
  const DicomText& text;
  const char* name;   ///< for notes
  bool signedInputs;  ///< inputs may be negative
};

/// Number of entries, first input, bits; the first input is negative where inputs can be and it says so.
struct LutDescriptor {
  std::size_t count = 0;
  std::int32_t firstMapped = 0;
  int bits = 0;
};

std::optional<LutDescriptor> readDescriptor(DcmItem& item, bool signedInputs) {
  const std::optional<int> count = integerValue(item, DCM_LUTDescriptor, 0);
  const std::optional<int> first = integerValue(item, DCM_LUTDescriptor, 1);
  const std::optional<int> bits = integerValue(item, DCM_LUTDescriptor, 2);
  if (!count || !first || !bits) return {};
  LutDescriptor result;
  // Explicit VR SS makes counts above 32767 look negative; 0 stands for 65536.
  result.count = (*count & 0xFFFF) == 0 ? 65536U : static_cast<std::size_t>(*count & 0xFFFF);
  result.firstMapped = *first >= 0x8000 && signedInputs ? *first - 0x10000 : *first;
  result.bits = *bits;
  return result;
}

/// Entries as one word each, or packed two to a word where they have 8 bits (C.11.1.1.1).
std::vector<std::uint16_t> readEntries(DcmItem& item, std::size_t count) {
  const Uint16* words = nullptr;
  unsigned long wordCount = 0;
  if (item.findAndGetUint16Array(DCM_LUTData, words, &wordCount).bad() || !words) return {};
  if (wordCount >= count) return {words, words + count};
  if (wordCount * 2 < count) return {};
  std::vector<std::uint16_t> entries(count);
  for (std::size_t i = 0; i < count; ++i) {
    entries[i] = static_cast<std::uint16_t>((words[i / 2] >> (i % 2 == 0 ? 0U : 8U)) & 0xFFU);
  }
  return entries;
}

std::optional<LookupTable> readTable(DcmItem& item, const LutContext& lut, Notes& notes) {
  const std::optional<LutDescriptor> descriptor = readDescriptor(item, lut.signedInputs);
  std::vector<std::uint16_t> entries;
  if (descriptor) entries = readEntries(item, descriptor->count);
  if (entries.empty()) {
    notes.push_back(std::string("A damaged ") + lut.name + " was ignored");
    return {};
  }
  const auto [lowest, highest] = std::minmax_element(entries.begin(), entries.end());
  if (*lowest == *highest) {
    notes.push_back(std::string("A ") + lut.name + " that gives all values the same output was ignored");
    return {};
  }
  LookupTable table;
  table.firstMapped = descriptor->firstMapped;
  table.outputBits = std::clamp(descriptor->bits, 8, 16);
  while ((*highest >> table.outputBits) != 0) ++table.outputBits;
  if (table.outputBits != descriptor->bits) {
    notes.push_back(std::string("A ") + lut.name + " has " + std::to_string(table.outputBits) +
                    " output bits, not the " + std::to_string(descriptor->bits) +
                    " that its description says");
  }
  table.explanation = lut.text(item, DCM_LUTExplanation);
  table.entries = std::move(entries);
  return table;
}

ModalityTransform readModality(DcmDataset& dataset, const PixelModule& module, const DicomText& text,
                               Notes& notes) {
  ModalityTransform result;
  if (DcmItem* item = firstItem(dataset, DCM_ModalityLUTSequence)) {
    result.table = readTable(*item, {text, "modality look-up table", module.format.isSigned}, notes);
    result.units = text(*item, DCM_ModalityLUTType);
    if (result.units == "US") result.units.clear();
    if (result.table) return result;
    result.units.clear();
  }
  DcmItem* group = functionalGroup(dataset, DCM_PixelValueTransformationSequence);
  DcmItem& item = group ? *group : dataset;
  const std::optional<double> slope = decimalValue(item, DCM_RescaleSlope);
  const std::optional<double> intercept = decimalValue(item, DCM_RescaleIntercept);
  result.units = text(item, DCM_RescaleType);
  if (result.units == "US") result.units.clear();  // the defined term for "unspecified"
  if (slope && *slope == 0) {
    notes.emplace_back("A rescale slope of zero was ignored");
    return result;
  }
  result.slope = slope.value_or(1);
  result.intercept = intercept.value_or(0);
  return result;
}

VoiFunction readFunction(DcmItem& item) {
  const std::string name = textValue(item, DCM_VOILUTFunction);
  if (name == "LINEAR_EXACT") return VoiFunction::LinearExact;
  if (name == "SIGMOID") return VoiFunction::Sigmoid;
  return VoiFunction::Linear;
}

bool isUsable(const VoiWindow& window) {
  if (!std::isfinite(window.centre) || !std::isfinite(window.width)) return false;
  return window.function == VoiFunction::Linear ? window.width >= 1 : window.width > 0;
}

std::vector<std::string> splitValues(const std::string& text) {
  std::vector<std::string> values;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find('\\', begin), text.size());
    values.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return values;
}

std::vector<VoiWindow> readWindows(DcmItem& item, const DicomText& text, Notes& notes) {
  const std::vector<double> centres = decimalValues(item, DCM_WindowCenter);
  const std::vector<double> widths = decimalValues(item, DCM_WindowWidth);
  const std::vector<std::string> explanations = splitValues(text(item, DCM_WindowCenterWidthExplanation));
  std::vector<VoiWindow> windows;
  for (std::size_t i = 0; i < std::min(centres.size(), widths.size()); ++i) {
    VoiWindow window{centres[i], widths[i], readFunction(item),
                     i < explanations.size() ? explanations[i] : ""};
    if (isUsable(window)) {
      windows.push_back(std::move(window));
    } else {
      notes.emplace_back("A display window without a usable centre and width was ignored");
    }
  }
  return windows;
}

std::vector<LookupTable> readVoiLuts(DcmItem& item, bool signedInputs, const DicomText& text, Notes& notes) {
  std::vector<LookupTable> tables;
  DcmItem* lut = nullptr;
  for (signed long i = 0; item.findAndGetSequenceItem(DCM_VOILUTSequence, lut, i).good() && lut; ++i) {
    std::optional<LookupTable> table = readTable(*lut, {text, "VOI look-up table", signedInputs}, notes);
    if (table) tables.push_back(std::move(*table));
  }
  return tables;
}

/// The element's 16 bits as a stored value of the image: signed images may say it as US.
std::optional<std::int32_t> storedValueOf(DcmDataset& dataset, const DcmTagKey& tag,
                                          const ImageFormat& format) {
  std::optional<int> value = integerValue(dataset, tag);
  if (value && format.isSigned && *value >= 0x8000) *value -= 0x10000;
  if (value && !format.isSigned && *value < 0) *value += 0x10000;
  if (!value || *value < format.minValue() || *value > format.maxValue()) return {};
  return *value;
}

std::optional<PaddingRange> readPadding(DcmDataset& dataset, const ImageFormat& format) {
  const std::optional<std::int32_t> value = storedValueOf(dataset, DCM_PixelPaddingValue, format);
  if (!value) return {};
  const std::int32_t limit = storedValueOf(dataset, DCM_PixelPaddingRangeLimit, format).value_or(*value);
  return PaddingRange{std::min(*value, limit), std::max(*value, limit)};
}

struct SpacingPair {
  double row = 0;
  double column = 0;
};

std::optional<SpacingPair> readPair(DcmItem& item, const DcmTagKey& tag) {
  const std::vector<double> values = decimalValues(item, tag);
  const auto valid = [](double v) { return std::isfinite(v) && v > 0; };
  if (values.size() < 2 || !valid(values[0]) || !valid(values[1])) return {};
  return SpacingPair{values[0], values[1]};
}

bool nearlyEqual(const SpacingPair& a, const SpacingPair& b) {
  const auto near = [](double x, double y) { return std::abs(x - y) <= 1e-4 * std::max(x, y); };
  return near(a.row, b.row) && near(a.column, b.column);
}

}  // namespace

bool isProjectionModality(const std::string& modality) {
  static constexpr std::array<const char*, 8> projections = {"CR", "DX", "MG", "IO", "PX", "RG", "XA", "RF"};
  return std::find(projections.begin(), projections.end(), modality) != projections.end();
}

bool modalityMayBeNegative(const ModalityTransform& modality, const ImageFormat& format) {
  if (modality.table) return false;
  return std::min(format.minValue() * modality.slope, format.maxValue() * modality.slope) +
             modality.intercept <
         0;
}

PixelSpacing readPixelSpacing(DcmDataset& dataset) {
  DcmItem* measures = functionalGroup(dataset, DCM_PixelMeasuresSequence);
  std::optional<SpacingPair> spacing = readPair(dataset, DCM_PixelSpacing);
  if (!spacing && measures) spacing = readPair(*measures, DCM_PixelSpacing);
  const std::optional<SpacingPair> imager = readPair(dataset, DCM_ImagerPixelSpacing);
  PixelSpacing result;
  if (!spacing && !imager) return result;
  const bool calibrated = !textValue(dataset, DCM_PixelSpacingCalibrationType).empty();
  const bool corrected =
      spacing && (calibrated || (imager ? !nearlyEqual(*spacing, *imager)
                                        : !isProjectionModality(textValue(dataset, DCM_Modality))));
  const SpacingPair& used = spacing ? *spacing : *imager;
  result.rowMm = used.row;
  result.columnMm = used.column;
  result.source = corrected ? SpacingSource::Calibrated : SpacingSource::AtDetector;
  const std::optional<double> factor = decimalValue(dataset, DCM_EstimatedRadiographicMagnificationFactor);
  if (factor && *factor > 0) result.magnification = factor;
  return result;
}

Presentation readPresentation(DcmDataset& dataset, const PixelModule& module, Notes& notes) {
  Presentation result;
  if (module.isColour()) {
    // Luma is not what the file's windows and tables are for.
    result.spacing = readPixelSpacing(dataset);
    return result;
  }
  const DicomText text(dataset);
  if (module.photometric == "MONOCHROME1") result.photometric = Photometric::Monochrome1;
  result.modality = readModality(dataset, module, text, notes);
  DcmItem* group = functionalGroup(dataset, DCM_FrameVOILUTSequence);
  DcmItem& voi = group ? *group : dataset;
  result.windows = readWindows(voi, text, notes);
  result.voiLuts = readVoiLuts(voi, modalityMayBeNegative(result.modality, module.format), text, notes);
  result.inverseShape = result.photometric == Photometric::Monochrome2 &&
                        textValue(dataset, DCM_PresentationLUTShape) == "INVERSE";
  result.padding = readPadding(dataset, module.format);
  result.spacing = readPixelSpacing(dataset);
  return result;
}

}  // namespace trabecula::core
