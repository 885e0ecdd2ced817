#pragma once

#include "core/image/histogram.h"
#include "core/image/image.h"

namespace trabecula::core {

/// Modality value of a stored value. PS3.3 C.11.1.
double modalityValue(const ModalityTransform& modality, std::int32_t storedValue);

/// Display fraction 0..1 (before any inversion) of a modality value. PS3.3 C.11.2.1.2 (LINEAR),
/// C.11.2.1.3.1 (SIGMOID), C.11.2.1.3.2 (LINEAR_EXACT).
double windowFraction(const VoiWindow& window, double modalityValue);

/// Display fraction 0..1 of a modality value through a VOI LUT. PS3.3 C.11.2.1.1.
double lutFraction(const LookupTable& table, double modalityValue);

/// The smallest and largest modality value that stored values of this format can have.
struct ValueRange {
  double low = 0;
  double high = 0;
};
ValueRange modalityRange(const ImageFormat& format, const ModalityTransform& modality);

/// The modality values that a window spreads over the display: up to `low` is black, from `high` on white,
/// for LINEAR (C - W/2 .. C + W/2 - 1) and LINEAR_EXACT (C - W/2 .. C + W/2). SIGMOID has no ends: C - W/2
/// and C + W/2, which it shows at 12 % and 88 %.
ValueRange windowEnds(const VoiWindow& window);

/// The inverse: a window of that function with these ends, as wide as the function allows at least.
VoiWindow windowFromEnds(const ValueRange& ends, VoiFunction function);

/// The narrowest width that a window of that function may have. PS3.3 C.11.2.1.2 and C.11.2.1.3.
double leastWindowWidth(VoiFunction function);

/// A window that shows what is in the frame: from the 0.5th to the 99.5th percentile of its values without
/// padding, at least 1 wide.
VoiWindow autoWindow(const Image& image, int frame);

/// The same for a part of the frame, which is clipped to it; of the whole frame where nothing is left.
VoiWindow regionWindow(const Image& image, int frame, const FrameRegion& region);

/// The whole range of values in the frame, without padding.
VoiWindow fullRangeWindow(const Image& image, int frame);

/// The window with which the image opens: the file's first one, else autoWindow.
VoiWindow initialWindow(const Image& image, int frame);

}  // namespace trabecula::core
