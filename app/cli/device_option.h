#pragma once

#include <string>

#include "core/codec/codec_info.h"

namespace trabecula::app {

/// Checks what --device was given: "auto" and "cpu" always do; "cuda:N" asks LibTorch. Throws
/// core::Error{InvalidArgument} for anything else, for a codec without work for a GPU and for a device that
/// is not there, saying why.
void requireUsableDevice(const std::string& device, const core::CodecInfo& codec);

}  // namespace trabecula::app
