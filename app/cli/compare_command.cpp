#include <CLI/CLI.hpp>

#include "app/cli/commands.h"
#include "app/cli/compare_pictures.h"
#include "app/cli/metric_values.h"
#include "app/cli/region_option.h"
#include "app/cli/report.h"
#include "app/cli/texture_report.h"
#include "core/image/crop.h"
#include "core/job/compression_job.h"
#include "core/metrics/enl.h"
#include "core/metrics/metric.h"
#include "core/metrics/metric_map.h"
#include "core/support/error.h"

namespace trabecula::app {
namespace {

struct Options {
  std::string reference;
  std::string test;
  std::vector<std::string> metrics;
  int precision = 0;  ///< 0: textDigits in the text, allDigits in the JSON and the table
  std::string pair;   ///< name of the pair in the table; empty: text
  std::optional<core::FrameRegion> region;
  bool texture = false;
  PictureOrders pictures;
  std::optional<int> bits;

  int jsonDigits() const { return precision > 0 ? precision : allDigits; }
  int printedDigits() const { return precision > 0 ? precision : textDigits; }
};

using Values = std::vector<core::NamedMetricValue>;

/// A value of a region, for which there are other names: "psnr", and "enl_ref" of all of it.
struct RegionValue {
  std::string id;
  std::string title;
  std::string unit;
  core::MetricValue value;
};

/// The metrics chosen and ENL, of the region alone.
std::vector<RegionValue> regionValues(const core::FrameRegion& region, const std::vector<std::string>& ids,
                                      const core::Image& reference, const core::Image& test,
                                      core::JobContext& context) {
  std::vector<RegionValue> values;
  values.push_back(
      {"enl_ref", "ENL (reference)", "", core::equivalentNumberOfLooks(reference, region, context)});
  values.push_back({"enl_dis", "ENL (test)", "", core::equivalentNumberOfLooks(test, region, context)});
  std::vector<std::string> others;
  for (const std::string& id : ids)
    if (!id.starts_with("enl_")) others.push_back(id);
  if (others.empty()) return values;
  for (const auto& [metric, value] :
       core::computeMetrics(core::cropped(reference, region), core::cropped(test, region), others, context))
    values.push_back({metric->id, metric->title, metric->unit, value});
  return values;
}

/// What each metric cannot tell, for those that have such limits.
Json limitsJson(const Values& values) {
  Json limits = Json::object();
  for (const auto& [metric, value] : values)
    if (!metric->limits.empty()) limits[metric->id] = metric->limits;
  return limits;
}

std::uint64_t pixelsIn(const core::FrameRegion& region, const core::Image& image) {
  return static_cast<std::uint64_t>(region.width) * static_cast<std::uint64_t>(region.height) *
         static_cast<std::uint64_t>(image.frames());
}

Json regionJson(const Options& options, const std::vector<RegionValue>& values, const core::Image& image) {
  Json metrics = Json::object();
  for (const RegionValue& value : values) metrics[value.id] = toJson(value.value, options.jsonDigits());
  const core::FrameRegion& region = *options.region;
  return {{"x", region.left},
          {"y", region.top},
          {"width", region.width},
          {"height", region.height},
          {"pixels", pixelsIn(region, image)},
          {"metrics", std::move(metrics)}};
}

/// "pair TAB metric TAB value" lines, nothing else.
void printTable(const Options& options, const Values& values, const std::vector<RegionValue>& ofRegion,
                const Report& report) {
  const auto row = [&](const std::string& id, const core::MetricValue& value) {
    report.line(options.pair + "\t" + id + "\t" + metricColumn(value, options.jsonDigits()));
  };
  for (const auto& [metric, value] : values) row(metric->id, value);
  for (const RegionValue& value : ofRegion) row(value.id + "_region", value.value);
}

void printText(const Options& options, const Values& values, const std::vector<RegionValue>& ofRegion,
               const core::Image& reference, const core::Image& test, Report& report) {
  std::vector<std::pair<std::string, std::string>> lines;
  for (const auto& [metric, value] : values)
    lines.emplace_back(metric->title, metricText(value, metric->unit, options.printedDigits()));
  lines.emplace_back("data range", std::to_string(reference.format().dataRange()));
  lines.emplace_back("reference", options.reference);
  lines.emplace_back("test image", options.test);
  report.fields(verdict(core::compareStoredValues(reference, test)), lines);
  if (options.region) {
    lines.clear();
    for (const RegionValue& value : ofRegion)
      lines.emplace_back(value.title, metricText(value.value, value.unit, options.printedDigits()));
    report.fields("Region " + regionText(*options.region) +
                      ", n = " + std::to_string(pixelsIn(*options.region, reference)) + " pixels",
                  lines);
  }
  report.line("");
  for (const auto& [metric, value] : values)
    if (!metric->limits.empty()) report.line(metric->title + ": " + metric->limits);
}

void reportMetrics(const Options& options, const std::vector<std::string>& ids, const core::Image& reference,
                   const core::Image& test, core::JobContext& context, Report& report) {
  const Values values = core::computeMetrics(reference, test, ids, context);
  std::vector<RegionValue> ofRegion;
  if (options.region) ofRegion = regionValues(*options.region, ids, reference, test, context);
  Json json = {{"metrics", toJson(values, options.jsonDigits())},
               {"data_range", reference.format().dataRange()},
               {"limits", limitsJson(values)}};
  if (options.region) json["region"] = regionJson(options, ofRegion, reference);
  if (options.pair.empty())
    printText(options, values, ofRegion, reference, test, report);
  else
    printTable(options, values, ofRegion, report);
  if (options.texture) {
    const int frame = options.pictures.frame;
    const auto features = core::textureChange(reference, test, *options.region, frame - 1, context);
    json["texture"] = textureJson(*options.region, frame, features);
    if (options.pair.empty()) printTexture(*options.region, frame, features, report);
  }
  report.add(std::move(json));
}

/// Formats that hold a photometric interpretation; of the others it is only what they are usually taken for.
bool tellsPhotometric(const core::ImageFile& file) {
  return !file.transferSyntax.empty() || file.formatName == "Trabecula archive";
}

/// Stored values of a negative and of a positive are not to be compared; where a file cannot tell which it
/// is, whoever asks has to know.
void requireSamePhotometric(const Options& options, const core::ImageFile& reference,
                            const core::ImageFile& test, Session& session) {
  if (reference.image.presentation().photometric == test.image.presentation().photometric) return;
  const std::string both =
      std::string(photometricName(reference.image)) + " and " + photometricName(test.image);
  if (tellsPhotometric(reference) && tellsPhotometric(test)) {
    throw core::Error(
        core::ErrorCategory::InvalidArgument,
        "The images cannot be compared: their photometric interpretations differ (" + both + ")");
  }
  session.note(options.test,
               both + " are compared as stored values: one of the formats cannot tell which it is");
}

void compare(const Options& options, Session& session, Report& report) {
  requireSafePictures(options.pictures, {options.reference, options.test});
  const std::vector<std::string> ids = core::metricIdsOf(options.metrics);
  core::JobContext context = session.context();
  const core::ImageFile reference = readInput(session, options.reference, options.bits, context);
  const core::ImageFile test = readInput(session, options.test, options.bits, context);
  core::requireSameFormat(reference.image, test.image);
  requireSamePhotometric(options, reference, test, session);
  requirePossiblePictures(options.pictures, reference.image);
  if (options.region) core::requireInside(*options.region, reference.image.width(), reference.image.height());
  if (options.texture) core::requireTextureRegion(*options.region, reference.image);
  reportMetrics(options, ids, reference.image, test.image, context, report);
  writePictures(options.pictures, reference.image, test.image, context, options.pair.empty(), report);
}

void run(const Options& options, Session& session) {
  Report report(session.json);
  std::vector<std::filesystem::path> named = pictureFiles(options.pictures);
  named.emplace_back(options.reference);
  session.forFile(
      options.test, [&] { compare(options, session, report); }, named);
  report.finish();
}

void addPictureOptions(CLI::App& command, PictureOrders& pictures) {
  command.add_option("--heatmap", pictures.heatmap,
                     "Write reference - test at full size as a colour PNG: blue below, orange above zero");
  command.add_option("--surface", pictures.surface,
                     "Write it as a 3-D surface, a PNG; needs a display with OpenGL");
  command
      .add_option("--map", pictures.maps,
                  "ID=FILE: write where a metric finds them different, as a colour PNG. ID: " +
                      core::listed(core::metricMapIds()) + ". Can be given several times")
      ->allow_extra_args(false);
  command.add_option("--frame", pictures.frame, "Frame that the pictures and --texture are about, from 1")
      ->check(CLI::Range(1, 1 << 20))
      ->capture_default_str();
}

}  // namespace

void addCompareCommand(CLI::App& program, Session& session) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      addCommand(program, session, "compare", "Metrics of a test image against a reference, and pictures");
  command->add_option("REFERENCE", options->reference, "The reference image")->required();
  command->add_option("TEST", options->test, "The image to judge: of the same size, depth and sign")
      ->required();
  addMetricsOption(*command, options->metrics, core::listed(core::usualMetricIds()));
  CLI::Option* region = addRegionOption(
      *command, options->region,
      "Rectangle of pixels for which ENL and the metrics are given too, besides the whole image");
  command
      ->add_flag("--texture", options->texture,
                 "Give the change of texture of the region, which is no diagnosis")
      ->needs(region);
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
  addPictureOptions(*command, options->pictures);
  addBitsOption(*command, options->bits);
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace trabecula::app
