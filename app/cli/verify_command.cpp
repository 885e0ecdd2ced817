#include <CLI/CLI.hpp>

#include "app/cli/commands.h"
#include "app/cli/report.h"
#include "core/job/compression_job.h"

namespace trabecula::app {
namespace {

struct Options {
  std::string original;
  std::string compressed;
  std::optional<int> bits;
};

std::string formatText(const core::ImageFormat& format) {
  return std::to_string(format.width) + " x " + std::to_string(format.height) + " x " +
         std::to_string(format.frames) + ", " + std::to_string(format.bitsStored) + " bits" +
         (format.isSigned ? " signed" : "");
}

void verify(const Options& options, Session& session, Report& report) {
  core::JobContext context = session.context();
  const core::Image original = readInput(session, options.original, options.bits, context).image;
  const core::Image decoded = readInput(session, options.compressed, options.bits, context).image;
  const bool comparable = original.format() == decoded.format();
  const core::RoundTrip roundTrip =
      comparable ? core::compareStoredValues(original, decoded) : core::RoundTrip{};

  const std::string originalDigest = core::pixelSha256(original);
  const std::string decodedDigest = core::pixelSha256(decoded);
  report.add({{"identical", roundTrip.identical},
              {"max_abs_error", comparable ? Json(roundTrip.maxAbsError) : Json()},
              {"sha256_original", originalDigest},
              {"sha256_decoded", decodedDigest}});
  report.line("SHA-256 of the original's pixels  " + originalDigest);
  report.line("SHA-256 of the decoded pixels     " + decodedDigest);
  if (roundTrip.identical) {
    report.line(verdict(roundTrip));
  } else if (comparable) {
    session.fail(options.compressed, verdict(roundTrip));
  } else {
    session.fail(options.compressed, "Not exact: the original is " + formatText(original.format()) +
                                         ", this is " + formatText(decoded.format()));
  }
}

void run(const Options& options, Session& session) {
  Report report(session.json);
  session.forFile(options.compressed, [&] { verify(options, session, report); }, {options.original});
  report.finish();
}

}  // namespace

void addVerifyCommand(CLI::App& program, Session& session) {
  auto options = std::make_shared<Options>();
  CLI::App* command = addCommand(program, session, "verify",
                                 "Compare pixel by pixel and print both digests; exit code 0 only if "
                                 "identical");
  command->add_option("ORIGINAL", options->original, "The original image")->required();
  command->add_option("COMPRESSED", options->compressed, "The compressed file, or any other image")
      ->required();
  addBitsOption(*command, options->bits);
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace trabecula::app
