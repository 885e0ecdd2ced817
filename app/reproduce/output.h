#pragma once

#include <filesystem>

#include "app/reproduce/report_parts.h"

namespace trabecula::app::reproduce {

/// Writes the records, and of a whole run (not a shard) tables, pictures and page, into a folder that is made
/// where it is not there. Files of these names are replaced. Returns how many were written. Throws
/// core::Error{WriteFailed}.
int writeResults(const Results& results, const std::filesystem::path& folder);

}  // namespace trabecula::app::reproduce
