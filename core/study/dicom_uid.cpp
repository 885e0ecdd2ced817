#include "core/study/dicom_uid.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>

namespace trabecula::core {

std::string newDicomUid() {
  std::random_device entropy;
  std::array<std::uint32_t, 4> words{};  // most significant first
  for (std::uint32_t& word : words) word = entropy();
  words[1] = (words[1] & 0xFFFF0FFFU) | 0x00004000U;  // UUID version 4
  words[2] = (words[2] & 0x3FFFFFFFU) | 0x80000000U;  // variant
  std::string digits;
  while (std::any_of(words.begin(), words.end(), [](std::uint32_t word) { return word != 0; })) {
    std::uint64_t remainder = 0;
    for (std::uint32_t& word : words) {
      const std::uint64_t value = (remainder << 32U) | word;
      word = static_cast<std::uint32_t>(value / 10);
      remainder = value % 10;
    }
    digits.push_back(static_cast<char>('0' + remainder));
  }
  std::reverse(digits.begin(), digits.end());
  return "2.25." + digits;
}

}  // namespace trabecula::core
