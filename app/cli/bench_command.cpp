#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "app/cli/bench_sets.h"
#include "app/cli/commands.h"
#include "app/cli/image_list.h"
#include "app/cli/metric_values.h"
#include "app/cli/output_path.h"
#include "app/cli/report.h"
#include "app/common/entrant.h"
#include "app/common/temporary_folder.h"
#include "core/codec/registry.h"
#include "core/job/compression_job.h"
#include "core/support/error.h"
#include "core/support/file_io.h"

namespace trabecula::app {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<std::string> inputs;
  std::vector<std::string> codecs;
  std::optional<int> bits;
  std::vector<std::string> metrics;
  std::string jsonFile;
};

/// Geometric means over the files a codec could do.
class Means {
 public:
  void add(const core::CompressionResult& result) {
    const std::array<double, 4> values = {result.bitsPerPixel, result.ratio, result.encodeSeconds,
                                          result.decodeSeconds};
    // A clock that did not move must not make a mean zero.
    for (std::size_t i = 0; i < values.size(); ++i) logSums_[i] += std::log(std::max(values[i], 1e-9));
    ++count_;
  }
  int count() const { return count_; }
  double bitsPerPixel() const { return mean(0); }
  double ratio() const { return mean(1); }
  double encodeSeconds() const { return mean(2); }
  double decodeSeconds() const { return mean(3); }

 private:
  double mean(std::size_t which) const { return std::exp(logSums_[which] / count_); }

  std::array<double, 4> logSums_{};
  int count_ = 0;
};

std::vector<Entrant> chosenEntrants(const std::vector<std::string>& texts) {
  std::vector<Entrant> entrants;
  entrants.reserve(texts.size());
  for (const std::string& text : texts) {
    // Results are told apart by these names.
    if (std::ranges::find(entrants, text, &Entrant::name) != entrants.end())
      throw core::Error(core::ErrorCategory::InvalidArgument, "-c " + text + ": is given twice");
    entrants.push_back(entrantOf(text));
  }
  if (!texts.empty()) return entrants;
  for (const auto& codec : core::CodecRegistry::instance().codecs()) {
    entrants.push_back(entrantOf(codec->info().id));
  }
  return entrants;
}

/// In a table there is no room for reasons.
std::string metricCell(const core::MetricValue& value) {
  if (const double* number = std::get_if<double>(&value)) return significant(*number, textDigits);
  return std::holds_alternative<core::Infinite>(value) ? "infinite" : "-";
}

const core::MetricValue& valueOf(const std::string& id, const std::vector<core::NamedMetricValue>& values) {
  return std::ranges::find_if(values, [&](const auto& named) { return named.metric->id == id; })->value;
}

std::vector<std::string> namesOf(const std::vector<Entrant>& entrants) {
  std::vector<std::string> names;
  names.reserve(entrants.size());
  for (const Entrant& entrant : entrants) names.push_back(entrant.name);
  return names;
}

/// Every entrant on every image, encoded and decoded anew each time.
class Bench {
 public:
  Bench(const Options& options, Session& session)
      : options_(options),
        session_(session),
        entrants_(chosenEntrants(options.codecs)),
        sets_(namesOf(entrants_)),
        metricIds_(options.metrics.empty() ? std::vector<std::string>{} : core::metricIdsOf(options.metrics)),
        report_(session.json) {}

  void run() {
    const std::vector<fs::path> images = listImages(session_, options_.inputs);
    if (!options_.jsonFile.empty()) requireSafeOutput(options_.jsonFile, images, Existing::Replace);
    startTable(images);
    for (const fs::path& image : images) benchImage(image);
    printMeans();
    sets_.report(report_);
    if (!options_.jsonFile.empty()) {
      const std::string text = report_.jsonText();
      core::writeFileAtomically(options_.jsonFile, core::asByteSpan(text.data(), text.size()));
    }
    report_.finish();
  }

 private:
  void startTable(const std::vector<fs::path>& images) {
    std::size_t fileWidth = displayWidth(meanTitle(static_cast<int>(images.size())));
    for (const fs::path& image : images) fileWidth = std::max(fileWidth, displayWidth(image.string()));
    std::size_t codecWidth = 0;
    std::size_t parametersWidth = 0;
    for (const Entrant& entrant : entrants_) {
      codecWidth = std::max(codecWidth, displayWidth(entrant.name));
      parametersWidth = std::max(parametersWidth, displayWidth(summary(entrant)));
    }
    using enum Column::Align;
    std::vector<Column> columns = {
        {"file", Left, fileWidth}, {"codec", Left, codecWidth}, {"parameters", Left, parametersWidth},
        {"bytes", Right, 10},      {"bits/pixel", Right},       {"ratio", Right, 9},
        {"encode s", Right},       {"decode s", Right}};
    for (const std::string& id : metricIds_) columns.push_back({id, Right, 9});
    columns.push_back({"round trip", Left});
    report_.startTable(std::move(columns));
  }

  static std::string meanTitle(int files) {
    return "geometric mean, " + std::to_string(files) + (files == 1 ? " file" : " files");
  }

  static std::string summary(const Entrant& entrant) { return entrant.parameters.summary(entrant.info()); }

  void benchImage(const fs::path& path) {
    core::JobContext context = session_.context();
    core::Image image;
    const std::optional<std::string> unreadable =
        session_.forFile(path, [&] { image = readInput(session_, path, options_.bits, context).image; });
    for (const Entrant& entrant : entrants_) {
      if (unreadable) {
        addFailed(path, entrant, *unreadable);
        continue;
      }
      const auto failed = session_.forFile(path, [&] { benchEntrant(path, image, entrant, context); });
      if (failed) addFailed(path, entrant, *failed);
    }
  }

  void benchEntrant(const fs::path& path, const core::Image& image, const Entrant& entrant,
                    core::JobContext& context) {
    const core::CompressionResult result =
        core::runCompression(image, *entrant.codec, entrant.parameters, folder_.path() / "image", context);
    std::error_code ignored;
    fs::remove(result.output, ignored);
    if (!result.verified) session_.fail(path.string(), entrant.name + ": " + core::brokenPromise(result));
    if (result.verified) {
      means_[entrant.name].add(result);
      sets_.add(setOf(path, options_.inputs), path, entrant.name, result);
    }
    const auto values = core::computeMetrics(image, result.decoded, measuredIds(), context);
    addRow(path, entrant, result, values);
  }

  /// The PSNR, which every row has, and what was asked for.
  std::vector<std::string> measuredIds() const {
    std::vector<std::string> ids = {"psnr"};
    ids.insert(ids.end(), metricIds_.begin(), metricIds_.end());
    return ids;
  }

  void addRow(const fs::path& path, const Entrant& entrant, const core::CompressionResult& result,
              const std::vector<core::NamedMetricValue>& values) {
    Json object = {{"file", path.string()},
                   {"codec", entrant.info().id},
                   {"parameters", toJson(entrant.parameters)},
                   {"bytes", result.bytes},
                   {"bits_per_pixel", result.bitsPerPixel},
                   {"ratio", result.ratio},
                   {"encode_seconds", result.encodeSeconds},
                   {"decode_seconds", result.decodeSeconds},
                   {"exact", result.roundTrip.identical},
                   {"max_abs_error", result.roundTrip.maxAbsError},
                   {"psnr", toJson(valueOf("psnr", values))},
                   {"error", result.verified ? Json() : Json(core::brokenPromise(result))}};
    std::vector<std::string> cells = {path.string(),
                                      entrant.name,
                                      summary(entrant),
                                      std::to_string(result.bytes),
                                      threeDecimals(result.bitsPerPixel),
                                      ratioText(result.ratio),
                                      threeDecimals(result.encodeSeconds),
                                      threeDecimals(result.decodeSeconds)};
    for (const std::string& id : metricIds_) {
      object["metrics"][id] = toJson(valueOf(id, values));
      cells.push_back(metricCell(valueOf(id, values)));
    }
    cells.push_back(verdict(result.roundTrip));
    report_.add(std::move(object));
    report_.row(cells);
  }

  void addFailed(const fs::path& path, const Entrant& entrant, const std::string& reason) {
    Json object = {
        {"file", path.string()}, {"codec", entrant.info().id}, {"parameters", toJson(entrant.parameters)}};
    for (const char* key : {"bytes", "bits_per_pixel", "ratio", "encode_seconds", "decode_seconds"}) {
      object[key] = nullptr;
    }
    object["exact"] = false;
    for (const char* key : {"max_abs_error", "psnr"}) object[key] = nullptr;
    object["error"] = reason;
    for (const std::string& id : metricIds_) object["metrics"][id] = nullptr;
    report_.add(std::move(object));
    std::vector<std::string> cells = {path.string(), entrant.name, summary(entrant)};
    cells.resize(cells.size() + 5 + metricIds_.size(), "-");
    cells.emplace_back("failed");
    report_.row(cells);
  }

  void printMeans() {
    report_.line("");
    for (const Entrant& entrant : entrants_) {
      const Means& means = means_[entrant.name];
      if (means.count() == 0) continue;
      report_.row({meanTitle(means.count()), entrant.name, "", "", threeDecimals(means.bitsPerPixel()),
                   ratioText(means.ratio()), threeDecimals(means.encodeSeconds()),
                   threeDecimals(means.decodeSeconds())});
    }
  }

  const Options& options_;
  Session& session_;
  std::vector<Entrant> entrants_;
  TemporaryFolder folder_{"bench"};
  std::map<std::string, Means> means_;
  BenchSets sets_;
  std::vector<std::string> metricIds_;  ///< besides the largest error and PSNR
  Report report_;
};

}  // namespace

void addBenchCommand(CLI::App& program, Session& session) {
  auto options = std::make_shared<Options>();
  CLI::App* command = addCommand(
      program, session, "bench", "Codecs on every image: size, times, round trip",
      "Each is encoded, written, read back and decoded once, never taken from a cache. A second table sums "
      "up by "
      "set (the folder directly below IN) and compares sizes with the first codec.");
  command->add_option("IN", options->inputs, "Images, or folders of them")->required();
  command
      ->add_option("-c,--codecs", options->codecs,
                   "Codecs separated by commas: ids, or id:name=value:... to set parameters (default: all, "
                   "as they are by "
                   "default)")
      ->delimiter(',')
      ->allow_extra_args(false);
  addMetricsOption(*command, options->metrics, "only the largest error and, in the JSON, PSNR");
  command->add_option("--json-file", options->jsonFile, "Write the JSON to a file as well");
  addBitsOption(*command, options->bits);
  command->callback([options, &session] { Bench(*options, session).run(); });
}

}  // namespace trabecula::app
