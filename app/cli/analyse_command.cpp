// The command `analyse`: what a codec had to code, stream by stream, and what it left.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <numeric>

#include "app/cli/commands.h"
#include "app/cli/device_option.h"
#include "app/cli/heatmap.h"
#include "app/cli/metric_values.h"
#include "app/cli/output_path.h"
#include "app/cli/region_option.h"
#include "app/cli/report.h"
#include "app/cli/texture_report.h"
#include "core/analysis/law_fit.h"
#include "core/analysis/residual.h"
#include "core/archive/archive.h"
#include "core/codec/registry.h"
#include "core/support/error.h"
#include "core/support/file_io.h"

namespace trabecula::app {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string input;
  std::string codec;
  std::vector<std::string> parameters;
  std::string folder;
  std::string device = "auto";
  int frame = 1;
  std::optional<core::FrameRegion> region;
  std::optional<int> bits;
};

Json fitJson(const core::LawFit& fit, double entropy) {
  return {{"location", fit.location},
          {"scale", fit.scale},
          {"bits", fit.bits},
          {"bits_above_entropy", fit.bits - entropy}};
}

std::string fitText(const core::LawFit& fit, double entropy) {
  return "around " + significant(fit.location) + ", scale " + significant(fit.scale) + ": " +
         threeDecimals(fit.bits) + " bits a value, " + threeDecimals(fit.bits - entropy) +
         " above the entropy";
}

/// "Residual of sub-image D" as part of a file's name: "residual-of-sub-image-d".
std::string fileNameOf(const std::string& title) {
  std::string name;
  for (const char c : title) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isalnum(letter) != 0)
      name += static_cast<char>(std::tolower(letter));
    else if (!name.empty() && name.back() != '-')
      name += '-';
  }
  while (name.ends_with('-')) name.pop_back();
  return name;
}

/// One run: encodes, decodes and analyses one image.
class Analyser {
 public:
  Analyser(const Options& options, Session& session)
      : options_(options),
        codec_(core::CodecRegistry::instance().get(options.codec)),
        parameters_(core::Parameters::parse(codec_.info(), splitParameters(options.parameters))),
        report_(session.json) {
    requireUsableDevice(options.device, codec_.info());
  }

  void run(Session& session) {
    session.forFile(options_.input, [&] { analyse(session); }, {options_.folder});
    report_.finish();
  }

 private:
  void analyse(Session& session) {
    core::JobContext context = session.context();
    context.setDevice(options_.device);
    const core::Image image = readInput(session, options_.input, options_.bits, context).image;
    requirePossible(image);
    // Before the work that would be lost.
    if (!options_.folder.empty()) makeOutputFolder(options_.folder);
    const core::ByteVector bytes = core::compress(codec_, image, parameters_, context).bytes;
    const core::Image decoded = core::decompress(bytes, context).image;
    const core::Analysis analysis = codec_.analyse(image, parameters_, context);

    const auto pixels = static_cast<double>(image.format().pixels());
    json_ = {{"file", options_.input},
             {"codec", codec_.info().id},
             {"parameters", toJson(parameters_)},
             {"bytes", bytes.size()},
             {"bits_per_pixel", 8 * static_cast<double>(bytes.size()) / pixels}};
    reportStreams(streamsOf(analysis, bytes.size()), pixels);
    json_["prediction_residuals"] = Json::array();
    for (const core::ResidualMap& map : analysis.predictionResiduals)
      json_["prediction_residuals"].push_back(reportResidual(map));
    json_["reconstruction_residual"] =
        reportResidual(core::reconstructionResidual(image, decoded, options_.frame - 1));
    json_["bit_cost"] = reportAmounts("Bit cost", "bits", analysis.bitCost, image);
    json_["expected_deviation"] =
        reportAmounts("Expected deviation", "stored units", analysis.expectedDeviation, image);
    if (options_.region) reportTexture(image, decoded, context);
    report_.add(std::move(json_));
  }

  void requirePossible(const core::Image& image) const {
    if (options_.frame > image.frames()) {
      throw core::Error(core::ErrorCategory::InvalidArgument,
                        "--frame " + std::to_string(options_.frame) + ": the image has " +
                            std::to_string(image.frames()) + " frame(s)");
    }
    if (options_.region) core::requireTextureRegion(*options_.region, image);
  }

  /// The codec's parts and what the file has besides; all of it where the codec does not tell.
  static std::vector<core::StreamSize> streamsOf(const core::Analysis& analysis, std::uint64_t fileBytes) {
    std::vector<core::StreamSize> streams = analysis.streams;
    std::uint64_t known = 0;
    for (const core::StreamSize& stream : streams) known += stream.bytes;
    if (streams.empty() || known > fileBytes) return {{"Codestream", fileBytes}};
    if (known < fileBytes) streams.push_back({"Container", fileBytes - known});
    return streams;
  }

  void reportStreams(const std::vector<core::StreamSize>& streams, double pixels) {
    std::vector<std::pair<std::string, std::string>> lines;
    json_["streams"] = Json::array();
    for (const core::StreamSize& stream : streams) {
      const double rate = 8 * static_cast<double>(stream.bytes) / pixels;
      json_["streams"].push_back({{"name", stream.name}, {"bytes", stream.bytes}, {"bits_per_pixel", rate}});
      lines.emplace_back(stream.name,
                         std::to_string(stream.bytes) + " bytes, " + threeDecimals(rate) + " bits/pixel");
    }
    report_.fields("Rate of each stream, in bits a pixel of the whole image", lines);
  }

  Json reportResidual(const core::ResidualMap& map) {
    const core::Histogram histogram = core::residualCounts(map);
    const core::HistogramStatistics values = core::histogramStatistics(histogram);
    const double variance = values.standardDeviation * values.standardDeviation;
    Json json = {{"title", map.title},        {"width", map.width},
                 {"height", map.height},      {"minimum", values.minimum},
                 {"maximum", values.maximum}, {"mean", values.mean},
                 {"variance", variance},      {"entropy_bits", values.entropyBits}};
    std::vector<std::pair<std::string, std::string>> lines = {
        {"size", std::to_string(map.width) + " x " + std::to_string(map.height)},
        {"values", std::to_string(values.minimum) + " to " + std::to_string(values.maximum)},
        {"mean", significant(values.mean)},
        {"variance", significant(variance)},
        {"entropy", threeDecimals(values.entropyBits) + " bits a value"}};
    const auto fits = core::fitLaws(histogram);
    json["laplace"] = fits ? fitJson(fits->laplace, values.entropyBits) : Json();
    json["logistic"] = fits ? fitJson(fits->logistic, values.entropyBits) : Json();
    if (fits) {
      lines.emplace_back("Laplace", fitText(fits->laplace, values.entropyBits));
      lines.emplace_back("logistic", fitText(fits->logistic, values.entropyBits));
    }
    report_.fields(map.title, lines);
    if (options_.folder.empty()) return json;
    const fs::path picture = fileFor(map.title, ".png");
    writeHeatmap(picture, map);
    json["map"] = picture.string();
    json["histogram"] = writeCounts(fileFor(map.title, ".csv"), histogram);
    return json;
  }

  /// Values that occur and how often; the file's name.
  static std::string writeCounts(const fs::path& path, const core::Histogram& histogram) {
    std::string text = "value,count\n";
    for (std::size_t i = 0; i < histogram.counts.size(); ++i)
      if (histogram.counts[i] > 0)
        text += std::to_string(histogram.minValue + static_cast<std::int64_t>(i)) + "," +
                std::to_string(histogram.counts[i]) + "\n";
    core::writeFileAtomically(path, core::asByteSpan(text.data(), text.size()));
    return path.string();
  }

  /// Amounts of the pixels of all frames; null where the codec does not tell.
  Json reportAmounts(const std::string& title, const std::string& unit, const std::vector<float>& amounts,
                     const core::Image& image) {
    if (amounts.empty()) return nullptr;
    const double sum = std::accumulate(amounts.begin(), amounts.end(), 0.0);
    const double mean = sum / static_cast<double>(amounts.size());
    const double largest = *std::ranges::max_element(amounts);
    Json json = {{"mean", mean}, {"sum", sum}, {"maximum", largest}};
    report_.fields(title + " of a pixel", {{"mean", significant(mean) + " " + unit},
                                           {"largest", significant(largest) + " " + unit}});
    if (options_.folder.empty()) return json;
    const auto frame = static_cast<std::size_t>(options_.frame - 1);
    const auto begin = amounts.begin() + static_cast<std::ptrdiff_t>(frame * image.format().pixelsPerFrame());
    core::MetricMap map{
        .width = image.width(),
        .height = image.height(),
        .values = {begin, begin + static_cast<std::ptrdiff_t>(image.format().pixelsPerFrame())},
        .fullScale = largest > 0 ? largest : 1};
    const fs::path picture = fileFor(title, ".png");
    writeHeatmap(picture, map);
    json["map"] = picture.string();
    return json;
  }

  void reportTexture(const core::Image& image, const core::Image& decoded, core::JobContext& context) {
    const auto features = core::textureChange(image, decoded, *options_.region, options_.frame - 1, context);
    json_["texture"] = textureJson(*options_.region, options_.frame, features);
    printTexture(*options_.region, options_.frame, features, report_);
  }

  fs::path fileFor(const std::string& title, const std::string& extension) const {
    fs::path path = fs::path(options_.folder) / (fileNameOf(title) + extension);
    requireSafeOutput(path, {options_.input}, Existing::Replace);
    return path;
  }

  const Options& options_;
  const core::Codec& codec_;
  core::Parameters parameters_;
  Report report_;
  Json json_;
};

}  // namespace

void addAnalyseCommand(CLI::App& program, Session& session) {
  auto options = std::make_shared<Options>();
  CLI::App* command = addCommand(
      program, session, "analyse", "What a codec had to code: rate of each stream, residuals, bit cost",
      "Residuals come with mean, variance, entropy and the Laplace and logistic laws that fit them best; "
      "their\n"
      "bits are what a coder with that law would need. With -o, maps as PNG and histograms as CSV.");
  command->add_option("IN", options->input, "Image to encode")->required();
  command->add_option("-c,--codec", options->codec, "Codec id, see 'codecs'")->required();
  command->add_option("-p", options->parameters, "name=value, a codec parameter; may be repeated")
      ->allow_extra_args(false);
  command->add_option("-o,--out-dir", options->folder, "Folder for maps and histograms, made where missing");
  command
      ->add_option("--frame", options->frame, "Frame of the maps and of the reconstruction residual, from 1")
      ->check(CLI::Range(1, 1 << 20))
      ->capture_default_str();
  addRegionOption(*command, options->region, "Rectangle whose change of texture by coding is measured");
  command->add_option("--device", options->device, "auto, cpu or cuda:N")->capture_default_str();
  addBitsOption(*command, options->bits);
  command->callback([options, &session] { Analyser(*options, session).run(session); });
}

}  // namespace trabecula::app
