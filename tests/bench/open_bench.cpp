// Opening a 7.5-megapixel uncompressed DICOM against reading the bytes of the same file (the aim is at most
// 3), and the memory that opening and compressing take at their peak, in sizes of the pixel data (at most 4,
// plus what the codec itself takes). Both tables stand at the end.
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

#include "core/archive/archive.h"
#include "core/codec/registry.h"
#include "core/job/compression_job.h"
#include "core/phantom/phantom.h"
#include "core/study/image_file.h"
#include "core/support/file_io.h"
#include "tests/bench/ratio_table.h"
#include "tests/support/temporary_folder.h"

namespace trabecula::core {
namespace {

namespace fs = std::filesystem;
constexpr int openings = 40;

bench::RatioTable& table() {
  static bench::RatioTable ratios;
  return ratios;
}

void writeRadiograph(const fs::path& path, int bits) {
  JobContext context;
  PhantomRecipe recipe;
  recipe.width = 2500;
  recipe.height = 3000;
  recipe.bitsStored = bits;
  writeImageFile(path, makePhantom(recipe, context), phantomAttributes(recipe), context);
}

void openDicom(benchmark::State& state) {
  const int bits = static_cast<int>(state.range(0));
  const tests::TemporaryFolder folder;
  writeRadiograph(folder / "image.dcm", bits);
  JobContext context;
  table().alternate(
      state, "open, " + std::to_string(bits) + " bits", 3,
      [&] { benchmark::DoNotOptimize(readFile(folder / "image.dcm").data()); },
      [&] {
        benchmark::DoNotOptimize(readImageFile(folder / "image.dcm", {}, context).image.samples().data());
      });
}
BENCHMARK(openDicom)->Arg(12)->Arg(16)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(openings);

// ---- Peak memory, each figure from a process of its own: what one step left in the heap must not hide what
// ---- the next one takes.

/// A line of /proc/self/status ("VmHWM", "VmRSS") in bytes.
double statusBytes(const std::string& key) {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.starts_with(key + ":")) return std::stod(line.substr(key.size() + 1)) * 1024;
  }
  return 0;
}

/// Resident bytes at the highest point of `step` above those of `floor`.
double peakAbove(double floor, const auto& step) {
  ::malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";  // the peak begins anew here
  step();
  return statusBytes("VmHWM") - floor;
}

/// The greater of the peaks of the codec's encode and decode, their input not included.
double codecPeak(const Codec& codec, const Image& image, const Parameters& parameters) {
  JobContext context;
  Encoded encoded;
  const double encoding =
      peakAbove(statusBytes("VmRSS"), [&] { encoded = codec.encode(image, parameters, context); });
  ::malloc_trim(0);
  const double decoding = peakAbove(statusBytes("VmRSS"),
                                    [&] { benchmark::DoNotOptimize(codec.decode(encoded.bytes, context)); });
  return std::max(encoding, decoding);
}

/// `task` is "open", "run" (the whole compression, everything held, the image as opened included) or "codec".
double peakOf(const std::string& task, const std::string& codecId, const fs::path& input) {
  JobContext context;
  const double start = statusBytes("VmRSS");
  if (task == "open") {
    return peakAbove(start, [&] { benchmark::DoNotOptimize(readImageFile(input, {}, context)); });
  }
  const Image image = readImageFile(input, {}, context).image;
  const Codec& codec = CodecRegistry::instance().get(codecId);
  const Parameters parameters = Parameters::defaults(codec.info());
  ::malloc_trim(0);
  if (task == "codec") return codecPeak(codec, image, parameters);
  return peakAbove(start, [&] {
    benchmark::DoNotOptimize(
        runCompression(image, codec, parameters, input.parent_path() / codecId, context));
  });
}

/// peakOf in a fresh process of this program; 0 where that fails.
double measureInChild(const std::string& task, const std::string& codecId, const fs::path& input) {
  int ends[2];
  if (::pipe(ends) != 0) return 0;
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::execl("/proc/self/exe", "open_bench", "--peak", task.c_str(), codecId.c_str(), input.c_str(), nullptr);
    ::_exit(1);
  }
  ::close(ends[1]);
  double peak = 0;
  const bool complete = child > 0 && ::read(ends[0], &peak, sizeof peak) == ssize_t{sizeof peak};
  ::close(ends[0]);
  if (child > 0) ::waitpid(child, nullptr, 0);
  return complete ? peak : 0;
}

void printPeaks() {
  const tests::TemporaryFolder folder;
  const fs::path input = folder / "image.dcm";
  writeRadiograph(input, 16);
  const double pixelBytes = 2500.0 * 3000 * 2;
  std::printf("\n%-28s %12s %12s %10s %7s\n", "peak memory / pixel data", "whole", "codec alone", "the rest",
              "target");
  const auto printRow = [&](const std::string& name, double whole, double codec) {
    const double rest = (whole - codec) / pixelBytes;
    std::printf("%-28s %12.2f %12.2f %10.2f %7.2f%s\n", name.c_str(), whole / pixelBytes, codec / pixelBytes,
                rest, 4.0, rest > 4 ? "  MISSED" : "");
  };
  printRow("open", measureInChild("open", "", input), 0);
  for (const std::string id : {"jpegxl", "jpeg2000", "jpegls", "png"})
    printRow(id, measureInChild("run", id, input), measureInChild("codec", id, input));
}

}  // namespace
}  // namespace trabecula::core

int main(int argc, char** argv) {
  using namespace trabecula::core;
  if (argc == 5 && std::strcmp(argv[1], "--peak") == 0) {
    const double peak = peakOf(argv[2], argv[3], argv[4]);
    return ::write(STDOUT_FILENO, &peak, sizeof peak) == ssize_t{sizeof peak} ? 0 : 1;
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  table().print("read bytes");
  printPeaks();
  return 0;
}
