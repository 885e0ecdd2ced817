#include <algorithm>
#include <utility>

#include "app/reproduce/measure.h"
#include "core/codec/registry.h"
#include "core/job/parameter_sweep.h"
#include "core/support/error.h"

namespace trabecula::app::reproduce {
namespace {

Contestant contestantOf(const std::string& text) {
  Entrant entrant = entrantOf(text);
  const core::CodecInfo& info = entrant.info();
  Setting setting{
      .name = entrant.name,
      .codecId = info.id,
      .title = info.title,
      .software = info.implementation,
      .summary = entrant.parameters.summary(info),
      .lossless = entrant.codec->fidelity(entrant.parameters).kind == core::Fidelity::Kind::Lossless};
  return {std::move(entrant), std::move(setting)};
}

/// The paper's codecs that are here in its order, then the others.
std::vector<std::string> allCodecs(const Paper& paper) {
  std::vector<std::string> ids;
  const core::CodecRegistry& registry = core::CodecRegistry::instance();
  for (const std::string& system : publishedSystems(paper)) {
    if (registry.find(codecIdOf(system)) != nullptr) ids.push_back(codecIdOf(system));
  }
  for (const auto& codec : registry.codecs()) {
    if (std::ranges::find(ids, codec->info().id) == ids.end()) ids.push_back(codec->info().id);
  }
  return ids;
}

/// A few settings along the first way in which a codec trades size for fidelity.
std::vector<std::string> lossySettings(const core::Codec& codec) {
  constexpr int values = 4;
  std::vector<std::string> texts;
  const std::vector<core::SweepAxis> axes = core::sweepAxes(codec);
  if (axes.empty()) return texts;
  const core::SweepAxis& axis = axes.front();
  std::string fixed = codec.info().id;
  for (const auto& [name, value] : axis.fixed) fixed.append(":").append(name).append("=").append(value);
  for (const double value : core::sweepValues(axis, values)) {
    const core::Parameters parameters = core::sweepParameters(codec, axis, value);
    texts.push_back(fixed + ":" + axis.parameter.name + "=" +
                    core::toString(parameters.values().at(axis.parameter.name)));
  }
  return texts;
}

void requireDistinct(const std::vector<Contestant>& contestants) {
  for (std::size_t i = 0; i < contestants.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (contestants[i].setting.name == contestants[j].setting.name)
        throw core::Error(core::ErrorCategory::InvalidArgument,
                          "--codecs: " + contestants[i].setting.name + " is named twice");
    }
  }
}

}  // namespace

const std::vector<std::string>& qualityMetricIds() {
  static const std::vector<std::string> ids = {"psnr", "mse", "fsim",           "msssim",         "iwssim",
                                               "uqi",  "vif", "enl_ref_center", "enl_dis_center", "nqm"};
  return ids;
}

std::vector<Contestant> contestantsOf(const Paper& paper, const std::vector<std::string>& codecs) {
  std::vector<Contestant> contestants;
  for (const std::string& text : codecs.empty() ? allCodecs(paper) : codecs)
    contestants.push_back(contestantOf(text));
  requireDistinct(contestants);
  const auto lossy =
      std::ranges::find_if(contestants, [](const Contestant& c) { return !c.setting.lossless; });
  const bool wantsQuality = paper.key == "dslc";
  if (lossy != contestants.end() && !wantsQuality)
    throw core::Error(core::ErrorCategory::InvalidArgument,
                      "--codecs " + lossy->setting.name + ": this paper's tables are of lossless coding");
  if (lossy != contestants.end() || !wantsQuality) return contestants;
  std::vector<const core::Codec*> seen;
  const std::vector<Contestant> exact = contestants;
  for (const Contestant& contestant : exact) {
    const core::Codec* codec = contestant.entrant.codec;
    if (std::ranges::find(seen, codec) != seen.end()) continue;
    seen.push_back(codec);
    for (const std::string& text : lossySettings(*codec)) contestants.push_back(contestantOf(text));
  }
  return contestants;
}

}  // namespace trabecula::app::reproduce
