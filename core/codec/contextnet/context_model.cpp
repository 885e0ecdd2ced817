#include "core/codec/contextnet/context_model.h"

#include <optional>

#include "core/fixedpoint/engine.h"
#include "core/fixedpoint/known_answer.h"
#include "core/support/error.h"

namespace trabecula::core::contextnet {
namespace {

constexpr const char* networkName = "context";

}  // namespace

ContextModel::ContextModel(ByteSpan file) : ContextModel(fixedpoint::readModel(file)) {}

ContextModel::ContextModel(const fixedpoint::ModelFile& file)
    : id_(readLe64(file.digest.data())),
      description_(file.description),
      settings_(Settings::read(file.table("settings").values)),
      tables_(MixtureTables::read(file, settings_.components)),
      network_(std::make_unique<fixedpoint::DenseStack>(file.network(networkName), lanes)) {
  const fixedpoint::ValueRange& input = file.network(networkName).inputs.front().range;
  if (input.low > -127 || input.high < 127) {
    throw Error(ErrorCategory::Corrupt, "The model's network does not take this codec's features");
  }
  if (network_->inputChannels() != settings_.features() ||
      network_->outputChannels() != settings_.outputs()) {
    throw Error(ErrorCategory::Corrupt, "The model's network does not fit its settings");
  }
  const std::optional<std::string> failed = fixedpoint::selfTest(*fixedpoint::makeCpuEngine(), file);
  if (failed) throw Error(ErrorCategory::Unsupported, "This machine computes the model wrongly: " + *failed);
}

}  // namespace trabecula::core::contextnet
