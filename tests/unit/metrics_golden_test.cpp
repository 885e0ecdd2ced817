// Every metric against values of its authors' own programs (tests/unit/data/metrics), for pairs of images
// that integer formulas make; and for real ones where the data folder has them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "core/codec/png/png_decoder.h"
#include "core/metrics/metric.h"
#include "core/support/file_io.h"
#include "tests/support/golden_list.h"
#include "tests/support/test_data.h"

namespace trabecula::core {
namespace {

using Images = std::pair<Image, Image>;

/// What the reference says of a metric of a pair.
struct Golden {
  std::string pair;
  std::string metric;
  enum class Kind { Number, Infinite, Undefined } kind = Kind::Number;
  double value = 0;
  double tolerance = 0;
  bool mayRefuse = false;  ///< the reference has no size check, a product may
};

std::string listNamed(const std::string& name) {
  return std::string(TRABECULA_METRIC_GOLDENS) + "/" + name;
}

std::vector<tests::ListedPair> syntheticPairs() {
  return tests::listedPairs(listNamed("pairs.tsv"));
}

Golden::Kind kindOf(const std::string& text) {
  if (text == "infinite" || text == "Infinity") return Golden::Kind::Infinite;
  if (text == "undefined" || text == "NaN") return Golden::Kind::Undefined;
  return Golden::Kind::Number;
}

std::vector<Golden> syntheticGoldens() {
  std::vector<Golden> goldens;
  for (auto& line : tests::goldenLines(listNamed("goldens.tsv"))) {
    Golden golden;
    std::string value;
    std::string tolerance;
    std::string optional;
    line >> golden.pair >> golden.metric >> value >> tolerance >> optional;
    golden.kind = kindOf(value);
    if (golden.kind == Golden::Kind::Number) {
      golden.value = std::stod(value);
      golden.tolerance = std::stod(tolerance);
    }
    golden.mayRefuse = optional == "optional";
    goldens.push_back(golden);
  }
  return goldens;
}

std::vector<Golden> publishedGoldens(const nlohmann::json& file) {
  std::vector<Golden> goldens;
  for (const char* list : {"goldens", "edge_cases"})
    for (const auto& entry : file.at(list)) {
      Golden golden{.pair = entry.at("pair"), .metric = entry.at("metric")};
      const auto& value = entry.at("value");
      if (value.is_number()) {
        golden.value = value;
        golden.tolerance = entry.at("tol");
      } else {
        golden.kind = value.is_null() ? Golden::Kind::Undefined : kindOf(value);
      }
      golden.mayRefuse = entry.value("optional_not_defined", false);
      goldens.push_back(golden);
    }
  return goldens;
}

/// From which size on a metric is defined.
int smallestSide(const std::string& metric) {
  static const std::map<std::string, int> sides = {
      {"ssim", 11}, {"ssim_autods", 11}, {"msssim", 176}, {"iwssim", 176}, {"fsim", 48},   {"vif", 72},
      {"vifp", 41}, {"uqi", 8},          {"nqm", 64},     {"gmsd", 16},    {"haarpsi", 16}};
  const auto side = sides.find(metric);
  return side == sides.end() ? 1 : side->second;
}

bool isLargeEnough(const std::string& metric, const Image& image) {
  return std::min(image.width(), image.height()) >= smallestSide(metric);
}

/// The ideal value, which identical images have by definition.
void expectIdeal(const std::string& metric, const MetricValue& value) {
  if (metric == "nqm" || metric == "psnr")
    EXPECT_TRUE(std::holds_alternative<Infinite>(value));
  else
    EXPECT_EQ(std::get<double>(value), metric == "gmsd" ? 0 : 1);
}

/// What a product says where the reference gives no finite value: for identical images the ideal one, for
/// inverted contrast (a negative mean to a fractional power) 0, else why there is none.
void expectNoReferenceValue(const Golden& golden, const MetricValue& value, const Images& images) {
  const bool compares = findMetric(golden.metric)->subject == MetricSubject::Both;
  if (golden.pair == "E03") {
    ASSERT_TRUE(std::holds_alternative<double>(value));
    EXPECT_EQ(std::get<double>(value), 0);
  } else if (compares && hasSamePixels(images.first, images.second) &&
             isLargeEnough(golden.metric, images.first)) {
    expectIdeal(golden.metric, value);
  } else {
    ASSERT_TRUE(std::holds_alternative<Undefined>(value));
    EXPECT_FALSE(std::get<Undefined>(value).reason.empty());
  }
}

void check(const Golden& golden, const MetricValue& value, const Images& images) {
  SCOPED_TRACE(golden.pair + " " + golden.metric);
  if (golden.kind == Golden::Kind::Undefined) return expectNoReferenceValue(golden, value, images);
  if (golden.kind == Golden::Kind::Infinite) {
    EXPECT_TRUE(std::holds_alternative<Infinite>(value));
    return;
  }
  if (const auto* undefined = std::get_if<Undefined>(&value)) {
    EXPECT_TRUE(golden.mayRefuse) << undefined->reason;
    return;
  }
  ASSERT_TRUE(std::holds_alternative<double>(value));
  EXPECT_NEAR(std::get<double>(value), golden.value, golden.tolerance);
}

/// Checks all goldens of a pair with one computation of each metric.
void checkPair(const std::string& id, const Images& images, const std::vector<Golden>& goldens) {
  JobContext context;
  for (const Golden& golden : goldens) {
    if (golden.pair != id) continue;
    const Metric* metric = findMetric(golden.metric);
    ASSERT_NE(metric, nullptr) << golden.metric;
    check(golden, metric->compute(images.first, images.second, context), images);
  }
}

class GoldenPairs : public testing::TestWithParam<tests::ListedPair> {};

TEST_P(GoldenPairs, MetricsAgreeWithTheirAuthorsPrograms) {
  static const std::vector<Golden> goldens = syntheticGoldens();
  ASSERT_GT(goldens.size(), 600U);
  const Images images = tests::goldenImages(GetParam().pair);
  ASSERT_EQ(pixelSha256(images.first), GetParam().reference);
  ASSERT_EQ(pixelSha256(images.second), GetParam().test);
  checkPair(GetParam().pair.id, images, goldens);
}

INSTANTIATE_TEST_SUITE_P(Synthetic, GoldenPairs, testing::ValuesIn(syntheticPairs()),
                         [](const auto& info) { return info.param.pair.id; });

Image readPng(const std::filesystem::path& path) {
  JobContext context;
  return decodePng(readFile(path), context);
}

TEST(PublishedGoldens, TheWholeListAgrees) {
  TRABECULA_REQUIRE_TEST_DATA(data);
  std::filesystem::path folder = data / "metrics";
  if (!std::filesystem::exists(folder)) folder = data.parent_path() / "metrics";
  std::ifstream file(folder / "goldens_public.json");
  if (!file) GTEST_SKIP() << "no goldens_public.json in " << folder;
  const auto json = nlohmann::json::parse(file);
  const std::vector<Golden> goldens = publishedGoldens(json);
  EXPECT_GE(goldens.size(), 504U);
  std::map<std::string, tests::GoldenPair> synthetic;
  for (const auto& p : syntheticPairs()) synthetic[p.pair.id] = p.pair;
  for (const auto& pair : json.at("pairs")) {
    const std::string id = pair.at("id");
    const Images images = pair.contains("ref_file")
                              ? Images(readPng(folder / pair.at("ref_file").get<std::string>()),
                                       readPng(folder / pair.at("dis_file").get<std::string>()))
                              : tests::goldenImages(synthetic.at(id));
    checkPair(id, images, goldens);
  }
}

}  // namespace
}  // namespace trabecula::core
