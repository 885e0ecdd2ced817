#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>

#include "core/support/bytes.h"

namespace trabecula::core {

/// Largest file read into memory at once (4 GiB): above it an Error{ResourceLimit} is thrown.
inline constexpr std::uint64_t maxFileBytes = std::uint64_t{4} << 30U;

/// The whole file. Throws Error{Unreadable} for a folder, a missing or forbidden file, an I/O error.
/// The message does not name the file: callers add it once, with withFileName().
ByteVector readFile(const std::filesystem::path& path);

/// At most the first `count` bytes of the file; errors as readFile.
ByteVector readFileHead(const std::filesystem::path& path, std::size_t count);

/// Writes to a temporary name in the same folder, flushes it to the disk, then renames: afterwards either
/// the complete file is there or whatever was there before. Throws Error{WriteFailed}, naming the path.
/// `check` may look at the written file under its temporary name; nothing is left behind if it throws.
void writeFileAtomically(const std::filesystem::path& path, ByteSpan bytes,
                         const std::function<void(const std::filesystem::path& temporary)>& check = {});

/// The same for a writer that needs a path (a library that opens files itself): `write` gets the temporary
/// path. Nothing is left behind if it throws.
void writeFileAtomically(const std::filesystem::path& path,
                         const std::function<void(const std::filesystem::path& temporary)>& write);

}  // namespace trabecula::core
