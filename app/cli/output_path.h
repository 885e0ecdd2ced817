#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace trabecula::app {

/// `input` in folder `folder` (its own where empty) with `extension` in place of an image file's extension.
/// What only looks like one stays: "1.2.840.5" becomes "1.2.840.5.jxl".
std::filesystem::path outputBeside(const std::filesystem::path& input, const std::filesystem::path& folder,
                                   const std::string& extension);

enum class Existing { Keep, Replace };

/// Throws core::Error{InvalidArgument} where `output` is one of the `originals` (under whatever name), where
/// it is a folder or a device, and, with Existing::Keep, where it exists at all.
void requireSafeOutput(const std::filesystem::path& output,
                       const std::vector<std::filesystem::path>& originals, Existing existing);

/// The folder and those above it, where they are missing. Throws core::Error{WriteFailed} where it cannot be.
void makeOutputFolder(const std::filesystem::path& folder);

}  // namespace trabecula::app
