#include <gtest/gtest.h>

#include <string>

#include "app/reproduce/charts.h"
#include "app/reproduce/csv.h"
#include "app/reproduce/numbers.h"
#include "app/reproduce/published.h"
#include "app/reproduce/records.h"
#include "app/reproduce/residual_fit.h"
#include "app/reproduce/svg.h"
#include "app/reproduce/tables.h"
#include "core/support/error.h"

namespace trabecula::app::reproduce {
namespace {

TEST(Published, IsReadWhole) {
  const std::vector<PublishedValue>& values = publishedValues();
  EXPECT_EQ(values.size(), 94U);
  for (const PublishedValue& value : values) {
    EXPECT_TRUE(value.paper == "DSLC-Net" || value.paper == "LFC-UNet");
    EXPECT_FALSE(value.place.empty() || value.system.empty() || value.quantity.empty() ||
                 value.value.empty());
  }
  EXPECT_EQ(publishedAt(paperOf("dslc"), "Table 1").size(), 4U * 4 * 2);
  EXPECT_EQ(publishedAt(paperOf("lfc"), "Table 1").size(), 8U * 5);
  EXPECT_EQ(publishedDatasets(paperOf("lfc")).size(), 5U);
  EXPECT_EQ(publishedSystems(paperOf("dslc")),
            (std::vector<std::string>{"DSLC-Net", "JPEG2000", "HC-LZW", "BCM-Net"}));
}

TEST(Published, HoldsTheNumbersAsPrinted) {
  const auto cell = publishedCell(paperOf("lfc"), "LFC-UNet", "Head CT", "BPP");
  ASSERT_TRUE(cell);
  EXPECT_EQ(cell->value, "2.30");
  const auto rate = publishedCell(paperOf("dslc"), "DSLC-Net", "ChestX-ray", "BR");
  ASSERT_TRUE(rate);
  EXPECT_EQ(rate->value, "0.204");
  EXPECT_NE(rate->note.find("cannot be lossless"), std::string::npos);
  EXPECT_FALSE(publishedCell(paperOf("lfc"), "LFC-UNet", "Foot", "BPP"));
  EXPECT_THROW(paperOf("hevc"), core::Error);
}

TEST(Published, EveryDatasetHasAFolderName) {
  EXPECT_EQ(datasetOf(paperOf("lfc"), "headct8"), "Head CT");
  EXPECT_EQ(datasetOf(paperOf("lfc"), "COVID-19_Radiography"), "COVID-19 RADIOGRAPHY");
  EXPECT_EQ(datasetOf(paperOf("lfc"), "bone16"), "");
  EXPECT_EQ(datasetOf(paperOf("dslc"), "MedNIST"), "MedNIST");
  EXPECT_EQ(datasetOf(paperOf("dslc"), "headct8"), "");
}

TEST(Published, SystemsAreFoundByTheirCodecs) {
  EXPECT_EQ(codecIdOf("JPEG-XL"), "jpegxl");
  EXPECT_EQ(codecIdOf("JPEG2000"), "jpeg2000");
  // Not there yet: picked up by this name once it is.
  EXPECT_EQ(codecIdOf("DSLC-Net"), "dslc-net");
  EXPECT_EQ(codecIdOf("LFC-UNet"), paperOf("lfc").codec);
}

TEST(Shards, CoverEveryImageOnce) {
  constexpr int count = 3;
  for (std::size_t image = 0; image < 10; ++image) {
    int owners = 0;
    for (int index = 1; index <= count; ++index) owners += isInShard({index, count}, image) ? 1 : 0;
    EXPECT_EQ(owners, 1);
  }
  EXPECT_EQ(parseShard("2/3"), (Shard{2, 3}));
  for (const char* const wrong : {"", "/", "0/1", "2/1", "1/2/3", "-1/2", "1/ 2"})
    EXPECT_THROW(parseShard(wrong), core::Error) << wrong;
}

CodedRecord coded(const std::string& setting, double bitsPerPixel) {
  CodedRecord record;
  record.setting = setting;
  record.bitsPerPixel = bitsPerPixel;
  record.spaceSaving = 1 - bitsPerPixel / 8;
  return record;
}

Setting setting(const std::string& id) {
  return {.name = id, .codecId = id, .title = id, .software = "", .summary = ""};
}

/// A codec called dslc-net and one that the paper does not know.
Run runWithDslcNet() {
  Run run{.plan = {.paper = "dslc",
                   .version = "1",
                   .images = {{"chest8/1", "chest8"}, {"chest8/2", "chest8"}, {"foot/1", "foot"}},
                   .settings = {setting("other"), setting("dslc-net")}},
          .shard = {},
          .records = {}};
  for (std::size_t i = 0; i < run.plan.images.size(); ++i) {
    run.records.push_back(
        {.index = i, .error = {}, .notes = {}, .coded = {}, .residuals = {}, .streams = {}});
    const auto place = static_cast<double>(i);
    run.records.back().coded = {coded("other", 5), coded("dslc-net", 2 + place)};
  }
  return run;
}

TEST(Table1, PicksUpTheCodecOfThePaperByItsId) {
  const Table1 table = table1Of(runWithDslcNet(), paperOf("dslc"));
  ASSERT_EQ(table.sets, (std::vector<std::string>{"chest8", "foot"}));
  ASSERT_EQ(table.rows.size(), 5U);
  EXPECT_EQ(table.rows[0].system, "DSLC-Net");
  EXPECT_TRUE(table.rows[0].isHere());
  EXPECT_DOUBLE_EQ(table.rows[0].rates[0].value, 2.5);
  EXPECT_DOUBLE_EQ(table.rows[0].savings[1].value, 0.5);
  EXPECT_FALSE(table.rows[1].isHere());
  EXPECT_EQ(table.rows[4].system, "other");
  EXPECT_FALSE(table.rows[4].isOfPaper);
}

TEST(Table1, LeavesFailuresOutAndSaysSo) {
  reproduce::Run run = runWithDslcNet();
  run.records[1].coded[1].error = "broken";
  const Table1 table = table1Of(run, paperOf("dslc"));
  EXPECT_DOUBLE_EQ(table.rows[0].rates[0].value, 2);
  EXPECT_EQ(table.rows[0].rates[0].images, 1);
  EXPECT_EQ(table.rows[0].rates[0].ofImages, 2);
  EXPECT_EQ(failedImages(run), 1);
}

TEST(ResidualFit, DescribesWhatWasCounted) {
  const ResidualFit fit = fitResiduals({.minValue = -1, .counts = {1, 2, 1}, .total = 4});
  EXPECT_DOUBLE_EQ(fit.mean, 0);
  EXPECT_DOUBLE_EQ(fit.variance, 0.5);
  EXPECT_DOUBLE_EQ(fit.entropyBits, 1.5);
  ASSERT_TRUE(fit.laws);
  EXPECT_GE(fit.laws->laplace.bits, fit.entropyBits);
}

TEST(ResidualFit, StandsOneValueOnly) {
  const core::Histogram one{.minValue = 7, .counts = {100}, .total = 100};
  const ResidualFit fit = fitResiduals(one);
  EXPECT_EQ(fit.mean, 7);
  EXPECT_FALSE(fit.laws);
  EXPECT_FALSE(histogramChart("flat", one, fit).empty());
  EXPECT_FALSE(fitResiduals({}).laws);
}

TEST(Csv, ComesBackAsItWas) {
  const std::vector<std::string> row = {"a, b", "say \"x\"", "", "two\nlines"};
  CsvTable table({"1", "2", "3", "4"});
  table.add(row);
  ASSERT_EQ(parseCsv(table.text()).size(), 2U);
  EXPECT_EQ(parseCsv(table.text())[1], row);
}

TEST(Axis, MarksAreRoundAndCoverTheValues) {
  const Axis linear(0.13, 4.7, false);
  EXPECT_LE(linear.place(0.13), 1);
  EXPECT_GE(linear.place(0.13), 0);
  EXPECT_LE(linear.place(4.7), 1);
  EXPECT_EQ(linear.marks().size(), 6U);
  const Axis logarithmic(0.02, 30, true);
  EXPECT_EQ(logarithmic.marks().size(), 5U);
  EXPECT_NEAR(logarithmic.place(1), 0.5, 1e-9);
  EXPECT_EQ(Axis::label(1e-5), "1e-5");
  EXPECT_EQ(Axis::label(-0.0), "0");
}

TEST(Text, IsHarmlessInAPage) {
  EXPECT_EQ(escaped("<a href=\"x\">&\n"), "&lt;a href=&quot;x&quot;&gt;&amp; ");
  EXPECT_EQ(decimals(-0.0001, 2), "0.00");
  EXPECT_EQ(readable(43.0912), "43.1");
}

}  // namespace
}  // namespace trabecula::app::reproduce
