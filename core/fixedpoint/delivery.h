#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

#include "core/fixedpoint/network.h"

namespace trabecula::core::fixedpoint {

/// Channels that layer `index` delivers, where `channels` are those of all edges before it. Checks its
/// sources, its kernel and that channels agree; throws Error{Corrupt}, Error{Unsupported} for an unknown
/// kind.
int deliveredChannels(const Network& network, std::size_t index, std::span<const int> channels);

/// 1..64 printable ASCII characters.
inline bool isValidName(std::string_view name) {
  constexpr std::size_t maxNameBytes = 64;
  return !name.empty() && name.size() <= maxNameBytes &&
         std::all_of(name.begin(), name.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace trabecula::core::fixedpoint
