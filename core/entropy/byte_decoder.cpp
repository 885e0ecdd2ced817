// Included once for every set of instructions (Highway's foreach_target).
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/entropy/byte_decoder.cpp"
#include <hwy/foreach_target.h>
// Highway's header has to follow foreach_target.h.
#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "core/entropy/byte_decoder.h"
#include "core/entropy/rans.h"
#include "core/support/bytes.h"

HWY_BEFORE_NAMESPACE();
namespace trabecula::core::HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR
/// Without vectors there is nothing to gain over RansDecoder itself.
std::size_t rounds(RansDecoder&, const ByteLookup&, std::byte*, std::size_t) {
  return 0;
}
#else
namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::CappedTag<std::uint64_t, 8>;

/// For every set of lanes that read a word, which of the next words each lane takes; eight lanes of a byte.
struct WordOrder {
  constexpr WordOrder() {
    for (unsigned mask = 0; mask < 256; ++mask) {
      std::uint8_t next = 0;
      for (unsigned lane = 0; lane < 8; ++lane) {
        order[mask * 8 + lane] = next;
        next = static_cast<std::uint8_t>(next + ((mask >> lane) & 1U));
      }
    }
  }
  std::uint8_t order[256 * 8] = {};
};
constexpr WordOrder wordOrder;

/// RansDecoder::advance for one vector of states; returns the number of words read.
HWY_INLINE std::size_t advanceVector(std::uint64_t* HWY_RESTRICT states,
                                     const std::uint64_t* HWY_RESTRICT intervals, const std::byte* words) {
  const Tag d;
  const hn::Rebind<std::uint32_t, Tag> d32;
  const hn::Rebind<std::uint8_t, Tag> d8;
  const auto state = hn::LoadU(d, states);
  const auto interval = hn::LoadU(d, intervals);
  const auto frequency = hn::ShiftRight<32>(interval);
  const auto start = hn::And(interval, hn::Set(d, 0xFFFFFFFFU));
  const auto high = hn::ShiftRight<16>(state);
  // frequency * high: frequency has 17 bits, high 40; each product of 32-bit halves is exact.
  const auto low32 = [&](auto v) { return hn::BitCast(hn::Repartition<std::uint32_t, Tag>(), v); };
  const auto product =
      hn::Add(hn::MulEven(low32(frequency), low32(high)),
              hn::ShiftLeft<32>(hn::MulEven(low32(frequency), low32(hn::ShiftRight<32>(high)))));
  const auto next = hn::Sub(hn::Add(product, hn::And(state, hn::Set(d, 0xFFFF))), start);
  const auto reads = hn::Lt(next, hn::Set(d, rans::lowerBound));
  std::uint8_t bits[8] = {};
  hn::StoreMaskBits(d, reads, bits);
  // Lanes fewer than eight leave the upper bits of the byte undefined.
  const unsigned mask = bits[0] & ((1U << hn::Lanes(d)) - 1U);
  const auto order = hn::PromoteTo(d, hn::PromoteTo(d32, hn::LoadU(d8, wordOrder.order + mask * 8)));
  const auto ahead =
      hn::PromoteTo(d, hn::BitCast(d32, hn::LoadU(hn::Repartition<std::uint8_t, decltype(d32)>(),
                                                  reinterpret_cast<const std::uint8_t*>(words))));
  const auto word = hn::TableLookupLanes(ahead, hn::IndicesFromVec(d, order));
  hn::StoreU(hn::IfThenElse(reads, hn::Or(hn::ShiftLeft<32>(next), word), next), d, states);
  return hwy::PopCount(mask);
}

std::size_t rounds(RansDecoder& decoder, const ByteLookup& lookup, std::byte* out, std::size_t count) {
  const std::size_t lanes = hn::Lanes(Tag());
  const std::uint8_t* HWY_RESTRICT symbols = lookup.symbols.data();
  alignas(64) std::uint64_t states[simdStates];
  alignas(64) std::uint64_t intervals[simdStates];
  std::copy_n(decoder.values(), simdStates, states);
  std::size_t done = 0;
  const ByteSpan words = decoder.unreadWords();
  std::size_t position = 0;
  // A round reads at most one word a state; vectors look up to eight words ahead.
  while (count - done >= simdStates && words.size() - position >= (simdStates + 8) * rans::wordBytes) {
    for (unsigned i = 0; i < simdStates; ++i) {
      const std::uint8_t symbol = symbols[states[i] & 0xFFFFU];
      out[done + i] = std::byte{symbol};
      intervals[i] = lookup.intervals[symbol];
    }
    for (std::size_t i = 0; i < simdStates; i += lanes) {
      position += rans::wordBytes * advanceVector(states + i, intervals + i, words.data() + position);
    }
    done += simdStates;
  }
  std::copy_n(states, simdStates, decoder.values());
  decoder.skipWords(position / rans::wordBytes);
  return done;
}
#endif

}  // namespace trabecula::core::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace trabecula::core {

HWY_EXPORT(rounds);

std::size_t decodeRounds(RansDecoder& decoder, const ByteLookup& lookup, std::byte* out, std::size_t count) {
  return HWY_DYNAMIC_DISPATCH(rounds)(decoder, lookup, out, count);
}

}  // namespace trabecula::core
#endif
