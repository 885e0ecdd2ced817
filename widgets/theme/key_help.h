#pragma once

#include <QString>
#include <vector>

namespace trabecula::widgets {

/// One line of the sheet of keys: what to press or drag, and what it does. Widgets with keys of their own say
/// so in a static keyHelp(), so that the sheet and the code that handles them stay together.
struct KeyHelp {
  QString keys;
  QString meaning;
};

}  // namespace trabecula::widgets
