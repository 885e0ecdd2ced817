#pragma once

#include <QString>

#include "widgets/theme/theme.h"

namespace trabecula::widgets {

/// The application's style sheet in the colours of a theme.
QString styleSheet(Theme theme);

}  // namespace trabecula::widgets
