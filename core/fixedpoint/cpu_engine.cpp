#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/fixedpoint/engine.h"
#include "core/fixedpoint/map_layers.h"

namespace trabecula::core::fixedpoint {
namespace {

/// The index of the layer that reads an edge last; outputs are read after all of them.
std::vector<std::size_t> lastReaders(const Network& network) {
  std::vector<std::size_t> last(network.inputs.size() + network.layers.size(), 0);
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    for (const int source : network.layers[i].sources) last[static_cast<std::size_t>(source)] = i;
  }
  for (const int output : network.outputs) last[static_cast<std::size_t>(output)] = network.layers.size();
  return last;
}

void runLayer(const Layer& layer, std::span<const FeatureMap* const> sources, FeatureMap& output,
              const Kernels& kernels, int threads) {
  switch (layer.kind) {
    case LayerKind::Conv:
      convMap(layer, *sources[0], output, kernels, threads);
      break;
    case LayerKind::PixelShuffle:
      shuffleMap(*sources[0], output);
      break;
    case LayerKind::PixelUnshuffle:
      unshuffleMap(*sources[0], output);
      break;
    case LayerKind::Add:
      addMaps(layer, *sources[0], *sources[1], output);
      break;
    case LayerKind::Concat:
      concatMaps(sources, output);
      break;
  }
}

class CpuEngine : public Engine {
 public:
  explicit CpuEngine(CpuTarget target) : target_(target) {}

  std::string name() const override { return "CPU (" + std::string(target_.name()) + ")"; }

  std::vector<FeatureMap> run(const Network& network, std::span<const FeatureMap> inputs,
                              int threads) const override {
    const std::vector<MapShape> shapes = requireFitting(network, inputs);
    const std::vector<std::size_t> last = lastReaders(network);
    std::vector<FeatureMap> delivered(network.layers.size());
    const auto edge = [&](int index) -> const FeatureMap* {
      const auto i = static_cast<std::size_t>(index);
      return i < inputs.size() ? &inputs[i] : &delivered[i - inputs.size()];
    };
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
      const Layer& layer = network.layers[i];
      std::vector<const FeatureMap*> sources;
      sources.reserve(layer.sources.size());
      for (const int source : layer.sources) sources.push_back(edge(source));
      delivered[i] = FeatureMap(shapes[inputs.size() + i]);
      runLayer(layer, sources, delivered[i], target_.kernels(), threads);
      for (const int source : layer.sources) {
        const auto index = static_cast<std::size_t>(source);
        if (index >= inputs.size() && last[index] == i) delivered[index - inputs.size()] = FeatureMap();
      }
    }
    std::vector<FeatureMap> outputs;
    outputs.reserve(network.outputs.size());
    for (auto output = network.outputs.begin(); output != network.outputs.end(); ++output) {
      const auto index = static_cast<std::size_t>(*output);
      const bool again = std::find(output + 1, network.outputs.end(), *output) != network.outputs.end();
      if (index < inputs.size()) {
        outputs.push_back(inputs[index]);
      } else if (again) {
        outputs.push_back(delivered[index - inputs.size()]);
      } else {
        outputs.push_back(std::move(delivered[index - inputs.size()]));
      }
    }
    return outputs;
  }

 private:
  CpuTarget target_;
};

}  // namespace

std::unique_ptr<Engine> makeCpuEngine(CpuTarget target) {
  return std::make_unique<CpuEngine>(target);
}

}  // namespace trabecula::core::fixedpoint
