#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/fixedpoint/known_answer.h"
#include "core/fixedpoint/network.h"

/// What MODEL_FORMAT.md fixes, shared by the writer and the reader.
namespace trabecula::core::fixedpoint::layout {

inline constexpr std::array<unsigned char, 8> magic = {0x89, 'T', 'M', 'D', 'L', 0x0D, 0x0A, 0x1A};
inline constexpr std::uint16_t majorVersion = 1;
inline constexpr std::uint16_t minorVersion = 0;
inline constexpr std::size_t headerBytes = magic.size() + 4;
inline constexpr std::size_t typeBytes = 4;
inline constexpr std::size_t sectionHeadBytes = typeBytes + 8;
inline constexpr std::size_t digestBytes = 32;

inline constexpr std::string_view descriptionType = "DESC";
inline constexpr std::string_view provenanceType = "PROV";
inline constexpr std::string_view tableType = "TABL";
inline constexpr std::string_view networkType = "NETW";
inline constexpr std::string_view answerType = "KNOW";

inline constexpr std::uint8_t wideFlag = 1;
inline constexpr std::uint8_t wideWeightsFlag = 2;

inline constexpr std::size_t maxAnswers = 256;
inline constexpr int maxAnswerSide = 4096;

/// RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF.
bool isUtf8(std::string_view text);

/// Throws Error{Corrupt} where the network cannot run on such inputs or it would cost more than a self-test
/// may.
void requireAffordable(const Network& network, const KnownAnswer& answer);

}  // namespace trabecula::core::fixedpoint::layout
