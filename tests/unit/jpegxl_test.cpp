// What is libjxl's own: the settings at which it needs a guard.
#include <gtest/gtest.h>

#include <string>

#include "core/codec/registry.h"
#include "core/image/image.h"
#include "tests/support/seeded_image.h"

namespace trabecula::core {
namespace {

Image oneValueBut(int width, int height, int bits, std::size_t odd) {
  const ImageFormat format{.width = width, .height = height, .frames = 1, .bitsStored = bits};
  std::vector<std::uint16_t> samples(format.pixels(), static_cast<std::uint16_t>(200));
  for (std::size_t i = 0; i < odd; ++i)
    samples[i * 7919 % samples.size()] = static_cast<std::uint16_t>(3 * i);
  return {format, std::move(samples)};
}

void expectExactAtEveryEffort(const Image& image) {
  const Codec& codec = CodecRegistry::instance().get("jpegxl");
  JobContext context;
  for (int effort = 1; effort <= 9; ++effort) {
    const Parameters parameters = Parameters::parse(codec.info(), {{"effort", std::to_string(effort)}});
    const Encoded encoded = codec.encode(image, parameters, context);
    EXPECT_TRUE(hasSamePixels(image, codec.decode(encoded.bytes, context))) << "effort " << effort;
  }
}

// libjxl's own assertion would end this program.
TEST(JpegXl, HardlyAnythingToCodeIsSafeAtEveryEffort) {
  for (const int bits : {8, 12, 16}) {
    for (const std::size_t odd : {0, 1, 5, 40}) {
      expectExactAtEveryEffort(oneValueBut(1, 1, bits, odd));
      expectExactAtEveryEffort(oneValueBut(3, 3, bits, odd));
      expectExactAtEveryEffort(oneValueBut(299, 299, bits, odd));
    }
  }
}

TEST(JpegXl, SmallTexturesAreSafeAtEveryEffort) {
  for (const auto& [width, height] : {std::pair{2, 1}, {9, 9}, {10, 11}, {33, 31}, {64, 64}}) {
    expectExactAtEveryEffort(
        tests::seededImage({.width = width, .height = height, .frames = 1, .bitsStored = 8}));
  }
}

TEST(JpegXl, MoreEffortIsNotLostOnThumbnails) {
  const Codec& codec = CodecRegistry::instance().get("jpegxl");
  const Image image = tests::seededImage({.width = 64, .height = 64, .frames = 1, .bitsStored = 8});
  JobContext context;
  const auto sizeAt = [&](const std::string& effort) {
    return codec.encode(image, Parameters::parse(codec.info(), {{"effort", effort}}), context).bytes.size();
  };
  EXPECT_LT(sizeAt("9"), sizeAt("7"));
}

}  // namespace
}  // namespace trabecula::core
