#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "core/codec/contextnet/settings.h"
#include "core/fixedpoint/model_file.h"
#include "core/job/job_context.h"
#include "core/support/file_io.h"
#include "models/contextnet/codec_contexts.h"
#include "models/contextnet/context_task.h"
#include "models/data/image_folder.h"
#include "models/export/exporter.h"
#include "models/train/trainable_network.h"
#include "models/training/trainer.h"

namespace trabecula::models {
namespace {

struct Preset {
  const char* name;
  core::contextnet::Settings settings;
  std::vector<int> hidden;
};

const std::vector<Preset>& presets() {
  static const std::vector<Preset> list = {
      {"fast",
       {.primaryOrder = 6, .secondaryOrder = 0, .neighbours = 12, .components = 2, .sweeps = 1},
       {32, 24}},
      {"default",
       {.primaryOrder = 18, .secondaryOrder = 6, .neighbours = 24, .components = 3, .sweeps = 4},
       {96, 64}},
      {"max",
       {.primaryOrder = 30, .secondaryOrder = 12, .neighbours = 30, .components = 4, .sweeps = 4},
       {192, 128, 96}}};
  return list;
}

class ContextTraining : public TrainableNetwork {
 public:
  std::string id() const override { return "contextnet"; }
  std::string summary() const override { return "causal neighbourhood to a mixture of logistics"; }

  void addOptions(CLI::App& command) override {
    std::vector<std::string> names;
    for (const Preset& preset : presets()) names.emplace_back(preset.name);
    command.add_option("--preset", task_.preset, "size of the network")
        ->check(CLI::IsMember(names))
        ->capture_default_str();
    command.add_option("--with", with_,
                       "model whose networks the new one holds as well, for the coder to choose from");
    command.add_option("--batch", task_.batch, "samples a step")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    command.add_option("--part", task_.part, "of a batch that one thread computes at a time")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    command.add_option("--epoch-steps", task_.epochSteps, "steps until new samples are drawn")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    command.add_option("--epoch-samples", samples_, "samples drawn at a time")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
  }

  void train(const TrainingRun& run, core::JobContext& context, std::ostream& out) override {
    const Preset& preset = *std::find_if(presets().begin(), presets().end(),
                                         [&](const Preset& p) { return task_.preset == p.name; });
    core::JobContext reading = context.part(0, 0.02);
    const auto images = std::make_shared<ImageFolder>(readImageFolder(run.data, {.only = run.only}, reading));
    out << images->description << '\n';
    for (const std::string& skipped : images->skipped) out << "left out: " << skipped << '\n';

    task_.shape.hidden = preset.hidden;
    task_.shape.logistics = preset.settings.components;
    task_.seed = run.seed;
    ContextTask task(std::make_shared<CodecContexts>(images, preset.settings, samples_), task_);
    out << task.identity() << '\n';
    if (!run.from.empty()) {
      const core::fixedpoint::ModelFile start = core::fixedpoint::readModel(core::readFile(run.from));
      task.network().setWeights(start.network(task.network().name()));
    }
    core::JobContext training = context.part(0.02, 1);
    const TrainingSummary summary = models::train(
        task, run.options, training, [&](const TrainingRecord& record) { printRecord(record, out); });
    Provenance origin = provenance(run, task.identity(), task.source().description(), summary);
    std::optional<core::fixedpoint::ModelFile> more;
    if (!with_.empty()) {
      more = core::fixedpoint::readModel(core::readFile(with_));
      origin.training += ". Other networks: " + more->provenance;
    }
    task.exportTo(run.model, origin, more ? &*more : nullptr);
    out << "written: " << run.model.string() << '\n';
  }

 private:
  ContextTaskOptions task_;
  std::size_t samples_ = 2000000;
  std::filesystem::path with_;
};

}  // namespace

std::unique_ptr<TrainableNetwork> makeContextTraining() {
  return std::make_unique<ContextTraining>();
}

}  // namespace trabecula::models
