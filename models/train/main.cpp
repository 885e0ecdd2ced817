// trabecula-train NETWORK --data DIR --out MODEL: trains a network of a learned codec and exports its
// integers.
#include <malloc.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <exception>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "core/job/job_context.h"
#include "core/support/error.h"
#include "models/train/trainable_network.h"

namespace {

using trabecula::models::TrainableNetwork;
using trabecula::models::TrainingRun;

volatile std::sig_atomic_t interrupted = 0;
void interrupt(int /*signal*/) {
  interrupted = 1;
}

void addCommonOptions(CLI::App& command, TrainingRun& run) {
  auto& options = run.options;
  command.add_option("--data", run.data, "folder of images, searched with its subfolders")->required();
  command.add_option("--out", run.model, "model file to write")->required();
  command.add_option("--from", run.from, "model to go on from: its weights are the start");
  command.add_option("--only", run.only, "top-level folders of the data to take (default: all)");
  command.add_option("--device", options.device, "cpu, cuda or cuda:N")->capture_default_str();
  command.add_option("--threads", options.threads, "CPU threads")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command.add_option("--hours", options.hours, "time to train; the learning rate falls with it");
  command.add_option("--steps", options.steps, "steps to train; with --hours, whichever ends first");
  command.add_option("--seed", run.seed, "of weights and samples")->capture_default_str();
  command.add_option("--learning-rate", options.learningRate.peak, "at its peak")->capture_default_str();
  command.add_option("--average", options.averageDecay, "decay of the weights' moving average")
      ->capture_default_str();
  command.add_option("--clip", options.clipNorm, "largest norm of a gradient; 0: any")->capture_default_str();
  command.add_option("--validate-every", options.validateEvery, "steps")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command.add_option("--log-every", options.logEvery, "steps")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command.add_option("--checkpoint", options.checkpointFolder, "folder for a checkpoint every few minutes");
  command.add_option("--checkpoint-minutes", options.checkpointMinutes)->capture_default_str();
  command.add_flag("--resume", options.resume, "go on from the checkpoint, where there is one");
  command.add_option("--log", options.log, "CSV file to append to");
  command.add_option("--date", run.date, "date to write into the model (default: none)");
}

/// For the provenance: folders are nobody else's business, so paths become their last names.
std::string commandLine(const std::vector<std::string>& arguments) {
  std::string line = "trabecula-train";
  for (const std::string& argument : arguments) {
    const std::filesystem::path path(argument);
    const std::string name =
        path.has_filename() ? path.filename().string() : path.parent_path().filename().string();
    line.append(" ").append(name.empty() ? argument : name);
  }
  return line;
}

int trainUntilDone(TrainableNetwork& network, TrainingRun& run) {
  trabecula::core::CancelToken token;
  trabecula::core::JobContext context(token, [&](double /*fraction*/) {
    if (interrupted != 0) token.cancel();
  });
  context.setThreads(run.options.threads);
  std::signal(SIGINT, interrupt);
  std::signal(SIGTERM, interrupt);
  network.train(run, context, std::cout);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  // Tensors of some 100 kB come and go thousands of times a second: keep their memory instead of giving it
  // back to the system.
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);

  CLI::App app("Trains the networks of Trabecula's learned codecs and exports them as integers.");
  app.require_subcommand(1);
  TrainingRun run;
  run.options.threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  run.command = commandLine({argv + 1, argv + argc});
  const std::vector<std::unique_ptr<TrainableNetwork>> networks = trabecula::models::trainableNetworks();
  for (const auto& network : networks) {
    CLI::App* command = app.add_subcommand(network->id(), network->summary());
    addCommonOptions(*command, run);
    network->addOptions(*command);
  }
  CLI11_PARSE(app, argc, argv);
  try {
    for (const auto& network : networks) {
      if (app.got_subcommand(network->id())) return trainUntilDone(*network, run);
    }
  } catch (const std::exception& error) {
    std::cerr << "trabecula-train: " << error.what() << '\n';
  }
  return 1;
}
