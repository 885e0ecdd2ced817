#include "app/common/entrant.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/codec/registry.h"
#include "core/support/error.h"

namespace trabecula::app {

Entrant entrantOf(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> given;
  const std::size_t idEnd = std::min(text.find(':'), text.size());
  for (std::size_t begin = idEnd; begin < text.size();) {
    const std::size_t end = std::min(text.find(':', begin + 1), text.size());
    const std::string setting = text.substr(begin + 1, end - begin - 1);
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos) {
      throw core::Error(core::ErrorCategory::InvalidArgument,
                        "-c " + text + ": parameters are given as name=value");
    }
    given.emplace_back(setting.substr(0, equals), setting.substr(equals + 1));
    begin = end;
  }
  const core::Codec& codec = core::CodecRegistry::instance().get(text.substr(0, idEnd));
  return {text, &codec, core::Parameters::parse(codec.info(), given)};
}

}  // namespace trabecula::app
