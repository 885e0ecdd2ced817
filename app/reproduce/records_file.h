#pragma once

#include <filesystem>
#include <string>

#include "app/reproduce/records.h"

namespace trabecula::app::reproduce {

/// Everything of a run but its times; the same text for the same measurements.
std::string recordsText(const Run& run);
/// The times alone.
std::string timesText(const Run& run);

inline constexpr const char* recordsFileName = "records.json";
inline constexpr const char* timesFileName = "times.json";

/// Reads both back from the folder of a run. Throws core::Error naming the file.
Run readRun(const std::filesystem::path& folder);

}  // namespace trabecula::app::reproduce
