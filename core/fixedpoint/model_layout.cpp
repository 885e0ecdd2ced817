#include "core/fixedpoint/model_layout.h"

#include <string>
#include <vector>

#include "core/support/error.h"

namespace trabecula::core::fixedpoint::layout {
namespace {

/// All maps of a known answer together, in values.
constexpr std::int64_t maxAnswerValues = std::int64_t{1} << 26U;

struct Utf8Form {
  unsigned char mask;
  unsigned char lead;
  int following;
  std::uint32_t smallest;
};
constexpr std::array<Utf8Form, 4> utf8Forms = {
    {{0x80, 0x00, 0, 0}, {0xE0, 0xC0, 1, 0x80}, {0xF0, 0xE0, 2, 0x800}, {0xF8, 0xF0, 3, 0x10000}}};

/// Bytes of the character that begins at `text`; 0 where there is none.
std::size_t characterBytes(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  for (const Utf8Form& form : utf8Forms) {
    if ((lead & form.mask) != form.lead) continue;
    const auto length = static_cast<std::size_t>(form.following) + 1;
    if (text.size() < length) return 0;
    std::uint32_t code = lead & static_cast<unsigned char>(~form.mask);
    for (std::size_t i = 1; i < length; ++i) {
      const auto next = static_cast<unsigned char>(text[i]);
      if ((next & 0xC0U) != 0x80U) return 0;
      code = code << 6U | (next & 0x3FU);
    }
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    return code < form.smallest || code > 0x10FFFF || surrogate ? 0 : length;
  }
  return 0;
}

}  // namespace

bool isUtf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = characterBytes(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

void requireAffordable(const Network& network, const KnownAnswer& answer) {
  const auto fail = [&](const std::string& what) {
    throw Error(ErrorCategory::Corrupt, "Network " + network.name + ", known answer: " + what);
  };
  if (answer.height < 1 || answer.height > maxAnswerSide || answer.width < 1 ||
      answer.width > maxAnswerSide) {
    fail("its inputs are not 1 to 4096 high and wide");
  }
  std::vector<MapShape> inputs;
  for (const NetworkInput& input : network.inputs)
    inputs.push_back({input.channels, answer.height, answer.width});
  std::int64_t values = 0;
  std::int64_t macs = 0;
  try {
    for (const MapShape& shape : edgeShapes(network, inputs))
      values += static_cast<std::int64_t>(shape.values());
    macs = macsOf(network, inputs);
  } catch (const Error& error) {
    fail(error.what());
  }
  if (values > maxAnswerValues || macs > maxKnownAnswerMacs) fail("it is too large");
}

}  // namespace trabecula::core::fixedpoint::layout
