#include "core/fixedpoint/engine.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "core/support/error.h"

namespace trabecula::core::fixedpoint {
namespace {

struct EngineList {
  std::mutex mutex;
  std::vector<EngineState> states;

  EngineList() {
    add(makeCpuEngine());
    if (CpuTarget::preferred().name() != CpuTarget::scalar().name()) add(makeCpuEngine(CpuTarget::scalar()));
  }

  void add(std::shared_ptr<const Engine> engine) {
    states.push_back({.engine = std::move(engine), .enabled = true, .disabledBecause = {}});
  }

  auto find(const std::string& name) {
    return std::ranges::find_if(states,
                                [&](const EngineState& state) { return state.engine->name() == name; });
  }
};

EngineList& engineList() {
  static EngineList list;
  return list;
}

/// A device that nobody asked for by name: where it fails, the CPU takes over.
class ReplaceableEngine final : public Engine {
 public:
  explicit ReplaceableEngine(std::shared_ptr<const Engine> engine) : engine_(std::move(engine)) {}

  std::string name() const override { return engine_->name(); }

  std::vector<FeatureMap> run(const Network& network, std::span<const FeatureMap> inputs,
                              int threads) const override {
    try {
      if (isEnabled()) return engine_->run(network, inputs, threads);
    } catch (const Error& error) {
      if (error.category() == ErrorCategory::InvalidArgument) throw;
      disableEngine(name(), error.what());
    } catch (const std::exception& error) {
      disableEngine(name(), error.what());
    }
    return engineForDevice("cpu")->run(network, inputs, threads);
  }

 private:
  bool isEnabled() const {
    const std::vector<EngineState> all = engines();
    return std::ranges::any_of(
        all, [&](const EngineState& state) { return state.engine == engine_ && state.enabled; });
  }

  std::shared_ptr<const Engine> engine_;
};

bool isCpu(const EngineState& state) {
  return state.engine->name().starts_with("CPU (");
}

}  // namespace

std::vector<EngineState> engines() {
  EngineList& list = engineList();
  const std::scoped_lock lock(list.mutex);
  return list.states;
}

void addEngine(std::shared_ptr<const Engine> engine) {
  EngineList& list = engineList();
  const std::scoped_lock lock(list.mutex);
  if (list.find(engine->name()) != list.states.end()) {
    throw Error(ErrorCategory::InvalidArgument,
                "There is a compute device named " + engine->name() + " already");
  }
  list.add(std::move(engine));
}

void disableEngine(const std::string& name, const std::string& reason) {
  EngineList& list = engineList();
  const std::scoped_lock lock(list.mutex);
  const auto found = list.find(name);
  if (found == list.states.end()) return;
  found->enabled = false;
  found->disabledBecause = reason;
  // Dense stacks run by the same kernels, beside the engine.
  if (name == makeCpuEngine()->name()) CpuTarget::setPreferred(CpuTarget::scalar());
}

std::shared_ptr<const Engine> enabledEngine(const std::string& name) {
  EngineList& list = engineList();
  const std::scoped_lock lock(list.mutex);
  std::string reason = name.empty() ? "there is none" : "there is none named " + name;
  for (const EngineState& state : list.states) {
    if (!name.empty() && state.engine->name() != name) continue;
    if (state.enabled) return state.engine;
    reason = state.disabledBecause;
  }
  throw Error(ErrorCategory::Unsupported, "No compute device can be used: " + reason);
}

std::shared_ptr<const Engine> engineForDevice(const std::string& device) {
  const bool any = device == "auto";
  const std::string mark = any ? "(cuda:" : "(" + device + ")";
  const std::vector<EngineState> all = engines();
  for (const EngineState& state : all) {
    const std::string name = state.engine->name();
    if (device == "cpu" || name.find(mark) == std::string::npos) continue;
    if (!any) return enabledEngine(name);
    if (state.enabled) return std::make_shared<ReplaceableEngine>(state.engine);
  }
  if (any || device == "cpu") {
    for (const EngineState& state : all) {
      if (isCpu(state) && state.enabled) return state.engine;
    }
    throw Error(ErrorCategory::Unsupported, "No compute device can be used: the CPU failed its self-test");
  }
  throw Error(ErrorCategory::Unsupported, "No compute device can be used: there is none named " + device);
}

std::vector<MapShape> requireFitting(const Network& network, std::span<const FeatureMap> inputs) {
  std::vector<MapShape> inputShapes;
  for (const FeatureMap& input : inputs) inputShapes.push_back(input.shape);
  std::vector<MapShape> shapes = edgeShapes(network, inputShapes);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const ValueRange range = network.inputs[i].range;
    const std::vector<std::int16_t>& values = inputs[i].values;
    // No early exit: compilers turn this loop into vector code.
    std::int16_t lowest = 0x7FFF;
    std::int16_t highest = -0x8000;
    for (const std::int16_t value : values) {
      lowest = std::min(lowest, value);
      highest = std::max(highest, value);
    }
    if (values.size() != inputs[i].shape.values() || lowest < range.low || highest > range.high) {
      throw Error(ErrorCategory::InvalidArgument,
                  "Network " + network.name + ": an input has values beyond its range, or too few");
    }
  }
  return shapes;
}

}  // namespace trabecula::core::fixedpoint
