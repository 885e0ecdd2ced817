#include "core/archive/presentation_record.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/support/error.h"

namespace trabecula::core {
namespace {

using Json = nlohmann::json;

/// Far above what any file needs: a full table has 400 kB.
constexpr std::size_t maxRecordBytes = std::size_t{1} << 24U;

[[noreturn]] void corrupt() {
  throw Error(ErrorCategory::Corrupt,
              "The archive is damaged: its record of the presentation has no valid content");
}

Json tableRecord(const LookupTable& table) {
  return Json::array({table.firstMapped, table.outputBits, table.entries, table.explanation});
}

std::int64_t integerIn(const Json& value, std::int64_t low, std::int64_t high) {
  if (!value.is_number_integer()) corrupt();
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX) corrupt();
  const auto number = value.get<std::int64_t>();
  if (number < low || number > high) corrupt();
  return number;
}

double finite(const Json& value) {
  if (!value.is_number() || !std::isfinite(value.get<double>())) corrupt();
  return value.get<double>();
}

std::string text(const Json& value) {
  if (!value.is_string()) corrupt();
  return value.get<std::string>();
}

/// The array under `key`, or an empty one.
const Json& list(const Json& record, const char* key) {
  static const Json none = Json::array();
  const auto found = record.find(key);
  if (found == record.end()) return none;
  if (!found->is_array()) corrupt();
  return *found;
}

void requireSize(const Json& array, std::size_t size) {
  if (!array.is_array() || array.size() < size) corrupt();
}

LookupTable readTable(const Json& record) {
  requireSize(record, 4);
  LookupTable table;
  table.firstMapped = static_cast<std::int32_t>(integerIn(record[0], INT32_MIN, INT32_MAX));
  table.outputBits = static_cast<int>(integerIn(record[1], 1, 16));
  if (!record[2].is_array() || record[2].empty() || record[2].size() > 65536) corrupt();
  for (const Json& entry : record[2]) {
    table.entries.push_back(static_cast<std::uint16_t>(integerIn(entry, 0, 65535)));
  }
  table.explanation = text(record[3]);
  return table;
}

VoiWindow readWindow(const Json& record) {
  requireSize(record, 4);
  VoiWindow window;
  window.centre = finite(record[0]);
  window.width = finite(record[1]);
  window.function = static_cast<VoiFunction>(integerIn(record[2], 0, 2));
  window.explanation = text(record[3]);
  return window;
}

bool flag(const Json& record, const char* key) {
  const auto found = record.find(key);
  if (found == record.end()) return false;
  if (!found->is_boolean()) corrupt();
  return found->get<bool>();
}

ModalityTransform readModality(const Json& record) {
  ModalityTransform modality;
  if (record.contains("slope")) modality.slope = finite(record["slope"]);
  if (record.contains("intercept")) modality.intercept = finite(record["intercept"]);
  if (record.contains("units")) modality.units = text(record["units"]);
  if (record.contains("modality")) modality.table = readTable(record["modality"]);
  return modality;
}

PixelSpacing readSpacing(const Json& record) {
  PixelSpacing spacing;
  if (record.contains("spacing")) {
    const Json& values = record["spacing"];
    requireSize(values, 3);
    spacing.rowMm = finite(values[0]);
    spacing.columnMm = finite(values[1]);
    spacing.source = static_cast<SpacingSource>(integerIn(values[2], 0, 2));
  }
  if (record.contains("magnification")) spacing.magnification = finite(record["magnification"]);
  return spacing;
}

void writeModality(Json& record, const ModalityTransform& modality) {
  if (modality.slope != 1) record["slope"] = modality.slope;
  if (modality.intercept != 0) record["intercept"] = modality.intercept;
  if (!modality.units.empty()) record["units"] = modality.units;
  if (modality.table) record["modality"] = tableRecord(*modality.table);
}

void writeSpacing(Json& record, const PixelSpacing& spacing) {
  if (spacing.source != SpacingSource::None) {
    record["spacing"] = Json::array({spacing.rowMm, spacing.columnMm, static_cast<int>(spacing.source)});
  }
  if (spacing.magnification) record["magnification"] = *spacing.magnification;
}

}  // namespace

ByteVector writePresentation(const Presentation& presentation, const std::vector<std::string>& notes) {
  Json record = Json::object();
  if (presentation.photometric == Photometric::Monochrome1) record["monochrome1"] = true;
  if (presentation.inverseShape) record["inverse"] = true;
  writeModality(record, presentation.modality);
  for (const VoiWindow& window : presentation.windows) {
    // JSON has no NaN; such a window shows nothing anyway.
    if (!std::isfinite(window.centre) || !std::isfinite(window.width)) continue;
    record["windows"].push_back(
        Json::array({window.centre, window.width, static_cast<int>(window.function), window.explanation}));
  }
  for (const LookupTable& table : presentation.voiLuts) record["vois"].push_back(tableRecord(table));
  if (presentation.padding) {
    record["padding"] = Json::array({presentation.padding->low, presentation.padding->high});
  }
  writeSpacing(record, presentation.spacing);
  for (const std::string& note : notes) record["notes"].push_back(note);
  if (record.empty()) return {};
  const std::string json = record.dump(-1, ' ', false, Json::error_handler_t::replace);
  const ByteSpan bytes = asByteSpan(json.data(), json.size());
  return {bytes.begin(), bytes.end()};
}

PresentationRecord readPresentation(ByteSpan payload) {
  if (payload.size() > maxRecordBytes) corrupt();
  const auto* begin = reinterpret_cast<const char*>(payload.data());
  const Json record = Json::parse(begin, begin + payload.size(), nullptr, false);
  if (!record.is_object()) corrupt();
  PresentationRecord result;
  Presentation& presentation = result.presentation;
  if (flag(record, "monochrome1")) presentation.photometric = Photometric::Monochrome1;
  presentation.inverseShape = flag(record, "inverse");
  presentation.modality = readModality(record);
  for (const Json& window : list(record, "windows")) presentation.windows.push_back(readWindow(window));
  for (const Json& table : list(record, "vois")) presentation.voiLuts.push_back(readTable(table));
  if (record.contains("padding")) {
    requireSize(record["padding"], 2);
    presentation.padding = {static_cast<std::int32_t>(integerIn(record["padding"][0], INT32_MIN, INT32_MAX)),
                            static_cast<std::int32_t>(integerIn(record["padding"][1], INT32_MIN, INT32_MAX))};
  }
  presentation.spacing = readSpacing(record);
  for (const Json& note : list(record, "notes")) result.notes.push_back(text(note));
  return result;
}

}  // namespace trabecula::core
