#include <CLI/CLI.hpp>
#include <algorithm>

#include "app/cli/commands.h"
#include "app/cli/device_option.h"
#include "app/cli/output_path.h"
#include "app/cli/report.h"
#include "core/archive/archive.h"
#include "core/codec/registry.h"
#include "core/job/compression_job.h"
#include "core/support/error.h"

namespace trabecula::app {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<std::string> inputs;
  std::string codec;
  std::vector<std::string> parameters;
  std::string output;
  std::string folder;
  std::string device = "auto";
  std::optional<int> bits;
  bool force = false;
};

Json describe(const std::string& input, const core::CompressionResult& result) {
  return {{"input", input},
          {"output", result.output.string()},
          {"codec", result.codecId},
          {"parameters", toJson(result.parameters)},
          {"bytes", result.bytes},
          {"pixels", result.pixels},
          {"bits_per_pixel", result.bitsPerPixel},
          {"ratio", result.ratio},
          {"encode_seconds", result.encodeSeconds},
          {"verified", result.verified},
          {"max_abs_error", result.roundTrip.maxAbsError}};
}

/// One invocation: what is the same for all inputs, and the step done for each.
class Compressor {
 public:
  Compressor(const Options& options, Session& session)
      : options_(options),
        session_(session),
        codec_(core::CodecRegistry::instance().get(options.codec)),
        parameters_(core::Parameters::parse(codec_.info(), splitParameters(options.parameters))),
        originals_(options.inputs.begin(), options.inputs.end()),
        report_(session.json) {
    if (!options.output.empty() && options.inputs.size() > 1) {
      throw core::Error(core::ErrorCategory::InvalidArgument,
                        "-o names one file, but there are several inputs: use --out-dir");
    }
    requireUsableDevice(options.device, codec_.info());
  }

  void run() {
    report_.line(codec_.info().title + ", " + parameters_.summary(codec_.info()));
    startTable();
    for (const std::string& input : options_.inputs) {
      session_.forFile(input, [&] { compress(input); }, {options_.output, output_});
    }
    report_.finish();
  }

 private:
  void startTable() {
    std::size_t width = 0;
    for (const fs::path& input : originals_) {
      const fs::path longest =
          options_.output.empty() ? outputBeside(input, options_.folder, ".trab") : fs::path(options_.output);
      width = std::max(width, displayWidth(longest.string()));
    }
    using enum Column::Align;
    report_.startTable({{"output", Left, width},
                        {"bytes", Right, 10},
                        {"bits/pixel", Right},
                        {"ratio", Right, 9},
                        {"encode s", Right},
                        {"round trip", Left}});
  }

  fs::path outputFor(const fs::path& input, const core::ImageFormat& format) const {
    const std::string extension =
        core::nativeFileHolds(codec_.info(), format) ? codec_.info().nativeFile.extension : ".trab";
    fs::path output = options_.output;
    if (output.empty()) return outputBeside(input, options_.folder, extension);
    if (!output.has_extension()) output += extension;
    return output;
  }

  /// --force is about older files: two inputs of one name must not replace each other's result.
  void requireFirstUse(const fs::path& output) const {
    if (std::find(written_.begin(), written_.end(), output) == written_.end()) return;
    throw core::Error(core::ErrorCategory::InvalidArgument,
                      output.string() + ": is the result of another input already");
  }

  void compress(const fs::path& input) {
    core::JobContext context = session_.context();
    context.setDevice(options_.device);
    const core::ImageFile file = readInput(session_, input, options_.bits, context);
    if (!options_.output.empty()) requireSafeOutput(options_.output, originals_, Existing::Replace);
    output_ = outputFor(input, file.image.format());
    const bool replace = options_.force || !options_.output.empty();
    requireSafeOutput(output_, originals_, replace ? Existing::Replace : Existing::Keep);
    requireFirstUse(output_);
    if (!options_.folder.empty()) makeOutputFolder(options_.folder);

    const core::CompressionResult result =
        core::runCompression(file.image, codec_, parameters_, output_, context);
    written_.push_back(output_);
    report_.add(describe(input.string(), result));
    report_.row({result.output.string(), std::to_string(result.bytes), threeDecimals(result.bitsPerPixel),
                 ratioText(result.ratio), threeDecimals(result.encodeSeconds), verdict(result.roundTrip)});
    if (!result.verified) session_.fail(input.string(), core::brokenPromise(result));
  }

  const Options& options_;
  Session& session_;
  const core::Codec& codec_;
  core::Parameters parameters_;
  std::vector<fs::path> originals_;
  fs::path output_;  ///< of the input at work
  std::vector<fs::path> written_;
  Report report_;
};

}  // namespace

void addCompressCommand(CLI::App& program, Session& session) {
  auto options = std::make_shared<Options>();
  CLI::App* command = addCommand(
      program, session, "compress", "Compress images, decode each written file anew and compare",
      "The output stands beside the input, with the codec's extension, unless -o or --out-dir says "
      "otherwise.\n"
      "An original is never overwritten; a file named by -o is replaced, any other existing file only with\n"
      "--force.");
  command->add_option("IN", options->inputs, "Images to compress")->required();
  command->add_option("-c,--codec", options->codec, "Codec id, see 'codecs'")->required();
  command->add_option("-p", options->parameters, "name=value, a codec parameter; may be repeated")
      ->allow_extra_args(false);
  CLI::Option* output = command->add_option("-o,--output", options->output, "File to write");
  command->add_option("--out-dir", options->folder, "Folder to write to, made where it is missing")
      ->excludes(output);
  command->add_flag("--force", options->force, "Replace existing files that are no originals");
  command->add_option("--device", options->device, "auto, cpu or cuda:N")->capture_default_str();
  addBitsOption(*command, options->bits);
  command->callback([options, &session] { Compressor(*options, session).run(); });
}

}  // namespace trabecula::app
