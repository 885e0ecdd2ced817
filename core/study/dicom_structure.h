#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace trabecula::core {

/// What a walk over a DICOM file's element headers found, without loading any value.
struct DicomStructure {
  /// Declared length of the top-level Pixel Data in bytes; nothing where there is none or it is encapsulated.
  std::optional<std::uint64_t> pixelDataLength;
  /// Bytes of it that the file really has.
  std::uint64_t pixelDataAvailable = 0;
};

/// Walks a DICOM file's structure (PS3.5, 7) without recursion, before a recursive parser gets to see it.
/// Throws Error{Corrupt} where sequences are nested deeper than any real object's (a stack overflow in the
/// making), Error{ResourceLimit} where a deflated dataset inflates to more than an image may have,
/// Error{Unreadable} where the file cannot be read. Anything else odd is left to the parser.
DicomStructure walkDicomStructure(const std::filesystem::path& path);

}  // namespace trabecula::core
