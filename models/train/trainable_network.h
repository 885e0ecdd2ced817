#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "core/job/job_context.h"
#include "models/export/exporter.h"
#include "models/training/trainer.h"

namespace CLI {
class App;
}

namespace trabecula::models {

/// What every training has in common.
struct TrainingRun {
  std::filesystem::path data;
  std::filesystem::path model;
  std::filesystem::path from;     ///< model whose weights are the start; empty: random ones
  std::vector<std::string> only;  ///< top-level folders of the data; empty: all
  std::uint64_t seed = 1;
  TrainingOptions options;
  std::string command;  ///< for the provenance
  std::string date;     ///< likewise; may be empty
};

/// A network that trabecula-train can train. Adding one: a folder below models/ with a class that derives
/// from this, and its factory in trainable_network.cpp.
class TrainableNetwork {
 public:
  TrainableNetwork() = default;
  virtual ~TrainableNetwork() = default;
  TrainableNetwork(const TrainableNetwork&) = delete;
  TrainableNetwork& operator=(const TrainableNetwork&) = delete;

  virtual std::string id() const = 0;       ///< as the command line names it
  virtual std::string summary() const = 0;  ///< one line
  /// The network's own options; they are parsed before train() is called.
  virtual void addOptions(CLI::App& command) = 0;
  /// Trains and writes the model; says on `out` what it does. Throws core::Error.
  virtual void train(const TrainingRun& run, core::JobContext& context, std::ostream& out) = 0;
};

/// One of each, in the order in which help lists them.
std::vector<std::unique_ptr<TrainableNetwork>> trainableNetworks();

/// What the exported model says of its origin.
Provenance provenance(const TrainingRun& run, const std::string& identity, const std::string& data,
                      const TrainingSummary& summary);

/// Prints a record of the log as one line.
void printRecord(const TrainingRecord& record, std::ostream& out);

}  // namespace trabecula::models
