#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cmath>
#include <map>

#include "app/cli/bench_sets.h"
#include "app/cli/commands.h"
#include "app/cli/image_list.h"
#include "app/cli/output_path.h"
#include "app/cli/report.h"
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
  std::string jsonFile;
};

/// A folder for the files that a run writes; gone with everything in it afterwards.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "trabecula-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
      throw core::Error(core::ErrorCategory::WriteFailed, name + ": the folder cannot be made");
    }
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
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

std::vector<const core::Codec*> chosenCodecs(const std::vector<std::string>& ids) {
  const core::CodecRegistry& registry = core::CodecRegistry::instance();
  std::vector<const core::Codec*> codecs;
  codecs.reserve(ids.empty() ? registry.codecs().size() : ids.size());
  for (const std::string& id : ids) codecs.push_back(&registry.get(id));
  if (!ids.empty()) return codecs;
  for (const auto& codec : registry.codecs()) codecs.push_back(codec.get());
  return codecs;
}

std::vector<std::string> idsOf(const std::vector<const core::Codec*>& codecs) {
  std::vector<std::string> ids;
  ids.reserve(codecs.size());
  for (const core::Codec* codec : codecs) ids.push_back(codec->info().id);
  return ids;
}

/// Every codec with its defaults on every image, encoded and decoded anew each time.
class Bench {
 public:
  Bench(const Options& options, Session& session)
      : options_(options),
        session_(session),
        codecs_(chosenCodecs(options.codecs)),
        sets_(idsOf(codecs_)),
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
    for (const core::Codec* codec : codecs_) {
      codecWidth = std::max(codecWidth, displayWidth(codec->info().id));
      parametersWidth = std::max(parametersWidth, displayWidth(summary(*codec)));
    }
    using enum Column::Align;
    report_.startTable({{"file", Left, fileWidth},
                        {"codec", Left, codecWidth},
                        {"parameters", Left, parametersWidth},
                        {"bytes", Right, 10},
                        {"bits/pixel", Right},
                        {"ratio", Right, 9},
                        {"encode s", Right},
                        {"decode s", Right},
                        {"round trip", Left}});
  }

  static std::string meanTitle(int files) {
    return "geometric mean, " + std::to_string(files) + (files == 1 ? " file" : " files");
  }

  static std::string summary(const core::Codec& codec) {
    return core::Parameters::defaults(codec.info()).summary(codec.info());
  }

  void benchImage(const fs::path& path) {
    core::JobContext context = session_.context();
    core::Image image;
    const std::optional<std::string> unreadable =
        session_.forFile(path, [&] { image = readInput(session_, path, options_.bits, context).image; });
    for (const core::Codec* codec : codecs_) {
      if (unreadable) {
        addFailed(path, *codec, *unreadable);
        continue;
      }
      const auto failed = session_.forFile(path, [&] { benchCodec(path, image, *codec, context); });
      if (failed) addFailed(path, *codec, *failed);
    }
  }

  void benchCodec(const fs::path& path, const core::Image& image, const core::Codec& codec,
                  core::JobContext& context) {
    const core::Parameters parameters = core::Parameters::defaults(codec.info());
    const core::CompressionResult result =
        core::runCompression(image, codec, parameters, folder_.path() / "image", context);
    std::error_code ignored;
    fs::remove(result.output, ignored);
    const std::string broken = core::brokenPromise(result);
    if (!result.verified) session_.fail(path.string(), codec.info().id + ": " + broken);

    means_[codec.info().id].add(result);
    if (result.verified) {
      sets_.add(setOf(path, options_.inputs), path, codec.info().id, result);
    }
    report_.add({{"file", path.string()},
                 {"codec", codec.info().id},
                 {"parameters", toJson(parameters)},
                 {"bytes", result.bytes},
                 {"bits_per_pixel", result.bitsPerPixel},
                 {"ratio", result.ratio},
                 {"encode_seconds", result.encodeSeconds},
                 {"decode_seconds", result.decodeSeconds},
                 {"exact", result.roundTrip.identical},
                 {"error", result.verified ? Json() : Json(broken)}});
    report_.row({path.string(), codec.info().id, parameters.summary(codec.info()),
                 std::to_string(result.bytes), threeDecimals(result.bitsPerPixel), ratioText(result.ratio),
                 threeDecimals(result.encodeSeconds), threeDecimals(result.decodeSeconds),
                 verdict(result.roundTrip)});
  }

  void addFailed(const fs::path& path, const core::Codec& codec, const std::string& reason) {
    Json object = {{"file", path.string()},
                   {"codec", codec.info().id},
                   {"parameters", toJson(core::Parameters::defaults(codec.info()))}};
    for (const char* key : {"bytes", "bits_per_pixel", "ratio", "encode_seconds", "decode_seconds"}) {
      object[key] = nullptr;
    }
    object["exact"] = false;
    object["error"] = reason;
    report_.add(std::move(object));
    report_.row({path.string(), codec.info().id, summary(codec), "-", "-", "-", "-", "-", "failed"});
  }

  void printMeans() {
    report_.line("");
    for (const core::Codec* codec : codecs_) {
      const Means& means = means_[codec->info().id];
      if (means.count() == 0) continue;
      report_.row({meanTitle(means.count()), codec->info().id, "", "", threeDecimals(means.bitsPerPixel()),
                   ratioText(means.ratio()), threeDecimals(means.encodeSeconds()),
                   threeDecimals(means.decodeSeconds()), ""});
    }
  }

  const Options& options_;
  Session& session_;
  std::vector<const core::Codec*> codecs_;
  TemporaryFolder folder_;
  std::map<std::string, Means> means_;
  BenchSets sets_;
  Report report_;
};

}  // namespace

void addBenchCommand(CLI::App& program, Session& session) {
  auto options = std::make_shared<Options>();
  CLI::App* command = addCommand(
      program, session, "bench", "Every codec with its defaults on every image: size, times, round trip",
      "Each is encoded, written, read back and decoded once, never taken from a cache. A second table sums "
      "up by "
      "set (the folder directly below IN) and compares sizes with the first codec.");
  command->add_option("IN", options->inputs, "Images, or folders of them")->required();
  command->add_option("-c,--codecs", options->codecs, "Codec ids separated by commas (default: all)")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_option("--json-file", options->jsonFile, "Write the JSON to a file as well");
  addBitsOption(*command, options->bits);
  command->callback([options, &session] { Bench(*options, session).run(); });
}

}  // namespace trabecula::app
