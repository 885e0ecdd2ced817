#include "core/entropy/rans.h"

#include <gtest/gtest.h>

#include "core/support/error.h"
#include "tests/support/seeded_image.h"

namespace trabecula::core {
namespace {

struct Symbol {
  unsigned state;
  std::uint32_t start;
  std::uint32_t frequency;
  unsigned bits;  ///< raw bits, in which case start is their value
};

/// Any intervals, among them the narrowest and the widest; raw bits in between.
std::vector<Symbol> randomSymbols(unsigned states, std::size_t count, std::uint64_t seed) {
  tests::Lcg random(seed);
  std::vector<Symbol> symbols(count);
  for (Symbol& symbol : symbols) {
    symbol = {random.below(states), 0, 0, 0};
    if (random.below(4) == 0) {
      symbol.bits = random.below(17);
      symbol.start = random.next() & ((1U << symbol.bits) - 1U);
    } else {
      symbol.frequency = 1 + random.below(1U << (1 + random.below(16)));
      symbol.start = random.below(65536 - symbol.frequency + 1);
    }
  }
  return symbols;
}

ByteVector encoded(const std::vector<Symbol>& symbols, unsigned states, std::uint64_t check) {
  RansEncoder encoder(states);
  for (const Symbol& symbol : symbols) {
    if (symbol.frequency == 0) {
      encoder.putBits(symbol.state, symbol.start, symbol.bits);
    } else {
      encoder.put(symbol.state, symbol.start, symbol.frequency);
    }
  }
  return encoder.finish(check);
}

/// Number of symbols that come back as they should before the first that does not.
std::size_t decodeAll(RansDecoder& decoder, const std::vector<Symbol>& symbols) {
  std::size_t right = 0;
  for (const Symbol& symbol : symbols) {
    if (symbol.frequency == 0) {
      if (decoder.bits(symbol.state, symbol.bits) != symbol.start) return right;
    } else {
      const std::uint32_t slot = decoder.slot(symbol.state);
      if (slot < symbol.start || slot - symbol.start >= symbol.frequency) return right;
      decoder.advance(symbol.state, symbol.start, symbol.frequency);
    }
    ++right;
  }
  return right;
}

TEST(Rans, GivesBackEverySymbolInAnyInterleaving) {
  for (const unsigned states : {1U, 2U, 3U, 4U, 7U, 8U, 31U, 64U}) {
    for (const std::size_t count : {0U, 1U, 2U, 100U, 20000U}) {
      const std::uint64_t check = 0x123456789ABCDEF0U >> (states == 1 ? 40 : states == 2 ? 16 : 0);
      const std::vector<Symbol> symbols = randomSymbols(states, count, states * 1000 + count);
      const ByteVector stream = encoded(symbols, states, check);
      RansDecoder decoder(stream, states);
      EXPECT_EQ(decodeAll(decoder, symbols), count) << states << " states";
      EXPECT_NO_THROW(decoder.requireFinished(check));
      EXPECT_THROW(decoder.requireFinished(check ^ 1U), Error);
    }
  }
}

TEST(Rans, TakesTheBitsThatTheProbabilitiesSay) {
  // 100,000 symbols of probability 1/1024 and 1/2 in turn: 11 bits a pair.
  RansEncoder encoder(8);
  for (unsigned i = 0; i < 100000; ++i) encoder.put(i % 8, i % 2 == 0 ? 64 : 0, i % 2 == 0 ? 64 : 32768);
  const double ideal = 50000.0 * 11 / 8;
  EXPECT_LT(static_cast<double>(encoder.finish().size()), ideal + 8 * 4 + 4);
}

TEST(Rans, CertainSymbolsCostNothing) {
  RansEncoder encoder(1);
  for (int i = 0; i < 1000; ++i) encoder.put(0, 0, 65536);
  EXPECT_EQ(encoder.finish().size(), 5U);
}

TEST(Rans, AnEncoderCanBeUsedAnew) {
  const std::vector<Symbol> symbols = randomSymbols(4, 500, 3);
  RansEncoder encoder(4);
  const auto put = [&] {
    for (const Symbol& s : symbols) {
      if (s.frequency != 0) encoder.put(s.state, s.start, s.frequency);
    }
  };
  put();
  const ByteVector first = encoder.finish();
  EXPECT_EQ(encoder.symbols(), 0U);
  put();
  EXPECT_EQ(encoder.finish(), first);
}

TEST(Rans, MissingAndForeignWordsAreNoticed) {
  const std::vector<Symbol> symbols = randomSymbols(4, 3000, 9);
  const ByteVector stream = encoded(symbols, 4, 0);
  for (std::size_t length = 0; length < stream.size(); length += length < 64 ? 1 : 97) {
    try {
      RansDecoder decoder(ByteSpan(stream).first(length), 4);
      decodeAll(decoder, symbols);
      EXPECT_FALSE(decoder.finished()) << length;
      EXPECT_THROW(decoder.requireFinished(), Error);
    } catch (const Error& error) {
      EXPECT_EQ(error.category(), ErrorCategory::Corrupt);
    }
  }
  ByteVector longer = stream;
  longer.insert(longer.end(), 4, std::byte{0});
  RansDecoder decoder(longer, 4);
  EXPECT_EQ(decodeAll(decoder, symbols), symbols.size());
  EXPECT_FALSE(decoder.finished());
}

TEST(Rans, BitFlipsDoNotPassForTheEnd) {
  const std::vector<Symbol> symbols = randomSymbols(3, 300, 5);
  const ByteVector stream = encoded(symbols, 3, 77);
  for (std::size_t position = 0; position < stream.size(); ++position) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      ByteVector damaged = stream;
      damaged[position] ^= std::byte(1U << bit);
      try {
        RansDecoder decoder(damaged, 3);
        EXPECT_FALSE(decodeAll(decoder, symbols) == symbols.size() && decoder.finished(77)) << position;
      } catch (const Error&) {
      }
    }
  }
}

TEST(Rans, RefusesSenselessStateCounts) {
  EXPECT_THROW(RansEncoder(0), Error);
  EXPECT_THROW(RansEncoder(65), Error);
  EXPECT_THROW(RansDecoder({}, 0), Error);
}

}  // namespace
}  // namespace trabecula::core
