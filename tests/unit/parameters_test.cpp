#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/codec/parameters.h"
#include "core/codec/registry.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

CodecInfo sampleInfo() {
  CodecInfo info;
  info.title = "Sample";
  info.parameters = {
      {.name = "mode", .title = "Mode", .meaning = "m", .range = Choice{{"exact", "rough"}}},
      {.name = "effort", .title = "Effort", .meaning = "e", .range = IntegerRange{1, 9, 7}},
      {.name = "loss",
       .title = "Loss",
       .meaning = "l",
       .range = RealRange{0.01, 15, 1},
       .dependsOn = "mode",
       .onValue = "rough"},
  };
  return info;
}

std::string failure(const std::string& name, const std::string& text) {
  try {
    Parameters::parse(sampleInfo(), {{name, text}});
  } catch (const Error& error) {
    EXPECT_EQ(error.category(), ErrorCategory::InvalidArgument);
    return error.what();
  }
  return {};
}

TEST(Parameters, DefaultsAndGivenValues) {
  const Parameters defaults = Parameters::defaults(sampleInfo());
  EXPECT_EQ(defaults.choice("mode"), "exact");
  EXPECT_EQ(defaults.integer("effort"), 7);
  EXPECT_EQ(defaults.real("loss"), 1);
  const Parameters given =
      Parameters::parse(sampleInfo(), {{"loss", "2.5"}, {"effort", "9"}, {"mode", "rough"}});
  EXPECT_EQ(given.real("loss"), 2.5);
  EXPECT_EQ(given.integer("effort"), 9);
  EXPECT_NE(given, defaults);
  EXPECT_EQ(Parameters::parse(sampleInfo(), {}), defaults);
}

TEST(Parameters, SummaryShowsWhatMatters) {
  EXPECT_EQ(Parameters::defaults(sampleInfo()).summary(sampleInfo()), "mode=exact effort=7");
  EXPECT_EQ(Parameters::parse(sampleInfo(), {{"mode", "rough"}, {"loss", "0.01"}}).summary(sampleInfo()),
            "mode=rough effort=7 loss=0.01");
}

TEST(Parameters, ErrorsNameParameterValueAndRange) {
  using testing::HasSubstr;
  EXPECT_THAT(failure("effort", "10"), AllOf(HasSubstr("effort"), HasSubstr("1 to 9"), HasSubstr("10")));
  EXPECT_THAT(failure("loss", "0"), AllOf(HasSubstr("loss"), HasSubstr("0.01 to 15")));
  EXPECT_THAT(failure("mode", "fast"), AllOf(HasSubstr("exact, rough"), HasSubstr("fast")));
  EXPECT_THAT(failure("speed", "1"), AllOf(HasSubstr("speed"), HasSubstr("mode, effort, loss")));
}

TEST(Parameters, RefusesWhatIsNotANumber) {
  for (const char* text : {"", " 5", "5 ", "5x", "0x5", "+5", "5.0", "99999999999999999999"}) {
    EXPECT_FALSE(failure("effort", text).empty()) << text;
  }
  for (const char* text : {"", "nan", "inf", "1,5", "1e400", "--1"}) {
    EXPECT_FALSE(failure("loss", text).empty()) << text;
  }
}

TEST(Parameters, TextParsesBack) {
  for (const double value : {0.01, 1.0 / 3.0, 15.0}) {
    const std::string text = toString(ParameterValue(value));
    EXPECT_EQ(Parameters::parse(sampleInfo(), {{"loss", text}}).real("loss"), value);
  }
}

TEST(Registry, FindsCodecsById) {
  const CodecRegistry& registry = CodecRegistry::instance();
  ASSERT_FALSE(registry.codecs().empty());
  for (const auto& codec : registry.codecs()) EXPECT_EQ(registry.find(codec->info().id), codec.get());
  EXPECT_EQ(registry.find("none such"), nullptr);
  try {
    registry.get("none such");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr(registry.codecs().front()->info().id));
  }
}

}  // namespace
}  // namespace trabecula::core
