#include <CLI/CLI.hpp>

#include "app/cli/commands.h"
#include "app/cli/output_path.h"
#include "app/cli/report.h"
#include "core/archive/archive.h"
#include "core/support/error.h"
#include "core/support/file_io.h"

namespace trabecula::app {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string input;
  std::string output;
  bool force = false;
};

/// PNG where it can hold the image, else DICOM.
fs::path defaultOutput(const fs::path& input, const core::Image& image) {
  return outputBeside(input, {}, image.isSigned() || image.frames() > 1 ? ".dcm" : ".png");
}

core::DecompressedFile decompressFile(const fs::path& path, core::JobContext& context) {
  try {
    return core::decompress(core::readFile(path), context);
  } catch (const core::Error& error) {
    throw core::withFileName(error, path.string());
  }
}

Json describe(const Options& options, const fs::path& output, const core::DecompressedFile& file) {
  const core::Image& image = file.image;
  return {{"input", options.input},
          {"output", output.string()},
          {"codec", file.codecId},
          {"width", image.width()},
          {"height", image.height()},
          {"frames", image.frames()},
          {"bits_stored", image.bitsStored()},
          {"signed", image.isSigned()},
          {"pixel_sha256", core::pixelSha256(image)}};
}

void decompress(const Options& options, Session& session, Report& report) {
  core::JobContext context = session.context();
  const core::DecompressedFile file = decompressFile(options.input, context);
  for (const std::string& text : file.image.notes()) session.note(options.input, text);
  const fs::path output =
      options.output.empty() ? defaultOutput(options.input, file.image) : fs::path(options.output);
  const bool replace = options.force || !options.output.empty();
  requireSafeOutput(output, {options.input}, replace ? Existing::Replace : Existing::Keep);
  core::StudyAttributes attributes;
  if (file.knownLossy) attributes.lossy = true;
  core::writeImageFile(output, file.image, attributes, context);

  const Json object = describe(options, output, file);
  report.add(object);
  report.line(output.string() + ": " + std::to_string(file.image.width()) + " x " +
              std::to_string(file.image.height()) + ", " + std::to_string(file.image.bitsStored()) +
              " bits, from " + file.codecId);
  report.line("pixel SHA-256 " + object["pixel_sha256"].get<std::string>());
}

void run(const Options& options, Session& session) {
  Report report(session.json);
  session.forFile(options.input, [&] { decompress(options, session, report); }, {options.output});
  report.finish();
}

}  // namespace

void addDecompressCommand(CLI::App& program, Session& session) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      addCommand(program, session, "decompress", "Decode a compressed file, recognised by its content",
                 "Without -o it writes a .png beside the input, or a .dcm where PNG cannot hold the values "
                 "(signed, several\n"
                 "frames).");
  command->add_option("IN", options->input, "Compressed file")->required();
  command->add_option("-o,--output", options->output, "OUT.png, OUT.pgm or OUT.dcm");
  command->add_flag("--force", options->force, "Replace an existing file");
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace trabecula::app
