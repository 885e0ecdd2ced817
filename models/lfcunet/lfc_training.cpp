#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>

#include "core/fixedpoint/model_file.h"
#include "core/job/job_context.h"
#include "core/support/file_io.h"
#include "models/data/image_folder.h"
#include "models/export/exporter.h"
#include "models/lfcunet/lfc_task.h"
#include "models/train/trainable_network.h"
#include "models/training/trainer.h"

namespace trabecula::models {
namespace {

class LfcTraining : public TrainableNetwork {
 public:
  std::string id() const override { return "lfc-unet"; }
  std::string summary() const override { return "U-Nets that tell sub-images from one another (LFC-UNet)"; }

  void addOptions(CLI::App& command) override {
    command.add_option("--size", task_.size, "small, or as large as the paper's")
        ->check(CLI::IsMember({"small", "paper"}))
        ->capture_default_str();
    command.add_flag("--weighted", task_.weighted, "cross-entropy with the paper's class weights");
    command.add_option("--batch", task_.batch, "patches a step")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    command.add_option("--part", task_.part, "of a batch that one thread computes at a time")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    command.add_option("--side", task_.side, "of a patch, a multiple of 32")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
  }

  void train(const TrainingRun& run, core::JobContext& context, std::ostream& out) override {
    core::JobContext reading = context.part(0, 0.02);
    const ImageFolder images = readImageFolder(run.data, {.only = run.only}, reading);
    out << images.description << '\n';
    for (const std::string& skipped : images.skipped) out << "left out: " << skipped << '\n';
    if (task_.size == "paper") task_.shape = UNetShape::paper();
    task_.seed = run.seed;
    LfcTask task(images, task_);
    out << task.identity() << '\n';
    if (!run.from.empty()) task.setWeights(core::fixedpoint::readModel(core::readFile(run.from)));
    core::JobContext training = context.part(0.02, 1);
    const TrainingSummary summary = models::train(
        task, run.options, training, [&](const TrainingRecord& record) { printRecord(record, out); });
    const SubImageBits bits = task.validationBits(run.options.threads);
    out << "validation, bits a pixel: D " << bits.d << ", B " << bits.b << ", C " << bits.c << '\n';
    task.exportTo(run.model, provenance(run, task.identity(), images.description, summary));
    out << "written: " << run.model.string() << '\n';
  }

 private:
  LfcTaskOptions task_;
};

}  // namespace

std::unique_ptr<TrainableNetwork> makeLfcTraining() {
  return std::make_unique<LfcTraining>();
}

}  // namespace trabecula::models
