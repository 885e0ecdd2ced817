#include "app/cli/metric_values.h"

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdlib>

namespace trabecula::app {
namespace {

struct ValueToJson {
  int digits;
  Json operator()(double value) const {
    if (!std::isfinite(value)) return {{"undefined", "the computation gave no finite number"}};
    return std::strtod(significant(value, digits).c_str(), nullptr);
  }
  Json operator()(const core::Infinite& infinite) const { return {{"infinite", infinite.reason}}; }
  Json operator()(const core::Undefined& undefined) const { return {{"undefined", undefined.reason}}; }
};

struct ValueToText {
  int digits;
  const std::string& unit;
  std::string operator()(double value) const {
    return significant(value, digits) + (unit.empty() ? "" : " " + unit);
  }
  std::string operator()(const core::Infinite& infinite) const { return "infinite: " + infinite.reason; }
  std::string operator()(const core::Undefined& undefined) const { return "undefined: " + undefined.reason; }
};

struct ValueToColumn {
  int digits;
  std::string operator()(double value) const { return significant(value, digits); }
  std::string operator()(const core::Infinite& infinite) const { return "Infinity\t" + infinite.reason; }
  std::string operator()(const core::Undefined& undefined) const { return "NaN\t" + undefined.reason; }
};

}  // namespace

Json toJson(const core::MetricValue& value, int digits) {
  return std::visit(ValueToJson{digits}, value);
}

Json toJson(const std::vector<core::NamedMetricValue>& values, int digits) {
  Json object = Json::object();
  for (const auto& [metric, value] : values) object[metric->id] = toJson(value, digits);
  return object;
}

std::string metricText(const core::MetricValue& value, const std::string& unit, int digits) {
  return std::visit(ValueToText{digits, unit}, value);
}

std::string metricColumn(const core::MetricValue& value, int digits) {
  return std::visit(ValueToColumn{digits}, value);
}

void addMetricsOption(CLI::App& command, std::vector<std::string>& ids, const std::string& whatByDefault) {
  command
      .add_option("--metrics", ids,
                  "all, or ids separated by commas: " + core::listed(core::metricIdsOf({"all"})) +
                      " (default: " + whatByDefault + ")")
      ->delimiter(',')
      ->allow_extra_args(false);
}

}  // namespace trabecula::app
