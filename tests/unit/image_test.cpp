#include "core/image/image.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/image/crop.h"
#include "core/support/error.h"
#include "tests/support/seeded_image.h"

namespace trabecula::core {
namespace {

TEST(ImageFormat, SignExtendsAtEveryDepth) {
  for (int bits = 1; bits <= 16; ++bits) {
    const ImageFormat format{.width = 1, .height = 1, .frames = 1, .bitsStored = bits, .isSigned = true};
    for (std::int32_t value = format.minValue(); value <= format.maxValue(); ++value)
      ASSERT_EQ(format.storedValue(format.sampleOf(value)), value) << bits << " bits";
    EXPECT_EQ(format.storedValue(format.sampleMask()), -1);
  }
}

TEST(ImageFormat, RefusesWhatCannotBeAnImage) {
  EXPECT_THROW(requireValid({.width = 0, .height = 5}), Error);
  EXPECT_THROW(requireValid({.width = 5, .height = 65536}), Error);
  EXPECT_THROW(requireValid({.width = 5, .height = 5, .frames = 0}), Error);
  EXPECT_THROW(requireValid({.width = 5, .height = 5, .frames = 1, .bitsStored = 0}), Error);
  EXPECT_THROW(requireValid({.width = 5, .height = 5, .frames = 1, .bitsStored = 33}), Error);
  EXPECT_NO_THROW(requireValid({.width = 65535, .height = 1}));
}

TEST(ImageFormat, CapsMemoryBeforeAllocation) {
  try {
    requireValid({.width = 65535, .height = 65535, .frames = 1, .bitsStored = 16});
    FAIL() << "accepted 8.6 GB";
  } catch (const Error& error) {
    EXPECT_EQ(error.category(), ErrorCategory::ResourceLimit);
  }
}

TEST(Image, RefusesBitsAboveBitsStored) {
  EXPECT_THROW(Image({.width = 2, .height = 1, .frames = 1, .bitsStored = 12}, {0, 4096}), Error);
  EXPECT_THROW(Image({.width = 2, .height = 1, .frames = 1, .bitsStored = 12}, {0}), Error);
}

TEST(Image, DigestUsesOneByteUpToEightBitsAndTwoAbove) {
  // printf '\001\002' | sha256sum, and the two values as little-endian words.
  const Image narrow({.width = 2, .height = 1, .frames = 1, .bitsStored = 8}, {1, 2});
  EXPECT_EQ(pixelSha256(narrow), "a12871fee210fb8619291eaea194581cbd2531e4b23759d225f6806923f63222");
  const Image wide({.width = 2, .height = 1, .frames = 1, .bitsStored = 9}, {1, 2});
  EXPECT_EQ(pixelSha256(wide), "7b11c1133330cd161071bf23a0c9b6ce5320a8f3a0f83620035a72be46df4104");
}

TEST(Image, DigestSignExtends) {
  const Image twelve({.width = 1, .height = 1, .frames = 1, .bitsStored = 12, .isSigned = true}, {0xFFF});
  const Image sixteen({.width = 1, .height = 1, .frames = 1, .bitsStored = 16, .isSigned = true}, {0xFFFF});
  EXPECT_EQ(pixelSha256(twelve), pixelSha256(sixteen));
}

TEST(Image, ComparisonSaysWhatDiffers) {
  const Image image = tests::seededImage({.width = 7, .height = 5, .frames = 1, .bitsStored = 12});
  EXPECT_NO_THROW(requireSameFormat(image, image));
  const auto reasonWith = [&](const ImageFormat& format) -> std::string {
    try {
      requireSameFormat(image, tests::seededImage(format));
    } catch (const Error& error) {
      EXPECT_EQ(error.category(), ErrorCategory::InvalidArgument);
      return error.what();
    }
    return "nothing";
  };
  EXPECT_NE(reasonWith({.width = 8, .height = 5, .bitsStored = 12}).find("widths differ (7 and 8)"),
            std::string::npos);
  EXPECT_NE(reasonWith({.width = 7, .height = 5, .bitsStored = 13}).find("bits stored"), std::string::npos);
  EXPECT_NE(reasonWith({.width = 7, .height = 5, .frames = 2, .bitsStored = 12}).find("frames"),
            std::string::npos);
  EXPECT_NE(reasonWith({.width = 7, .height = 5, .bitsStored = 12, .isSigned = true}).find("signed"),
            std::string::npos);
}

TEST(Image, CropsEveryFrame) {
  const Image image = tests::seededImage({.width = 7, .height = 5, .frames = 3, .bitsStored = 12});
  const Image part = cropped(image, {.left = 2, .top = 1, .width = 4, .height = 3});
  EXPECT_EQ(part.format(), (ImageFormat{.width = 4, .height = 3, .frames = 3, .bitsStored = 12}));
  for (int frame = 0; frame < 3; ++frame)
    for (int y = 0; y < 3; ++y)
      for (int x = 0; x < 4; ++x)
        EXPECT_EQ(part.storedValue(x, y, frame), image.storedValue(x + 2, y + 1, frame));
  EXPECT_THROW(cropped(image, {.left = 4, .top = 0, .width = 4, .height = 3}), Error);
  EXPECT_THROW(cropped(image, {.left = 0, .top = 0, .width = 0, .height = 3}), Error);
  EXPECT_THROW(cropped(image, {.left = -1, .top = 0, .width = 4, .height = 3}), Error);
}

TEST(Image, FrameKeepsItsSamples) {
  const Image image = tests::seededImage({.width = 7, .height = 5, .frames = 3, .bitsStored = 12});
  const Image second = image.frame(1);
  EXPECT_EQ(second.frames(), 1);
  EXPECT_TRUE(std::ranges::equal(second.samples(), image.frameSamples(1)));
}

TEST(Image, BitsStoredCanBeDeclaredWhereValuesFit) {
  const Image image({.width = 3, .height = 1, .frames = 1, .bitsStored = 16}, {0, 5, 4095});
  EXPECT_EQ(image.withBitsStored(12).bitsStored(), 12);
  EXPECT_EQ(image.withBitsStored(12).storedValue(2, 0), 4095);
  EXPECT_THROW(image.withBitsStored(11), Error);
  EXPECT_THROW(image.withBitsStored(0), Error);
  EXPECT_THROW(image.withBitsStored(33), Error);
}

TEST(ImageFromColour, EqualChannelsAreGrey) {
  const std::vector<std::uint16_t> rgb = {7, 7, 7, 250, 250, 250};
  const Image image = imageFromColour({.width = 2, .height = 1}, rgb);
  EXPECT_TRUE(image.colour().empty());
  EXPECT_TRUE(image.notes().empty());
  EXPECT_EQ(image.storedValue(1, 0), 250);
}

TEST(ImageFromColour, TrueColourIsLumaAndSaysSo) {
  const std::vector<std::uint16_t> rgb = {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255};
  const Image image = imageFromColour({.width = 4, .height = 1}, rgb);
  EXPECT_EQ(image.storedValue(0, 0), (19595 * 255 + 32768) >> 16);
  EXPECT_EQ(image.storedValue(1, 0), (38470 * 255 + 32768) >> 16);
  EXPECT_EQ(image.storedValue(2, 0), (7471 * 255 + 32768) >> 16);
  EXPECT_EQ(image.storedValue(3, 0), 255);
  ASSERT_EQ(image.colour().size(), 12U);
  EXPECT_EQ(image.colour()[0], 255);
  ASSERT_EQ(image.notes().size(), 1U);
}

TEST(ImageFromColour, SixteenBitLumaDoesNotOverflow) {
  const std::vector<std::uint16_t> rgb = {65535, 65535, 65534};
  const Image image = imageFromColour({.width = 1, .height = 1, .frames = 1, .bitsStored = 16}, rgb);
  EXPECT_EQ(image.storedValue(0, 0), 65535);
}

}  // namespace
}  // namespace trabecula::core
