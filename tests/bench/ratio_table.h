#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

namespace trabecula::bench {

/// Wall clock of one call, in milliseconds.
double millisecondsOf(const auto& step) {
  const auto begin = std::chrono::steady_clock::now();
  step();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

/// What is measured against what, collected while the benchmarks run and printed as one table at the end.
class RatioTable {
 public:
  /// Runs `yardstick` and `ours` in turn, so that both meet the same machine, and keeps every time. The row's
  /// ratio is that of the shortest times, which a busy machine disturbs least; `target` is the largest
  /// wanted.
  void alternate(benchmark::State& state, const std::string& row, double target, const auto& yardstick,
                 const auto& ours) {
    Row& entry = rowNamed(row, target);
    for (auto _ : state) {
      entry.yardstick.push_back(millisecondsOf(yardstick));
      const double mine = millisecondsOf(ours);
      entry.ours.push_back(mine);
      state.SetIterationTime(mine / 1000);
    }
    state.counters["ratio"] = entry.ratio();
  }

  void print(const char* yardstick) const {
    std::printf("\n%-28s %12s %8s %7s %7s %14s\n", "shortest times in ms", yardstick, "ours", "ratio",
                "target", "ratio, medians");
    for (const Row& row : rows_) {
      std::printf("%-28s %12.2f %8.2f %7.2f %7.2f %14.2f%s\n", row.name.c_str(), shortest(row.yardstick),
                  shortest(row.ours), row.ratio(), row.target, median(row.ours) / median(row.yardstick),
                  row.ratio() > row.target ? "  MISSED" : "");
    }
  }

 private:
  struct Row {
    std::string name;
    double target;
    std::vector<double> yardstick;
    std::vector<double> ours;

    double ratio() const { return shortest(ours) / shortest(yardstick); }
  };

  /// A benchmark that the library starts again (to settle the number of iterations) starts its row anew.
  Row& rowNamed(const std::string& name, double target) {
    std::erase_if(rows_, [&](const Row& row) { return row.name == name; });
    return rows_.emplace_back(Row{name, target, {}, {}});
  }

  static double shortest(const std::vector<double>& values) {
    return values.empty() ? 0 : *std::ranges::min_element(values);
  }

  static double median(std::vector<double> values) {
    if (values.empty()) return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
  }

  std::vector<Row> rows_;
};

}  // namespace trabecula::bench
