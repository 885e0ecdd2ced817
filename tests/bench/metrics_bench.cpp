// What each metric costs on a large 16-bit pair, in seconds a megapixel: wall clock and CPU time of the whole
// process, the shortest of several runs each. Run by hand: metrics_bench [width [height [threads [runs
// [metric...]]]]].
//
// The targets are half of what straightforward NumPy programs need on one thread. Machines differ, so every
// time is also given as a multiple of a fixed simple piece of work that is timed in the same run: an 11 x 11
// separable Gaussian of one image on one thread.
#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>

#include "core/metrics/metric.h"
#include "tests/support/golden_pairs.h"

namespace trabecula::core {
namespace {

/// Seconds a megapixel wanted.
const std::map<std::string, double> targets = {
    {"ssim", 0.085}, {"msssim", 0.105}, {"iwssim", 0.5}, {"fsim", 0.11}, {"vifp", 0.155},
    {"vif", 0.75},   {"uqi", 0.07},     {"nqm", 0.415},  {"gmsd", 0.02}, {"haarpsi", 0.105}};
constexpr double secondsForAll = 8;

double cpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// The most memory since the last forgetPeak(), or now, in bytes; Linux only, 0 elsewhere.
double memoryBytes(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    double kilobytes = 0;
    if (word == field && status >> kilobytes) return kilobytes * 1024;
  }
  return 0;
}
void forgetPeak() {
  std::ofstream("/proc/self/clear_refs") << "5";
}

struct Cost {
  double wall = 1e9;
  double cpu = 1e9;
  double bytes = 0;  ///< more than before
};

Cost shortest(int runs, const auto& work) {
  Cost cost;
  malloc_trim(0);
  forgetPeak();
  const double before = memoryBytes("VmRSS:");
  for (int run = 0; run < runs; ++run) {
    const double cpu = cpuSeconds();
    const auto begin = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    cost.wall = std::min(cost.wall, wall.count());
    cost.cpu = std::min(cost.cpu, cpuSeconds() - cpu);
  }
  cost.bytes = std::max(0.0, memoryBytes("VmHWM:") - before);
  return cost;
}

/// The yardstick: written without any care for speed, so that it stays what it is.
double plainGaussian(const Image& image) {
  constexpr int size = 11;
  const double taps[size] = {0.001, 0.008, 0.036, 0.109, 0.213, 0.266, 0.213, 0.109, 0.036, 0.008, 0.001};
  const int width = image.width();
  const int height = image.height();
  const auto samples = image.samples();
  std::vector<double> across(image.format().pixels());
  double sum = 0;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x + size <= width; ++x) {
      double value = 0;
      for (int k = 0; k < size; ++k) value += taps[k] * samples[static_cast<std::size_t>(y * width + x + k)];
      across[static_cast<std::size_t>(y * width + x)] = value;
    }
  for (int y = 0; y + size <= height; ++y)
    for (int x = 0; x + size <= width; ++x) {
      double value = 0;
      for (int k = 0; k < size; ++k) value += taps[k] * across[static_cast<std::size_t>((y + k) * width + x)];
      sum += value;
    }
  return sum;
}

struct Options {
  int width = 2000;
  int height = 2000;
  int threads = 2;
  int runs = 3;
  std::vector<std::string> metrics;
};

void printRow(const std::string& name, const Cost& cost, const Cost& yardstick, double megapixels) {
  const auto target = targets.find(name);
  std::printf("%-16s %9.4f %9.4f %8.2f %8.2f %8.1f", name.c_str(), cost.wall / megapixels,
              cost.cpu / megapixels, cost.wall / yardstick.wall, cost.cpu / yardstick.cpu,
              cost.bytes / sizeof(double) / (megapixels * 1e6));
  if (target != targets.end())
    std::printf(" %8.3f%s", target->second, cost.wall / megapixels > target->second ? "  MISSED" : "");
  std::printf("\n");
}

int run(const Options& options) {
  const tests::GoldenPair pair{.id = "bench",
                               .pattern = "texture",
                               .width = options.width,
                               .height = options.height,
                               .bits = 16,
                               .seed = 1,
                               .distortion = "noise",
                               .amount = 6,
                               .noiseSeed = 1007};
  const auto [reference, test] = tests::goldenImages(pair);
  const double megapixels = 1e-6 * static_cast<double>(reference.format().pixels());
  volatile double keep = 0;
  const Cost yardstick = shortest(options.runs, [&] { keep = plainGaussian(reference); });
  std::printf("%d x %d, 16 bits, %d threads, shortest of %d; seconds a megapixel\n", options.width,
              options.height, options.threads, options.runs);
  std::printf("%-16s %9s %9s %8s %8s %8s %8s\n", "", "wall", "CPU", "x wall", "x CPU", "doubles", "target");
  printRow("yardstick", yardstick, yardstick, megapixels);

  Cost all{0, 0, 0};
  for (const Metric& metric : metrics()) {
    const auto& chosen = options.metrics;
    if (!chosen.empty() && std::ranges::find(chosen, metric.id) == chosen.end()) continue;
    JobContext context;
    context.setThreads(options.threads);
    const Cost cost = shortest(options.runs, [&, &first = reference, &second = test] {
      const MetricValue value = metric.compute(first, second, context);
      if (const double* number = std::get_if<double>(&value)) keep = *number;
    });
    printRow(metric.id, cost, yardstick, megapixels);
    all.wall += cost.wall;
    all.cpu += cost.cpu;
    all.bytes = std::max(all.bytes, cost.bytes);
  }
  printRow("all", all, yardstick, megapixels);
  std::printf("all together: %.2f s wall, %.2f s CPU for %.2f megapixels; target %.0f s for 4\n", all.wall,
              all.cpu, megapixels, secondsForAll);
  std::printf("doubles: memory that a metric took beyond the images, a pixel; 24 are allowed\n");
  return 0;
}

}  // namespace
}  // namespace trabecula::core

int main(int argc, char** argv) {
  trabecula::core::Options options;
  const auto number = [&](int i, int& value) {
    if (i < argc) value = std::max(1, std::atoi(argv[i]));
  };
  number(1, options.width);
  number(2, options.height);
  number(3, options.threads);
  number(4, options.runs);
  for (int i = 5; i < argc; ++i) options.metrics.emplace_back(argv[i]);
  return trabecula::core::run(options);
}
