#include "core/image/pixel_spacing.h"

namespace trabecula::core {

const char* spacingSourceName(SpacingSource source) {
  switch (source) {
    case SpacingSource::Calibrated:
      return "calibrated";
    case SpacingSource::AtDetector:
      return "at detector";
    case SpacingSource::None:
      break;
  }
  return "none";
}

}  // namespace trabecula::core
