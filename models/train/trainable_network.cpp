#include "models/train/trainable_network.h"

#include <cmath>
#include <cstdint>
#include <iomanip>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "models/training/training_log.h"

// A new network is a folder whose factory is named here.
#define TRABECULA_NETWORKS(NETWORK) \
  NETWORK(makeContextTraining)      \
  NETWORK(makeLfcTraining)

namespace trabecula::models {

#define TRABECULA_DECLARE(factory) std::unique_ptr<TrainableNetwork> factory();
TRABECULA_NETWORKS(TRABECULA_DECLARE)
#undef TRABECULA_DECLARE

std::vector<std::unique_ptr<TrainableNetwork>> trainableNetworks() {
  std::vector<std::unique_ptr<TrainableNetwork>> networks;
#define TRABECULA_ADD(factory) networks.push_back(factory());
  TRABECULA_NETWORKS(TRABECULA_ADD)
#undef TRABECULA_ADD
  return networks;
}

Provenance provenance(const TrainingRun& run, const std::string& identity, const std::string& data,
                      const TrainingSummary& summary) {
  Provenance result;
  result.command = run.command;
  result.data = data;
  result.training = identity + "; " + std::to_string(summary.steps) + " steps, " +
                    std::to_string(static_cast<std::int64_t>(summary.seconds)) + " s, last loss " +
                    std::to_string(summary.loss) + ", best validation " + std::to_string(summary.bestScore) +
                    " bits a pixel at step " + std::to_string(summary.bestStep);
  result.seed = run.seed;
  result.libraries = libraryVersions();
  result.date = run.date;
  return result;
}

void printRecord(const TrainingRecord& record, std::ostream& out) {
  out << "step " << std::setw(7) << record.step << std::fixed << std::setprecision(0) << std::setw(7)
      << record.seconds << " s" << std::setprecision(2) << std::setw(7) << record.samplesPerSecond / 1e6
      << " M samples/s  loss " << std::setprecision(4) << record.loss;
  if (!std::isnan(record.validation)) out << "  validation " << record.validation;
  out << '\n' << std::defaultfloat << std::flush;
}

}  // namespace trabecula::models
