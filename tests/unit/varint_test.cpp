#include "core/support/varint.h"

#include <gtest/gtest.h>

namespace trabecula::core {
namespace {

TEST(Varint, GivesBackEveryNumber) {
  for (unsigned shift = 0; shift < 64; ++shift) {
    for (const std::uint64_t value :
         {std::uint64_t{1} << shift, (std::uint64_t{1} << shift) - 1, UINT64_MAX}) {
      ByteVector bytes;
      appendVarint(bytes, value);
      bytes.push_back(std::byte{7});
      ByteSpan unread = bytes;
      EXPECT_EQ(takeVarint(unread), value);
      EXPECT_EQ(unread.size(), 1U);
    }
  }
}

TEST(Varint, RefusesWhatIsCutOffTooLongOrTooLarge) {
  const auto refused = [](std::initializer_list<int> numbers) {
    ByteVector bytes;
    for (const int number : numbers) bytes.push_back(static_cast<std::byte>(number));
    ByteSpan unread = bytes;
    return !takeVarint(unread) && unread.size() == bytes.size();
  };
  EXPECT_TRUE(refused({}));
  EXPECT_TRUE(refused({0x80}));
  EXPECT_TRUE(refused({0x81, 0x00}));
  EXPECT_TRUE(refused({0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02}));
  EXPECT_TRUE(refused({0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01}));
}

}  // namespace
}  // namespace trabecula::core
