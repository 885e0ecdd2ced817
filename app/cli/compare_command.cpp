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
#include "core/metrics/metric_map.h"
#include "core/support/error.h"

namespace trabecula::app {
namespace {

struct Options {
  std::string reference;
  std::string test;
  std::vector<std::string> metrics;
  int precision = 0;  ///< 0: 6 digits in the text, all 17 in the JSON and the table
  std::string pair;   ///< name of the pair in the table; empty: text
  int frame = 1;
  std::string heatmap;
  std::string surface;
  std::vector<std::string> maps;  ///< "ID=FILE"
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

/// A column of numbers for programs, and why where there is none.
struct ValueToTable {
  int digits;
  std::string operator()(double value) const { return significant(value, digits); }
  std::string operator()(const core::Infinite& infinite) const { return "Infinity\t" + infinite.reason; }
  std::string operator()(const core::Undefined& undefined) const { return "NaN\t" + undefined.reason; }
};

using Values = std::vector<core::NamedMetricValue>;

/// "pair TAB metric TAB value" lines, nothing else.
void printTable(const Options& options, const Values& values, const Report& report) {
  const int digits = options.precision > 0 ? options.precision : allDigits;
  for (const auto& [metric, value] : values)
    report.line(options.pair + "\t" + metric->id + "\t" + std::visit(ValueToTable{digits}, value));
}

/// Whose information is measured against whose, where that matters.
std::string asymmetricTitles(const Values& values) {
  std::string titles;
  for (const auto& [metric, value] : values) {
    if (metric->isSymmetric || metric->subject != core::MetricSubject::Both) continue;
    titles += (titles.empty() ? "" : ", ") + metric->title;
  }
  return titles;
}

void printText(const Options& options, const Values& values, const core::Image& reference,
               const core::Image& test, Report& report) {
  const int digits = options.precision > 0 ? options.precision : textDigits;
  std::vector<std::pair<std::string, std::string>> lines;
  for (const auto& [metric, value] : values)
    lines.emplace_back(metric->title, std::visit(ValueToText{digits, metric->unit}, value));
  lines.emplace_back("data range", std::to_string(reference.format().dataRange()));
  lines.emplace_back("reference", options.reference);
  lines.emplace_back("test image", options.test);
  report.fields(verdict(core::compareStoredValues(reference, test)), lines);
  const std::string asymmetric = asymmetricTitles(values);
  if (!asymmetric.empty())
    report.line("Not symmetric, other values with the two images swapped: " + asymmetric);
}

void reportMetrics(const Options& options, const core::Image& reference, const core::Image& test,
                   core::JobContext& context, Report& report) {
  const Values values = core::computeMetrics(reference, test, metricIds(options), context);
  Json json = Json::object();
  const int digits = options.precision > 0 ? options.precision : allDigits;
  for (const auto& [metric, value] : values) json[metric->id] = std::visit(ValueToJson{digits}, value);
  report.add({{"metrics", std::move(json)}, {"data_range", reference.format().dataRange()}});
  if (options.pair.empty())
    printText(options, values, reference, test, report);
  else
    printTable(options, values, report);
}

/// "ssim=lost.png" taken apart.
struct MapOrder {
  const core::MetricMapKind* kind;
  std::string path;
};

MapOrder mapOrder(const std::string& text) {
  const std::size_t equals = text.find('=');
  MapOrder order{core::findMetricMap(text.substr(0, equals)),
                 equals == std::string::npos ? "" : text.substr(equals + 1)};
  if (order.kind && !order.path.empty()) return order;
  std::string ids;
  for (const core::MetricMapKind& kind : core::metricMaps()) ids += (ids.empty() ? "" : ", ") + kind.id;
  throw core::Error(core::ErrorCategory::InvalidArgument,
                    "--map " + text + ": write ID=FILE, with ID one of " + ids);
}

std::vector<std::string> pictureFiles(const Options& options) {
  std::vector<std::string> files;
  for (const std::string& file : {options.heatmap, options.surface})
    if (!file.empty()) files.push_back(file);
  for (const std::string& map : options.maps) files.push_back(mapOrder(map).path);
  return files;
}

void writePictures(const Options& options, const core::Image& reference, const core::Image& test,
                   core::JobContext& context, const Report& report) {
  if (pictureFiles(options).empty()) return;
  if (options.frame > reference.frames()) {
    throw core::Error(core::ErrorCategory::InvalidArgument,
                      "--frame " + std::to_string(options.frame) + ": the image has " +
                          std::to_string(reference.frames()) + " frame(s)");
  }
  for (const std::string& map : options.maps) {
    const MapOrder order = mapOrder(map);
    const core::MetricMap values = order.kind->compute(reference, test, options.frame - 1, context);
    writeHeatmap(order.path, values);
    const std::string unit = order.kind->unit.empty() ? "" : " " + order.kind->unit;
    if (options.pair.empty())
      report.line(order.path + ": " + order.kind->title + ", from dark, 0, to bright, " +
                  significant(values.fullScale, 3) + unit);
  }
  if (options.heatmap.empty() && options.surface.empty()) return;
  const core::ResidualMap residual = core::reconstructionResidual(reference, test, options.frame - 1);
  if (!options.heatmap.empty()) writeHeatmap(options.heatmap, residual);
  if (!options.surface.empty()) writeSurfacePicture(options.surface, residual);
}

void compare(const Options& options, Session& session, Report& report) {
  for (const std::string& picture : pictureFiles(options))
    requireSafeOutput(picture, {options.reference, options.test}, Existing::Replace);
  core::JobContext context = session.context();
  const core::Image reference = readInput(session, options.reference, options.bits, context).image;
  const core::Image test = readInput(session, options.test, options.bits, context).image;
  core::requireComparable(reference, test);
  reportMetrics(options, reference, test, context, report);
  writePictures(options, reference, test, context, report);
}

void run(const Options& options, Session& session) {
  Report report(session.json);
  std::vector<std::filesystem::path> named = {options.reference, options.heatmap, options.surface};
  for (const std::string& map : options.maps) named.emplace_back(map.substr(map.find('=') + 1));
  session.forFile(
      options.test, [&] { compare(options, session, report); }, named);
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
                   "Significant digits (default: 6 in the text, 17 in the JSON and the table)")
      ->check(CLI::Range(1, allDigits));
  command
      ->add_option(
          "--pair", options->pair,
          "Name of the pair: print a table for programs instead, of lines with this name, the metric "
          "and its value (Infinity, or NaN, and why) separated by tabs")
      ->check([](const std::string& name) {
        return name.find_first_of("\t\r\n") == std::string::npos ? "" : "no tabs or line breaks";
      });
  command->add_option("--heatmap", options->heatmap,
                      "Write reference - test at full size as a colour PNG: blue below, orange above zero");
  command->add_option("--surface", options->surface,
                      "Write it as a 3-D surface, a PNG; needs a display with OpenGL");
  command
      ->add_option(
          "--map", options->maps,
          "ID=FILE: write where a metric finds them different, as a colour PNG. ID: ssim, gmsd, fsim, "
          "phase_congruency, local_error. Can be given several times")
      ->allow_extra_args(false);
  command->add_option("--frame", options->frame, "Frame that the pictures show, from 1")
      ->check(CLI::Range(1, 1 << 20))
      ->capture_default_str();
  addBitsOption(*command, options->bits);
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace trabecula::app
