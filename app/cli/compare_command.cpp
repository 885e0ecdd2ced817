#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdlib>

#include "app/cli/commands.h"
#include "app/cli/heatmap.h"
#include "app/cli/output_path.h"
#include "app/cli/report.h"
#include "app/cli/surface_picture.h"
#include "core/analysis/residual.h"
#include "core/job/compression_job.h"
#include "core/metrics/metric.h"
#include "core/support/error.h"

namespace trabecula::app {
namespace {

struct Options {
  std::string reference;
  std::string test;
  std::vector<std::string> metrics;
  int precision = 0;  ///< 0: 6 digits in the text, all 17 in the JSON
  int frame = 1;
  std::string heatmap;
  std::string surface;
  std::optional<int> bits;
};

constexpr int textDigits = 6;
constexpr int allDigits = 17;

/// "all" is all of them: an empty list.
std::vector<std::string> metricIds(const Options& options) {
  if (options.metrics == std::vector<std::string>{"all"}) return {};
  return options.metrics;
}

struct ValueToJson {
  int digits;
  Json operator()(double value) const {
    if (!std::isfinite(value)) return {{"undefined", "the computation gave no finite number"}};
    return std::strtod(significant(value, digits).c_str(), nullptr);
  }
  Json operator()(const core::Infinite& infinite) const { return {{"infinite", infinite.reason}}; }
  Json operator()(const core::Undefined& undefined) const { return {{"undefined", undefined.reason}}; }
};

struct ValueToText {
  int digits;
  std::string unit;
  std::string operator()(double value) const {
    return significant(value, digits) + (unit.empty() ? "" : " " + unit);
  }
  std::string operator()(const core::Infinite& infinite) const { return "infinite: " + infinite.reason; }
  std::string operator()(const core::Undefined& undefined) const { return "undefined: " + undefined.reason; }
};

void reportMetrics(const Options& options, const core::Image& reference, const core::Image& test,
                   core::JobContext& context, Report& report) {
  Json values = Json::object();
  std::vector<std::pair<std::string, std::string>> lines;
  const int digitsOfText = options.precision > 0 ? options.precision : textDigits;
  const int digitsOfJson = options.precision > 0 ? options.precision : allDigits;
  for (const auto& [metric, value] : core::computeMetrics(reference, test, metricIds(options), context)) {
    values[metric->id] = std::visit(ValueToJson{digitsOfJson}, value);
    lines.emplace_back(metric->title, std::visit(ValueToText{digitsOfText, metric->unit}, value));
  }
  const int dataRange = reference.format().dataRange();
  report.add({{"metrics", std::move(values)}, {"data_range", dataRange}});
  lines.emplace_back("data range", std::to_string(dataRange));
  report.fields(verdict(core::compareStoredValues(reference, test)), lines);
}

void writePictures(const Options& options, const core::Image& reference, const core::Image& test) {
  if (options.heatmap.empty() && options.surface.empty()) return;
  if (options.frame > reference.frames()) {
    throw core::Error(core::ErrorCategory::InvalidArgument,
                      "--frame " + std::to_string(options.frame) + ": the image has " +
                          std::to_string(reference.frames()) + " frame(s)");
  }
  const core::ResidualMap residual = core::reconstructionResidual(reference, test, options.frame - 1);
  if (!options.heatmap.empty()) writeHeatmap(options.heatmap, residual);
  if (!options.surface.empty()) writeSurfacePicture(options.surface, residual);
}

void compare(const Options& options, Session& session, Report& report) {
  for (const std::string& picture : {options.heatmap, options.surface}) {
    if (!picture.empty()) {
      requireSafeOutput(picture, {options.reference, options.test}, Existing::Replace);
    }
  }
  core::JobContext context = session.context();
  const core::Image reference = readInput(session, options.reference, options.bits, context).image;
  const core::Image test = readInput(session, options.test, options.bits, context).image;
  core::requireComparable(reference, test);
  reportMetrics(options, reference, test, context, report);
  writePictures(options, reference, test);
}

void run(const Options& options, Session& session) {
  Report report(session.json);
  session.forFile(options.test, [&] { compare(options, session, report); },
                  {options.reference, options.heatmap, options.surface});
  report.finish();
}

}  // namespace

void addCompareCommand(CLI::App& program, Session& session) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      addCommand(program, session, "compare", "Metrics of a test image against a reference, and pictures");
  command->add_option("REFERENCE", options->reference, "The reference image")->required();
  command->add_option("TEST", options->test, "The image to judge: of the same size, depth and sign")
      ->required();
  command->add_option("--metrics", options->metrics, "all, or ids separated by commas")
      ->delimiter(',')
      ->allow_extra_args(false);
  command
      ->add_option("--precision", options->precision,
                   "Significant digits (default: 6 in the text, 17 in the JSON)")
      ->check(CLI::Range(1, allDigits));
  command->add_option("--heatmap", options->heatmap,
                      "Write reference - test at full size as a colour PNG: blue below, orange above zero");
  command->add_option("--surface", options->surface,
                      "Write it as a 3-D surface, a PNG; needs a display with OpenGL");
  command->add_option("--frame", options->frame, "Frame that the pictures show, from 1")
      ->check(CLI::Range(1, 1 << 20))
      ->capture_default_str();
  addBitsOption(*command, options->bits);
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace trabecula::app
