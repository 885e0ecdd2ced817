#include "core/entropy/value_table.h"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "core/entropy/adaptive_coder.h"
#include "core/entropy/affine_grid.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

enum class Form : std::uint8_t { Range, Runs, Gaps, Affine };
constexpr unsigned formBits = 2;
constexpr std::uint32_t possibleValues = 65536;
constexpr unsigned fractionLengthBits = 5;

[[noreturn]] void corrupt() {
  throw Error(ErrorCategory::Corrupt, "The coded image is damaged: its table of values makes no sense");
}

/// A run of used indices, or of unused ones; in turn, the first used.
using Runs = std::vector<std::uint32_t>;

/// Runs of an ascending sequence that begins with its smallest possible element.
template <typename Sequence>
Runs runsOf(const Sequence& ascending) {
  Runs runs = {1};
  for (std::size_t i = 1; i < ascending.size(); ++i) {
    const auto gap = static_cast<std::uint32_t>(ascending[i] - ascending[i - 1]);
    if (gap > 1) runs.insert(runs.end(), {gap - 1, 0});
    ++runs.back();
  }
  return runs;
}

void putRuns(AdaptiveEncoder& encoder, const Runs& runs) {
  AdaptiveInteger counts;
  std::array<AdaptiveInteger, 2> lengths;
  counts.put(encoder, static_cast<std::uint32_t>(runs.size() / 2));
  for (std::size_t i = 0; i < runs.size(); ++i) lengths[i % 2].put(encoder, runs[i] - 1);
}

/// Calls `use(index)` for every used index, counted from 0; there are never more than 65536 in all.
template <typename Use>
void takeRuns(AdaptiveDecoder& decoder, const Use& use) {
  AdaptiveInteger counts;
  std::array<AdaptiveInteger, 2> lengths;
  const std::uint32_t pairs = counts.get(decoder);
  if (pairs >= possibleValues / 2) corrupt();
  std::uint32_t index = 0;
  for (std::uint32_t i = 0; i < 2 * pairs + 1; ++i) {
    const std::uint32_t length = lengths[i % 2].get(decoder);
    if (length >= possibleValues - index) corrupt();
    const std::uint32_t end = index + length + 1;
    for (; i % 2 == 0 && index < end; ++index) use(index);
    index = end;
  }
}

/// Contexts of a gap: the sizes of the two before it.
class GapModel {
 public:
  void put(AdaptiveEncoder& encoder, std::uint32_t gap) {
    models_[context()].put(encoder, gap);
    remember(gap);
  }
  std::uint32_t get(AdaptiveDecoder& decoder) {
    const std::uint32_t gap = models_[context()].get(decoder);
    remember(gap);
    return gap;
  }

 private:
  static constexpr std::size_t classes = 6;
  std::size_t context() const { return previous_; }
  void remember(std::uint32_t gap) {
    previous_ = std::min(static_cast<std::size_t>(std::bit_width(gap)), classes - 1);
  }

  std::array<AdaptiveInteger, classes> models_;
  std::size_t previous_ = 0;
};

void putGaps(AdaptiveEncoder& encoder, std::span<const std::uint16_t> values) {
  AdaptiveInteger counts;
  GapModel gaps;
  counts.put(encoder, static_cast<std::uint32_t>(values.size()));
  std::uint32_t next = 0;
  for (const std::uint16_t value : values) {
    gaps.put(encoder, value - next);
    next = value + 1U;
  }
}

std::vector<std::uint16_t> takeGaps(AdaptiveDecoder& decoder) {
  AdaptiveInteger counts;
  GapModel gaps;
  const std::uint32_t count = counts.get(decoder);
  if (count > possibleValues) corrupt();
  std::vector<std::uint16_t> values;
  std::uint32_t next = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t gap = gaps.get(decoder);
    if (next >= possibleValues || gap >= possibleValues - next) corrupt();
    values.push_back(static_cast<std::uint16_t>(next + gap));
    next += gap + 1;
  }
  return values;
}

void putGrid(AdaptiveEncoder& encoder, const GridFit& fit) {
  const AffineGrid& grid = fit.grid;
  encoder.putBits(grid.origin, 16);
  encoder.putBits(grid.offset, AffineGrid::offsetBits);
  const auto zeros = std::min(static_cast<unsigned>(std::countr_zero(grid.step)), AffineGrid::stepBits);
  const unsigned fraction = AffineGrid::stepBits - zeros;
  encoder.putBits(fraction, fractionLengthBits);
  encoder.putBits(static_cast<std::uint32_t>((grid.step >> zeros) & ((std::uint64_t{1} << fraction) - 1)),
                  fraction);
  AdaptiveInteger().put(encoder, static_cast<std::uint32_t>(grid.step >> AffineGrid::stepBits));
  putRuns(encoder, runsOf(fit.indices));
  putGaps(encoder, fit.exceptions);
}

std::vector<std::uint16_t> takeGrid(AdaptiveDecoder& decoder) {
  AffineGrid grid;
  grid.origin = decoder.getBits(16);
  grid.offset = decoder.getBits(AffineGrid::offsetBits);
  const unsigned fraction = decoder.getBits(fractionLengthBits);
  if (fraction > AffineGrid::stepBits) corrupt();
  const std::uint64_t low = std::uint64_t{decoder.getBits(fraction)} << (AffineGrid::stepBits - fraction);
  const std::uint32_t whole = AdaptiveInteger().get(decoder);
  if (whole == 0 || whole >= possibleValues) corrupt();
  grid.step = (std::uint64_t{whole} << AffineGrid::stepBits) | low;
  std::vector<std::uint16_t> points;
  takeRuns(decoder, [&](std::uint32_t index) {
    const std::uint64_t point = grid.point(index);
    if (point >= possibleValues) corrupt();
    points.push_back(static_cast<std::uint16_t>(point));
  });
  const std::vector<std::uint16_t> exceptions = takeGaps(decoder);
  std::vector<std::uint16_t> values(points.size() + exceptions.size());
  std::ranges::merge(points, exceptions, values.begin());
  return values;
}

std::vector<std::uint16_t> takeRange(AdaptiveDecoder& decoder) {
  const std::uint32_t first = decoder.getBits(16);
  const std::uint32_t last = decoder.getBits(16);
  if (last < first) corrupt();
  std::vector<std::uint16_t> values;
  for (std::uint32_t value = first; value <= last; ++value)
    values.push_back(static_cast<std::uint16_t>(value));
  return values;
}

std::vector<std::uint16_t> takeRunTable(AdaptiveDecoder& decoder) {
  const std::uint32_t first = decoder.getBits(16);
  std::vector<std::uint16_t> values;
  takeRuns(decoder, [&](std::uint32_t index) {
    if (index >= possibleValues - first) corrupt();
    values.push_back(static_cast<std::uint16_t>(first + index));
  });
  return values;
}

template <typename Put>
ByteVector coded(Form form, const Put& put) {
  AdaptiveEncoder encoder;
  encoder.putBits(static_cast<std::uint32_t>(form), formBits);
  put(encoder);
  return encoder.finish();
}

}  // namespace

ByteVector encodeValueTable(std::span<const std::uint16_t> values) {
  if (values.empty()) throw Error(ErrorCategory::InvalidArgument, "A table of values needs one at least");
  if (static_cast<std::size_t>(values.back() - values.front()) + 1 == values.size()) {
    return coded(Form::Range, [&](AdaptiveEncoder& encoder) {
      encoder.putBits(values.front(), 16);
      encoder.putBits(values.back(), 16);
    });
  }
  ByteVector best = coded(Form::Gaps, [&](AdaptiveEncoder& encoder) { putGaps(encoder, values); });
  const auto offer = [&best](ByteVector other) {
    if (other.size() < best.size()) best = std::move(other);
  };
  offer(coded(Form::Runs, [&](AdaptiveEncoder& encoder) {
    encoder.putBits(values.front(), 16);
    putRuns(encoder, runsOf(values));
  }));
  if (const std::optional<GridFit> fit = fitAffineGrid(values)) {
    offer(coded(Form::Affine, [&](AdaptiveEncoder& encoder) { putGrid(encoder, *fit); }));
  }
  return best;
}

std::vector<std::uint16_t> decodeValueTable(ByteSpan bytes) {
  AdaptiveDecoder decoder(bytes);
  std::vector<std::uint16_t> values;
  switch (static_cast<Form>(decoder.getBits(formBits))) {
    case Form::Range:
      values = takeRange(decoder);
      break;
    case Form::Runs:
      values = takeRunTable(decoder);
      break;
    case Form::Gaps:
      values = takeGaps(decoder);
      break;
    case Form::Affine:
      values = takeGrid(decoder);
      break;
  }
  if (!decoder.finished() || values.empty()) corrupt();
  if (std::ranges::adjacent_find(values, std::greater_equal()) != values.end()) corrupt();
  return values;
}

}  // namespace trabecula::core
