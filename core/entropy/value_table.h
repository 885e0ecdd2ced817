#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/support/bytes.h"

namespace trabecula::core {

/// Codes a set of 16-bit values, given in ascending order without repetition, at least one. Of several forms
/// the smallest is taken:
///   range    every value from the first to the last
///   runs     lengths of runs of used and unused values in turn
///   gaps     differences of consecutive values, each in the context of the one before
///   affine   value = first + floor(i * step + offset) with some i left out (as runs), and a few exceptions:
///            what scaling from another depth leaves behind, such as round(i * 65535 / 4095)
ByteVector encodeValueTable(std::span<const std::uint16_t> values);

/// The values of a table, ascending. Throws Error{Corrupt} where the bytes are no table.
std::vector<std::uint16_t> decodeValueTable(ByteSpan bytes);

}  // namespace trabecula::core
