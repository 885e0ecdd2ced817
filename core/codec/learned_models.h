#pragma once

#include <vector>

#include "core/fixedpoint/model_file.h"

namespace trabecula::core {

/// The models of the codecs whose networks run on engines: what an engine must compute rightly before it is
/// used. Read anew at every call.
std::vector<fixedpoint::ModelFile> learnedModels();

}  // namespace trabecula::core
