#include "core/codec/lfcunet/class_distribution.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/support/error.h"

namespace trabecula::core::lfcunet {

fixedpoint::IntegerTable PowerTable::standard() {
  fixedpoint::IntegerTable table{name, {}};
  for (int i = 0; i < levels; ++i) {
    table.values.push_back(static_cast<std::int32_t>(std::lround(65536 * std::exp2(-i / 256.0))));
  }
  return table;
}

PowerTable::PowerTable(const fixedpoint::ModelFile& model) {
  const fixedpoint::IntegerTable& table = model.table(name);
  const auto valid = [](std::int32_t v) { return v > 32768 && v <= 65536; };
  if (table.values.size() != powers_.size() ||
      !std::all_of(table.values.begin(), table.values.end(), valid)) {
    throw Error(ErrorCategory::Corrupt, "The model's table powers is not as this codec needs it");
  }
  std::copy(table.values.begin(), table.values.end(), powers_.begin());
}

LevelDistribution::LevelDistribution(const PowerTable& powers, const std::int16_t* logits, int stride,
                                     int prediction, int count)
    : count_(count) {
  const std::int16_t* first = logits + static_cast<std::ptrdiff_t>(levels - 1 - prediction) * stride;
  std::int32_t largest = -32768;
  for (int j = 0; j < count; ++j) {
    largest = std::max<std::int32_t>(largest, first[static_cast<std::ptrdiff_t>(j) * stride]);
  }
  std::uint64_t sum = 0;
  for (int j = 0; j < count; ++j) {
    sums_[static_cast<std::size_t>(j)] = sum;
    const std::int32_t logit = first[static_cast<std::ptrdiff_t>(j) * stride];
    sum += powers.at(static_cast<std::uint32_t>(largest - logit));
  }
  sums_[static_cast<std::size_t>(count)] = sum;
}

int LevelDistribution::levelAt(std::uint32_t slot) const {
  int low = 0;
  for (int high = count_; high - low > 1;) {
    const int middle = (low + high) / 2;
    (begin(middle) <= slot ? low : high) = middle;
  }
  return low;
}

}  // namespace trabecula::core::lfcunet
