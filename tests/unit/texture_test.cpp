#include "core/analysis/texture.h"

#include <gtest/gtest.h>

#include <map>

#include "core/support/error.h"
#include "tests/support/seeded_image.h"

namespace trabecula::core {
namespace {

const ImageFormat square{.width = 128, .height = 128};

std::map<std::string, TextureFeature> changeOf(const Image& a, const Image& b, const FrameRegion& region) {
  JobContext context;
  std::map<std::string, TextureFeature> features;
  for (const TextureFeature& feature : textureChange(a, b, region, 0, context))
    features[feature.id] = feature;
  return features;
}

/// Every other column black, the others white.
Image stripes() {
  std::vector<std::uint16_t> samples(square.pixels());
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = i % 2 == 0 ? 0 : 255;
  return {square, samples};
}

TEST(Texture, OfAConstantRegion) {
  const Image grey(square, std::vector<std::uint16_t>(square.pixels(), 90));
  const auto features = changeOf(grey, grey, {0, 0, 128, 128});
  EXPECT_NEAR(features.at("fractal_dimension").original, 2, 1e-12);
  EXPECT_EQ(features.at("energy").original, 1);
  EXPECT_EQ(features.at("contrast").original, 0);
  EXPECT_EQ(features.at("correlation").original, 1);
  // Runs of 128 pixels along rows and columns; diagonals have 255 runs each.
  EXPECT_NEAR(features.at("run_percentage").original, (2 * 128 + 2 * 255) / (4.0 * 128 * 128), 1e-12);
}

TEST(Texture, OfStripes) {
  const Image image = stripes();
  const auto features = changeOf(image, image, {0, 0, 128, 128});
  // Across and along both diagonals every neighbour is 15 levels away, down none is.
  EXPECT_NEAR(features.at("contrast").original, 3 * 15.0 * 15 / 4, 1e-9);
  EXPECT_NEAR(features.at("correlation").original, (3 * -1.0 + 1) / 4, 1e-9);
  EXPECT_NEAR(features.at("energy").original, 0.5, 1e-3);
  EXPECT_NEAR(features.at("short_run_emphasis").original, (3 + 1 / (128.0 * 128)) / 4, 1e-9);
  EXPECT_NEAR(features.at("long_run_emphasis").original, (3 + 128.0 * 128) / 4, 1e-9);
}

TEST(Texture, NoiseIsRougherThanARamp) {
  std::vector<std::uint16_t> samples(square.pixels());
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<std::uint16_t>(i % 128);
  const auto features = changeOf(Image(square, samples), tests::noiseImage(square, 3), {0, 0, 128, 128});
  EXPECT_NEAR(features.at("fractal_dimension").original, 2, 0.15);
  EXPECT_GT(features.at("fractal_dimension").decoded, 2.6);
  EXPECT_LT(features.at("fractal_dimension").decoded, 3);
  EXPECT_GT(features.at("entropy").change(), 0);
}

TEST(Texture, LooksAtTheRegionAlone) {
  const Image plain = tests::noiseImage(square, 3);
  std::vector<std::uint16_t> samples(plain.samples().begin(), plain.samples().end());
  samples[0] ^= 0xF0U;
  const Image changed(square, samples);
  for (const auto& [id, feature] : changeOf(plain, changed, {1, 1, 60, 40}))
    EXPECT_EQ(feature.change(), 0) << id;
  EXPECT_NE(changeOf(plain, changed, {0, 0, 60, 40}).at("contrast").change(), 0);
}

TEST(Texture, SignedValuesAreTheSameTexture) {
  ImageFormat format = square;
  format.isSigned = true;
  const Image plain = tests::noiseImage(square, 3);
  std::vector<std::uint16_t> samples;
  for (const std::uint16_t sample : plain.samples()) samples.push_back(format.sampleOf(sample - 128));
  const Image shifted(format, samples);
  const auto expected = changeOf(plain, plain, {0, 0, 128, 128});
  for (const auto& [id, feature] : changeOf(shifted, shifted, {0, 0, 128, 128}))
    EXPECT_EQ(feature.original, expected.at(id).original) << id;
}

TEST(Texture, RefusesWhatItCannotMeasure) {
  const Image image = stripes();
  JobContext context;
  EXPECT_THROW(textureChange(image, image, {0, 0, 15, 40}, 0, context), Error);
  EXPECT_THROW(textureChange(image, image, {100, 0, 40, 40}, 0, context), Error);
  EXPECT_THROW(textureChange(image, image, {0, 0, 40, 40}, 1, context), Error);
}

}  // namespace
}  // namespace trabecula::core
