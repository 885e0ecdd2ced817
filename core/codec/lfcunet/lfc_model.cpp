#include "core/codec/lfcunet/lfc_model.h"

#include <vector>

#include "core/fixedpoint/known_answer.h"
#include "core/fixedpoint/network.h"
#include "core/support/error.h"

namespace trabecula::core::lfcunet {
namespace {

constexpr std::array<const char*, 3> stageNames = {"d", "b", "c"};

void require(bool fits) {
  if (!fits) throw Error(ErrorCategory::Corrupt, "The model's networks are not those of LFC-UNet");
}

bool contains(const fixedpoint::ValueRange& outer, const fixedpoint::ValueRange& inner) {
  return outer.low <= inner.low && inner.high <= outer.high;
}

/// Known sub-images in; prediction and features, of the same size, out.
void requireUNet(const fixedpoint::Network& network, int known) {
  require(network.inputs.size() == 1 && network.inputs[0].channels == known && network.outputs.size() == 2);
  require(contains(network.inputs[0].range, {-middleGrey, levels - 1 - middleGrey}));
  const std::vector<fixedpoint::MapShape> shapes =
      fixedpoint::edgeShapes(network, std::vector<fixedpoint::MapShape>{{known, mapAlignment, mapAlignment}});
  for (const int output : network.outputs) {
    const fixedpoint::MapShape& shape = shapes[static_cast<std::size_t>(output)];
    require(shape.height == mapAlignment && shape.width == mapAlignment);
  }
  require(shapes[static_cast<std::size_t>(network.outputs[0])].channels == 1);
}

StageNetworks readStage(const fixedpoint::ModelFile& file, int index) {
  const std::string name = stageNames[static_cast<std::size_t>(index)];
  StageNetworks stage;
  stage.unet = file.network(name);
  requireUNet(stage.unet, index + 1);
  const fixedpoint::Network& dense = file.network(name + " classes");
  const auto features = static_cast<std::size_t>(stage.unet.outputs[1]);
  require(dense.inputs.size() == 1 &&
          dense.inputs[0].channels == fixedpoint::edgeChannels(stage.unet)[features] &&
          contains(dense.inputs[0].range, fixedpoint::edgeRanges(stage.unet)[features]));
  stage.classes = std::make_unique<fixedpoint::DenseStack>(dense, lanes);
  require(stage.classes->outputChannels() == classes);
  return stage;
}

}  // namespace

LfcModel::LfcModel(ByteSpan file) : LfcModel(fixedpoint::readTestedModel(file)) {}

LfcModel::LfcModel(const fixedpoint::ModelFile& file)
    : id_(readLe64(file.digest.data())),
      description_(file.description),
      powers_(file),
      stages_{readStage(file, 0), readStage(file, 1), readStage(file, 2)} {}

}  // namespace trabecula::core::lfcunet
