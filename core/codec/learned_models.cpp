#include "core/codec/learned_models.h"

#include "core/codec/lfcunet/presets.h"

namespace trabecula::core {

std::vector<fixedpoint::ModelFile> learnedModels() {
  return {fixedpoint::readModel(lfcunet::smallModelFile())};
}

}  // namespace trabecula::core
