#pragma once

#include <string>

namespace trabecula::core {

/// A fresh unique identifier: a random UUID written as a decimal number under 2.25 (PS3.5 B.2), which says
/// nothing about the machine or the time. Any thread.
std::string newDicomUid();

}  // namespace trabecula::core
