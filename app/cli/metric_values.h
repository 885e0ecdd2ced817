#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "app/cli/report.h"
#include "core/metrics/metric.h"

namespace trabecula::app {

/// Significant digits: of text for people, and of what gives back the same double.
inline constexpr int textDigits = 6;
inline constexpr int allDigits = 17;

/// A number, or {"infinite": why} or {"undefined": why}.
Json toJson(const core::MetricValue& value, int digits = allDigits);
/// {"psnr": 41.2, ...}
Json toJson(const std::vector<core::NamedMetricValue>& values, int digits = allDigits);
/// "41.2 dB", "infinite: identical images"
std::string metricText(const core::MetricValue& value, const std::string& unit, int digits = textDigits);
/// For programs: a number, or "Infinity" or "NaN" with the reason after a tab.
std::string metricColumn(const core::MetricValue& value, int digits = allDigits);

/// --metrics IDS, with its help made from the metrics that there are.
void addMetricsOption(CLI::App& command, std::vector<std::string>& ids, const std::string& whatByDefault);

}  // namespace trabecula::app
