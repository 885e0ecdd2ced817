#pragma once

#include "core/image/display_lut.h"
#include "core/job/job_context.h"
#include "widgets/view/shown_result.h"
#include "widgets/view/value_map.h"

namespace trabecula::widgets {

/// Worker halves of the maps; any thread; all throw core::Error.

/// Original minus decoded in stored units, or `first` minus `second` where there is one.
ValueMapPtr residualMap(const core::ImageFile& file, const ResultPtr& first, const ResultPtr& second,
                        int frame, core::JobContext& context);

/// The same two as the display shows them: a difference of grey levels, -255..255. PS3.3 C.11 up to the
/// level that is painted (core::displayLut).
ValueMapPtr displayDifferenceMap(const core::ImageFile& file, const ResultPtr& first, const ResultPtr& second,
                                 int frame, const core::DisplaySettings& display, core::JobContext& context);

/// What a codec's own modelling had to code.
struct AnalysisMaps {
  std::vector<ValueMapPtr> streams;  ///< at least one
  ValueMapPtr bitCost;               ///< null where the codec does not say
};

/// Codec::analyse of one frame as the codec gets it, with the result's parameters; without a result the
/// median-edge prediction residual.
AnalysisMaps analysisMaps(const core::ImageFile& file, const ResultPtr& result, int frame,
                          core::JobContext& context);

}  // namespace trabecula::widgets
