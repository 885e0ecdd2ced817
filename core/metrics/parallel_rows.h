#pragma once

#include <functional>

#include "core/job/job_context.h"

namespace trabecula::core {

/// Rows that one band holds where nothing speaks for another size: enough work to hide the hand-over, few
/// enough that a stop is noticed within milliseconds.
inline constexpr int defaultBand = 64;

/// Splits [0, rows) into bands of `band` rows and calls `work(begin, end)` for each of them, on up to
/// context.threads() threads; the calling one is among them and reports progress. The bands do not depend on
/// the number of threads. Throws Error{Cancelled} soon after a stop was asked for, or what the first failing
/// band threw.
void parallelRows(int rows, int band, JobContext& context, const std::function<void(int, int)>& work);

/// The sum of what `work(begin, end)` gives for each band, added in the order of the bands: the same value
/// for every number of threads.
double parallelSum(int rows, int band, JobContext& context, const std::function<double(int, int)>& work);

}  // namespace trabecula::core
