#include <CLI/CLI.hpp>

#include "app/cli/commands.h"
#include "app/cli/report.h"

namespace trabecula::app {
namespace {

struct Options {
  std::vector<std::string> files;
  std::optional<int> bits;
};

Json spacingJson(const core::PixelSpacing& spacing) {
  if (spacing.source == core::SpacingSource::None) return nullptr;
  return Json::array({spacing.rowMm, spacing.columnMm});
}

Json describe(const core::ImageFile& file, const std::string& digest) {
  const core::Image& image = file.image;
  const core::PixelSpacing& spacing = image.presentation().spacing;
  return {{"file", file.path.string()},
          {"width", image.width()},
          {"height", image.height()},
          {"frames", image.frames()},
          {"bits_stored", image.bitsStored()},
          {"signed", image.isSigned()},
          {"photometric", photometricName(image)},
          {"transfer_syntax", file.transferSyntax.empty() ? Json() : Json(file.transferSyntax)},
          {"spacing_mm", spacingJson(spacing)},
          {"spacing_source", core::spacingSourceName(spacing.source)},
          {"pixel_sha256", digest}};
}

std::string spacingText(const core::PixelSpacing& spacing) {
  if (spacing.source == core::SpacingSource::None) return "none: lengths are in pixels";
  return significant(spacing.rowMm, 6) + " x " + significant(spacing.columnMm, 6) + " mm (row x column), " +
         core::spacingSourceName(spacing.source);
}

std::string transferSyntaxText(const core::ImageFile& file) {
  if (file.transferSyntax.empty()) return {};
  return file.transferSyntaxName + " (" + file.transferSyntax + ")";
}

void print(Report& report, const core::ImageFile& file, const std::string& digest) {
  const core::Image& image = file.image;
  const std::string frames = image.frames() > 1 ? ", " + std::to_string(image.frames()) + " frames" : "";
  report.fields(file.path.string(),
                {{"format", file.formatName},
                 {"transfer syntax", transferSyntaxText(file)},
                 {"size", std::to_string(image.width()) + " x " + std::to_string(image.height()) + frames},
                 {"bits stored", std::to_string(image.bitsStored()) + (image.isSigned() ? ", signed" : "")},
                 {"photometric", photometricName(image)},
                 {"spacing", spacingText(image.presentation().spacing)},
                 {"pixel SHA-256", digest}});
}

void run(const Options& options, Session& session) {
  Report report(session.json);
  core::JobContext context = session.context();
  for (const std::string& path : options.files) {
    session.forFile(path, [&] {
      const core::ImageFile file = readInput(session, path, options.bits, context);
      const std::string digest = core::pixelSha256(file.image);
      report.add(describe(file, digest));
      print(report, file, digest);
    });
  }
  report.finish();
}

}  // namespace

void addInfoCommand(CLI::App& program, Session& session) {
  auto options = std::make_shared<Options>();
  CLI::App* command = addCommand(program, session, "info",
                                 "Dimensions, bits, photometric interpretation, transfer syntax, spacing and "
                                 "the SHA-256 of the pixels");
  command->add_option("FILE", options->files, "DICOM, PNG, PGM, JPEG or compressed files")->required();
  addBitsOption(*command, options->bits);
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace trabecula::app
