#pragma once

#include <string>

#include "core/codec/codec.h"

namespace trabecula::app {

/// A codec and how it is set.
struct Entrant {
  std::string name;  ///< as on the command line: "jpegxl", "contextnet:preset=fast"
  const core::Codec* codec = nullptr;
  core::Parameters parameters;

  const core::CodecInfo& info() const { return codec->info(); }
};

/// "id" or "id:name=value:name=value". Throws core::Error{InvalidArgument} naming what is wrong.
Entrant entrantOf(const std::string& text);

}  // namespace trabecula::app
