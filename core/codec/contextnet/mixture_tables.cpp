#include "core/codec/contextnet/mixture_tables.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "core/entropy/standard_tables.h"
#include "core/support/error.h"

namespace trabecula::core::contextnet {
namespace {

constexpr int steps = 16;

std::vector<std::int32_t> powersOfTwo(double factor) {
  std::vector<std::int32_t> values(steps);
  for (int i = 0; i < steps; ++i) {
    values[static_cast<std::size_t>(i)] =
        static_cast<std::int32_t>(std::lround(factor * std::exp2(-i / static_cast<double>(steps))));
  }
  return values;
}

std::size_t reciprocalSteps(int components) {
  return static_cast<std::size_t>((components - 1) * MixtureTables::powerOne >>
                                  MixtureTables::reciprocalStepBits) +
         1;
}

std::vector<std::int32_t> readTable(const fixedpoint::ModelFile& model, const std::string& name,
                                    std::size_t size, std::int32_t low, std::int32_t high) {
  const fixedpoint::IntegerTable& table = model.table(name);
  const auto inRange = [&](std::int32_t v) { return low <= v && v <= high; };
  if (table.values.size() != size || !std::all_of(table.values.begin(), table.values.end(), inRange)) {
    throw Error(ErrorCategory::Corrupt, "The model's table " + name + " is not as this codec needs it");
  }
  return table.values;
}

}  // namespace

MixtureTables MixtureTables::standard(int components) {
  MixtureTables tables;
  const std::vector<std::uint16_t> cumulative = standardLogisticTable();
  tables.logistic.assign(cumulative.begin(), cumulative.end());
  tables.powers = powersOfTwo(powerOne);
  tables.reciprocals.resize(reciprocalSteps(components));
  for (std::size_t i = 0; i < tables.reciprocals.size(); ++i) {
    const auto last = static_cast<std::int32_t>(((i + 1) << reciprocalStepBits) - 1);
    tables.reciprocals[i] = (1 << 26) / (powerOne + last);
  }
  tables.inversePowers = powersOfTwo(65536.0 * 4096 / 24 / 512);
  for (int i = 0; i < 4; ++i) {
    tables.quarterLogs.push_back(static_cast<std::int32_t>(std::lround(16 * std::log2(1 + i / 4.0))));
  }
  return tables;
}

MixtureTables MixtureTables::read(const fixedpoint::ModelFile& model, int components) {
  MixtureTables tables;
  tables.logistic = readTable(model, "logistic", 4096, 0, 65535);
  if (!std::is_sorted(tables.logistic.begin(), tables.logistic.end())) {
    throw Error(ErrorCategory::Corrupt, "The model's table logistic falls");
  }
  tables.powers = readTable(model, "powers", steps, 1, powerOne);
  // The likeliest component has this: sums begin where the reciprocals do.
  if (tables.powers.front() != powerOne) {
    throw Error(ErrorCategory::Corrupt, "The model's table powers does not begin with one");
  }
  // At most what keeps all weights but the last below 4096 together.
  tables.reciprocals = readTable(model, "reciprocals", reciprocalSteps(components), 1, 1 << 12);
  for (std::size_t i = 0; i < tables.reciprocals.size(); ++i) {
    const auto last = static_cast<std::int32_t>(((i + 1) << reciprocalStepBits) - 1);
    if (tables.reciprocals[i] > (1 << 26) / (powerOne + last)) {
      throw Error(ErrorCategory::Corrupt, "The model's table reciprocals is too large");
    }
  }
  tables.inversePowers = readTable(model, "inverse powers", steps, 1, 1 << 15);
  tables.quarterLogs = readTable(model, "quarter logs", 4, 0, 15);
  return tables;
}

void MixtureTables::write(fixedpoint::ModelFile& model) const {
  model.tables.push_back({"logistic", logistic});
  model.tables.push_back({"powers", powers});
  model.tables.push_back({"reciprocals", reciprocals});
  model.tables.push_back({"inverse powers", inversePowers});
  model.tables.push_back({"quarter logs", quarterLogs});
}

}  // namespace trabecula::core::contextnet
