#include "core/codec/contextnet/settings.h"

#include <algorithm>

#include "core/support/error.h"

namespace trabecula::core::contextnet {
namespace {

// Features that every setting has: see putFeatures() in features-inl.h.
constexpr int commonFeatures = 20;
constexpr int secondaryFeatures = 4;
constexpr std::int32_t currentVersion = 1;

}  // namespace

Settings Settings::read(std::span<const std::int32_t> values) {
  Settings s;
  if (values.size() == count) {
    s = {values[0], values[1], values[2], values[3], values[4], values[5]};
    constexpr auto most = static_cast<std::int32_t>(causalNeighbours.size());
    const bool secondaryFits = s.secondaryOrder == 0 || (s.secondaryOrder >= 6 && s.secondaryOrder <= most);
    if (s.version == currentVersion && s.primaryOrder >= 6 && s.primaryOrder <= most && secondaryFits &&
        s.neighbours >= 12 && s.neighbours <= most && s.components >= 2 && s.components <= maxComponents &&
        s.sweeps >= 1 && s.sweeps <= 4) {
      return s;
    }
  }
  throw Error(ErrorCategory::Corrupt, "The model's settings are not those of a ContextNet model");
}

std::array<std::int32_t, Settings::count> Settings::values() const {
  return {version, primaryOrder, secondaryOrder, neighbours, components, sweeps};
}

int Settings::features() const {
  const int all = neighbours + (secondaryOrder > 0 ? secondaryFeatures : 0) + commonFeatures;
  return all + all % 2;
}

}  // namespace trabecula::core::contextnet
