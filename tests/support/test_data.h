#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>

namespace trabecula::tests {

/// The folder of real images named by TRABECULA_TEST_DATA, where that is set and exists.
inline std::optional<std::filesystem::path> testDataDir() {
  const char* folder = std::getenv("TRABECULA_TEST_DATA");
  if (!folder || !std::filesystem::is_directory(folder)) return std::nullopt;
  // Without a trailing slash, so that its parent is the folder that it lies in.
  const std::filesystem::path path = std::filesystem::path(folder).lexically_normal();
  return path.has_filename() ? path : path.parent_path();
}

}  // namespace trabecula::tests

/// Puts the folder into `variable`, or skips the test and says so.
#define TRABECULA_REQUIRE_TEST_DATA(variable)                                     \
  const auto variable##Optional = ::trabecula::tests::testDataDir();              \
  if (!variable##Optional) GTEST_SKIP() << "TRABECULA_TEST_DATA names no folder"; \
  const std::filesystem::path& variable = *variable##Optional
