#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/codec/contextnet/context_model.h"

namespace trabecula::core::contextnet {

/// Names of the models that are compiled into the program; the first is the default.
std::vector<std::string> presetNames();
/// The model file's bytes.
ByteSpan presetFile(std::string_view name);
/// Read and tested at the first call. Throws what ContextModel throws.
const ContextModel& presetModel(std::string_view name);
/// The compiled-in model that streams name so. Throws Error{Unsupported} where there is none.
const ContextModel& modelOfId(std::uint64_t id);

}  // namespace trabecula::core::contextnet
