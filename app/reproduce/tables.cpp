#include "app/reproduce/tables.h"

#include <algorithm>
#include <functional>
#include <variant>

namespace trabecula::app::reproduce {
namespace {

/// Mean of what `of` gives for the images of a set (of all where it is empty).
Mean meanOver(const Run& run, const std::string& set,
              const std::function<std::optional<double>(const ImageRecord&)>& of) {
  Mean mean;
  double sum = 0;
  for (const ImageRecord& record : run.records) {
    if (!set.empty() && run.plan.images[record.index].set != set) continue;
    ++mean.ofImages;
    const std::optional<double> value = of(record);
    if (!value) continue;
    ++mean.images;
    sum += *value;
  }
  if (mean.images > 0) mean.value = sum / mean.images;
  return mean;
}

Mean meanOfField(const Run& run, const std::string& set, const std::string& setting,
                 double CodedRecord::*field) {
  return meanOver(run, set, [&](const ImageRecord& record) -> std::optional<double> {
    const CodedRecord* coded = codedOf(record, setting);
    if (coded == nullptr || !coded->error.empty()) return std::nullopt;
    return coded->*field;
  });
}

Mean meanOfMetric(const Run& run, const std::string& set, const std::string& setting, const std::string& id) {
  return meanOver(run, set, [&](const ImageRecord& record) -> std::optional<double> {
    const CodedRecord* coded = codedOf(record, setting);
    if (coded == nullptr) return std::nullopt;
    const auto found = coded->quality.find(id);
    if (found == coded->quality.end()) return std::nullopt;
    const double* value = std::get_if<double>(&found->second);
    return value == nullptr ? std::nullopt : std::optional<double>(*value);
  });
}

Table1Row rowOf(const Run& run, const Table1& table, const std::string& system, const Setting* setting) {
  Table1Row row{
      .system = system, .setting = setting != nullptr ? setting->name : "", .rates = {}, .savings = {}};
  for (const std::string& set : table.sets) {
    const std::string name = row.setting;
    row.rates.push_back(meanOfField(run, set, name, &CodedRecord::bitsPerPixel));
    row.savings.push_back(meanOfField(run, set, name, &CodedRecord::spaceSaving));
  }
  return row;
}

}  // namespace

std::string titleOf(const Setting& setting) {
  const std::size_t colon = setting.name.find(':');
  if (colon == std::string::npos) return setting.title;
  return setting.title + " (" + setting.name.substr(colon + 1) + ")";
}

Table1 table1Of(const Run& run, const Paper& paper) {
  Table1 table{.sets = setsOf(run.plan), .rows = {}};
  std::vector<const Setting*> rest;
  for (const Setting& setting : run.plan.settings)
    if (setting.lossless) rest.push_back(&setting);
  for (const std::string& system : publishedSystems(paper)) {
    bool isHere = false;
    for (const Setting* setting : rest) {
      if (setting->codecId != codecIdOf(system)) continue;
      const std::size_t colon = setting->name.find(':');
      const std::string extra =
          colon == std::string::npos ? "" : " (" + setting->name.substr(colon + 1) + ")";
      table.rows.push_back(rowOf(run, table, system + extra, setting));
      table.rows.back().isOfPaper = true;
      isHere = true;
    }
    std::erase_if(rest, [&](const Setting* setting) { return setting->codecId == codecIdOf(system); });
    if (isHere) continue;
    table.rows.push_back(rowOf(run, table, system, nullptr));
    table.rows.back().isOfPaper = true;
  }
  for (const Setting* setting : rest) table.rows.push_back(rowOf(run, table, titleOf(*setting), setting));
  return table;
}

std::vector<QualityRow> qualityRows(const Run& run, const std::vector<std::string>& metricIds) {
  std::vector<std::string> sets = setsOf(run.plan);
  sets.insert(sets.begin(), "");
  std::vector<QualityRow> rows;
  for (const std::string& set : sets) {
    for (const Setting& setting : run.plan.settings) {
      if (setting.lossless) continue;
      QualityRow row{.set = set,
                     .setting = &setting,
                     .rate = meanOfField(run, set, setting.name, &CodedRecord::bitsPerPixel),
                     .means = {}};
      for (const std::string& id : metricIds) row.means.push_back(meanOfMetric(run, set, setting.name, id));
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

int failedImages(const Run& run) {
  return static_cast<int>(std::ranges::count_if(run.records, [](const ImageRecord& record) {
    return !record.error.empty() ||
           std::ranges::any_of(record.coded, [](const CodedRecord& coded) { return !coded.error.empty(); });
  }));
}

}  // namespace trabecula::app::reproduce
