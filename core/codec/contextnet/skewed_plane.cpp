#include "core/codec/contextnet/skewed_plane.h"

#include <algorithm>

namespace trabecula::core::contextnet {

SkewedPlane::SkewedPlane(int delay, std::int32_t initial)
    : values_(slots * stride, initial),
      waiting_(static_cast<std::size_t>(std::max(delay, 0)) * reach, initial),
      alone_(delay < 0) {}

void SkewedPlane::finishStep(std::int64_t step) {
  if (alone_) return;
  std::int32_t* lane0 = slot(step);
  const std::int32_t* last = lane0 + lanes - reach;
  std::int32_t* halo = lane0 - reach;
  if (waiting_.empty()) {
    std::copy_n(last, reach, halo);
    return;
  }
  std::int32_t* oldest = waiting_.data() + next_;
  std::copy_n(oldest, reach, halo);
  std::copy_n(last, reach, oldest);
  next_ += reach;
  if (next_ == waiting_.size()) next_ = 0;
}

}  // namespace trabecula::core::contextnet
