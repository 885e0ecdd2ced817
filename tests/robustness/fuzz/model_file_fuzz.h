#pragma once

#include <cstddef>
#include <cstdint>

/// Reads the bytes as a model and, where it is accepted, runs its cheap known answers. The checksum is put
/// right first, so that damage reaches the parser. Returns 0; anything but core::Error leaves it.
int fuzzModelFile(const std::uint8_t* data, std::size_t size);
