#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/fixedpoint/cpu_target.h"
#include "core/fixedpoint/feature_map.h"
#include "core/fixedpoint/network.h"

namespace trabecula::core::fixedpoint {

/// Computes integer networks. Every engine delivers the same integers; selfTest() in known_answer.h shows it.
class Engine {
 public:
  Engine() = default;
  virtual ~Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Unique, for people: "CPU (AVX2)".
  virtual std::string name() const = 0;

  /// The maps of Network::outputs. `network` must be valid (requireValid); inputs must have the declared
  /// channels and values within the declared ranges. `threads`: CPU threads to use, at least 1; the result
  /// does not depend on it. Any thread may call; throws Error{InvalidArgument} for shapes that do not fit or
  /// values out of range, whatever else the device fails with.
  virtual std::vector<FeatureMap> run(const Network& network, std::span<const FeatureMap> inputs,
                                      int threads = 1) const = 0;
};

std::unique_ptr<Engine> makeCpuEngine(CpuTarget target = CpuTarget::preferred());

struct EngineState {
  std::shared_ptr<const Engine> engine;
  bool enabled = true;
  std::string disabledBecause;  ///< one line; empty while enabled
};

/// The engines of this process: the CPU's fastest instruction set first, then plain C++ on the CPU, then
/// those that the application added, in that order. A snapshot; any thread.
std::vector<EngineState> engines();
/// Adds an engine of another device. Throws Error{InvalidArgument} where one of that name is there.
void addEngine(std::shared_ptr<const Engine> engine);
/// The engine stays in the list with its reason; nothing happens where there is none of that name. Where it
/// is that of CpuTarget::preferred(), plain C++ becomes the preferred target, for dense stacks too.
void disableEngine(const std::string& name, const std::string& reason);
/// The first engine of the list that is enabled, or of that name. Throws Error{Unsupported} with the reason
/// where it is disabled or missing.
std::shared_ptr<const Engine> enabledEngine(const std::string& name = {});

/// The engine for a device as `--device` names it: "cpu"; "cuda:N", an engine whose name ends in "(cuda:N)";
/// "auto", the first enabled engine of a GPU or else the CPU's. A GPU that fails while it was chosen by
/// "auto" is disabled with the reason, and the CPU goes on. Throws as enabledEngine().
std::shared_ptr<const Engine> engineForDevice(const std::string& device);

/// Throws Error{InvalidArgument} where number, shapes or values of the inputs are not as declared: every
/// engine calls it first. Returns the shapes of all edges.
std::vector<MapShape> requireFitting(const Network& network, std::span<const FeatureMap> inputs);

}  // namespace trabecula::core::fixedpoint
