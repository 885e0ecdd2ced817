#include <algorithm>
#include <cstdint>
#include <exception>
#include <thread>
#include <vector>

#include "core/fixedpoint/map_layers.h"
#include "core/fixedpoint/prepared_conv.h"

namespace trabecula::core::fixedpoint {
namespace {

/// Columns that one pass over a block of weights serves: the inputs of so many stay in the first-level cache.
constexpr int chunkLanes = 64;
/// Values of the packed input that a band of rows should not exceed by much: half a megabyte.
constexpr std::int64_t bandValues = std::int64_t{1} << 18U;

/// Packs and convolves bands of rows of one map. One object a thread.
class BandConvolver {
 public:
  BandConvolver(const Layer& layer, const PreparedConv& conv, const FeatureMap& input, FeatureMap& output)
      : layer_(layer),
        conv_(conv),
        input_(input),
        output_(output),
        phaseWidth_(wholeLaneGroups(output.shape.width) + (layer.kernelWidth - 1) / layer.stride),
        rowStep_(std::ptrdiff_t{2} * phaseWidth_ * layer.stride) {
    const std::int64_t pairs = (input.shape.channels + 1) / 2;
    const std::int64_t rows = bandValues / (pairs * rowStep_) - layer.kernelHeight + 1;
    bandRows_ =
        std::min(static_cast<int>(std::clamp<std::int64_t>(rows / layer.stride, 4, 64)), output.shape.height);
    packedRows_ = (bandRows_ - 1) * layer.stride + layer.kernelHeight;
    packed_.resize(static_cast<std::size_t>(pairs * packedRows_ * rowStep_));
    offsets_ = conv.offsets(packedRows_ * rowStep_, rowStep_, std::ptrdiff_t{2} * phaseWidth_);
    tail_.resize(static_cast<std::size_t>(output.shape.channels) * laneGroup);
  }

  /// Output rows first..end-1.
  void run(int first, int end) {
    for (int y = first; y < end; y += bandRows_) {
      const int rows = std::min(bandRows_, end - y);
      pack(y * layer_.stride - (layer_.kernelHeight - 1) / 2,
           (rows - 1) * layer_.stride + layer_.kernelHeight);
      for (int row = 0; row < rows; ++row) convolveRow(row * layer_.stride, y + row);
    }
  }

 private:
  void pack(int firstRow, int rows) {
    const std::vector<std::int16_t> absent(static_cast<std::size_t>(input_.shape.width));
    for (int pair = 0; pair < (input_.shape.channels + 1) / 2; ++pair) {
      const bool single = 2 * pair + 1 == input_.shape.channels;
      for (int row = 0; row < rows; ++row) {
        std::int16_t* target = packed_.data() + (std::ptrdiff_t{pair} * packedRows_ + row) * rowStep_;
        const int y = firstRow + row;
        if (y < 0 || y >= input_.shape.height) {
          std::fill_n(target, rowStep_, std::int16_t{0});
        } else {
          packRow(input_.row(2 * pair, y), single ? absent.data() : input_.row(2 * pair + 1, y), target);
        }
      }
    }
  }

  /// Column x of the input lies at column x + margin of the padded row: even columns in the first phase, odd
  /// ones in the second where the stride is two.
  void packRow(const std::int16_t* first, const std::int16_t* second, std::int16_t* target) const {
    const int margin = (layer_.kernelWidth - 1) / 2;
    const int stride = layer_.stride;
    for (int phase = 0; phase < stride; ++phase) {
      std::int16_t* run = target + std::ptrdiff_t{2} * phase * phaseWidth_;
      // Columns begin..end-1 of the run are x = (column * stride + phase - margin) within the row.
      const int begin = std::max(0, (margin - phase + stride - 1) / stride);
      const int last = input_.shape.width - 1 + margin - phase;
      const int end = last < 0 ? begin : std::clamp(last / stride + 1, begin, phaseWidth_);
      std::fill(run, run + std::ptrdiff_t{2} * begin, std::int16_t{0});
      const std::ptrdiff_t skipped = std::ptrdiff_t{begin} * stride + phase - margin;
      if (end > begin) {
        interleave(first + skipped, second + skipped, stride, end - begin, run + std::ptrdiff_t{2} * begin);
      }
      std::fill(run + std::ptrdiff_t{2} * end, run + std::ptrdiff_t{2} * phaseWidth_, std::int16_t{0});
    }
  }

  /// target[2i] = first[i * stride], target[2i + 1] = second[i * stride].
  static void interleave(const std::int16_t* first, const std::int16_t* second, int stride, int count,
                         std::int16_t* target) {
    if (stride == 1) {  // its own loop, which compilers turn into vector code
      for (std::ptrdiff_t i = 0; i < count; ++i) {
        target[2 * i] = first[i];
        target[2 * i + 1] = second[i];
      }
    } else {
      for (std::ptrdiff_t i = 0; i < count; ++i) {
        target[2 * i] = first[i * stride];
        target[2 * i + 1] = second[i * stride];
      }
    }
  }

  void convolveRow(int packedRow, int y) {
    const int width = output_.shape.width;
    const int whole = width / laneGroup * laneGroup;
    ConvCall call = conv_.call();
    call.offsets = offsets_.data();
    call.paired = false;
    const std::int16_t* row = packed_.data() + packedRow * rowStep_;
    for (int x = 0; x < whole; x += chunkLanes) {
      call.input = row + std::ptrdiff_t{2} * x;
      call.lanes = std::min(chunkLanes, whole - x);
      call.output = output_.row(0, y) + x;
      call.outputStride = static_cast<std::ptrdiff_t>(output_.shape.pixels());
      conv_.run(call);
    }
    if (whole == width) return;
    call.input = row + std::ptrdiff_t{2} * whole;
    call.lanes = laneGroup;
    call.output = tail_.data();
    call.outputStride = laneGroup;
    conv_.run(call);
    for (int channel = 0; channel < output_.shape.channels; ++channel) {
      std::copy_n(tail_.data() + std::ptrdiff_t{channel} * laneGroup, width - whole,
                  output_.row(channel, y) + whole);
    }
  }

  const Layer& layer_;
  const PreparedConv& conv_;
  const FeatureMap& input_;
  FeatureMap& output_;
  int phaseWidth_;  // columns of a phase
  std::ptrdiff_t rowStep_;
  int bandRows_ = 0;
  int packedRows_ = 0;
  std::vector<std::int16_t> packed_;  // [pair of channels][row][phase][column][2]
  std::vector<std::ptrdiff_t> offsets_;
  std::vector<std::int16_t> tail_;  // [channel][laneGroup]: the last columns of a row
};

}  // namespace

void convMap(const Layer& layer, const FeatureMap& input, FeatureMap& output, const Kernels& kernels,
             int threads) {
  const PreparedConv conv(layer, input.shape.channels, kernels);
  const int rows = output.shape.height;
  const int workers = std::clamp(threads, 1, rows);
  if (workers == 1) {
    BandConvolver(layer, conv, input, output).run(0, rows);
    return;
  }
  std::vector<std::exception_ptr> failures(static_cast<std::size_t>(workers));
  const auto work = [&](int worker) {
    try {
      const auto begin = static_cast<int>(std::int64_t{rows} * worker / workers);
      const auto end = static_cast<int>(std::int64_t{rows} * (worker + 1) / workers);
      BandConvolver(layer, conv, input, output).run(begin, end);
    } catch (...) {
      failures[static_cast<std::size_t>(worker)] = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> pool;
    for (int worker = 1; worker < workers; ++worker) pool.emplace_back(work, worker);
    work(0);
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

}  // namespace trabecula::core::fixedpoint
