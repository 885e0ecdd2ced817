#pragma once

#include <string>
#include <vector>

#include "core/image/presentation.h"
#include "core/support/bytes.h"

namespace trabecula::core {

/// The content of record p (FORMAT.md). Empty where everything has its default.
ByteVector writePresentation(const Presentation& presentation, const std::vector<std::string>& notes);

struct PresentationRecord {
  Presentation presentation;
  std::vector<std::string> notes;
};

/// Throws Error{Corrupt} where the payload does not have the form that FORMAT.md describes.
PresentationRecord readPresentation(ByteSpan payload);

}  // namespace trabecula::core
