#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/cli/session.h"

namespace trabecula::app {

/// Files as named, in that order, and in place of each folder the images in it, sorted by path. What is no
/// image in a folder is only noted on stderr; a path that does not exist stays in the list and fails when it
/// is read.
std::vector<std::filesystem::path> listImages(Session& session, const std::vector<std::string>& paths);

}  // namespace trabecula::app
