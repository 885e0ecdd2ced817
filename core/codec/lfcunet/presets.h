#pragma once

#include <cstdint>

#include "core/codec/lfcunet/lfc_model.h"
#include "core/support/bytes.h"

namespace trabecula::core::lfcunet {

/// Bytes of the model file that the program carries.
ByteSpan smallModelFile();
/// The model read, once. Any thread.
const LfcModel& smallModel();
/// The model that a stream names. Throws Error{Unsupported} where it is none of the program's.
const LfcModel& modelOfId(std::uint64_t id);

}  // namespace trabecula::core::lfcunet
