#include "core/codec/contextnet/presets.h"

#include <array>
#include <mutex>

#include "core/fixedpoint/model_file.h"
#include "core/support/error.h"
#include "embedded/contextnetDefault.h"
#include "embedded/contextnetFast.h"
#include "embedded/contextnetMax.h"

namespace trabecula::core::contextnet {
namespace {

class Preset {
 public:
  Preset(std::string_view name, ByteSpan (*file)()) : name_(name), file_(file) {}

  std::string_view name() const { return name_; }
  ByteSpan file() const { return file_(); }
  /// Without reading the model: its digest is the file's last 32 bytes.
  std::uint64_t id() const { return readLe64(file_().last(sizeof(Sha256Digest)).data()); }
  const ContextModel& model() {
    std::call_once(once_, [&] { model_ = std::make_unique<ContextModel>(file_()); });
    return *model_;
  }

 private:
  std::string_view name_;
  ByteSpan (*file_)();
  std::once_flag once_;
  std::unique_ptr<ContextModel> model_;
};

/// The first one is what codecs default to.
std::array<Preset, 3>& presets() {
  static std::array<Preset, 3> list = {Preset("default", &embedded::contextnetDefault),
                                       Preset("fast", &embedded::contextnetFast),
                                       Preset("max", &embedded::contextnetMax)};
  return list;
}

Preset& presetOf(std::string_view name) {
  for (Preset& preset : presets()) {
    if (preset.name() == name) return preset;
  }
  throw Error(ErrorCategory::InvalidArgument, "ContextNet has no preset " + std::string(name));
}

}  // namespace

std::vector<std::string> presetNames() {
  std::vector<std::string> names;
  for (const Preset& preset : presets()) names.emplace_back(preset.name());
  return names;
}

ByteSpan presetFile(std::string_view name) {
  return presetOf(name).file();
}

const ContextModel& presetModel(std::string_view name) {
  return presetOf(name).model();
}

const ContextModel& modelOfId(std::uint64_t id) {
  for (Preset& preset : presets()) {
    if (preset.id() == id) return preset.model();
  }
  throw Error(ErrorCategory::Unsupported,
              "The ContextNet stream needs a model that this program does not have; a later version may");
}

}  // namespace trabecula::core::contextnet
