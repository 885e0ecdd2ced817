#include "core/codec/contextnet/context_model.h"

#include "core/fixedpoint/known_answer.h"
#include "core/support/error.h"

namespace trabecula::core::contextnet {

std::string expertName(int index) {
  return index == 0 ? "context" : "context" + std::to_string(index + 1);
}

ContextModel::ContextModel(ByteSpan file) : ContextModel(fixedpoint::readTestedModel(file)) {}

ContextModel::ContextModel(const fixedpoint::ModelFile& file)
    : id_(readLe64(file.digest.data())),
      description_(file.description),
      settings_(Settings::read(file.table("settings").values)),
      tables_(MixtureTables::read(file, settings_.components)) {
  const auto corrupt = [](const char* what) { throw Error(ErrorCategory::Corrupt, what); };
  if (file.networks.empty() || file.networks.size() > maxExperts) {
    corrupt("The model has no network, or too many");
  }
  for (int i = 0; i < static_cast<int>(file.networks.size()); ++i) {
    const fixedpoint::Network& network = file.network(expertName(i));
    networks_.push_back(std::make_unique<fixedpoint::DenseStack>(network, lanes));
    const fixedpoint::ValueRange& input = network.inputs.front().range;
    if (input.low > -127 || input.high < 127) {
      corrupt("The model's network does not take this codec's features");
    }
    if (networks_.back()->inputChannels() != settings_.features() ||
        networks_.back()->outputChannels() != settings_.outputs()) {
      corrupt("The model's network does not fit its settings");
    }
  }
}

}  // namespace trabecula::core::contextnet
