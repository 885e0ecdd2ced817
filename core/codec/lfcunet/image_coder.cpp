#include "core/codec/lfcunet/image_coder.h"

#include <algorithm>
#include <bit>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/codec/coded_plane.h"
#include "core/codec/jpegxl/jpegxl_decoder.h"
#include "core/codec/lfcunet/stream.h"
#include "core/codec/lfcunet/sub_images.h"
#include "core/codec/lfcunet/tiles.h"
#include "core/codec/parameters.h"
#include "core/codec/raw_values.h"
#include "core/codec/registry.h"
#include "core/codec/tile_jobs.h"
#include "core/entropy/rans.h"
#include "core/fixedpoint/engine.h"
#include "core/support/error.h"
#include "core/support/sha256.h"

namespace trabecula::core::lfcunet {
namespace {

constexpr std::size_t rawCheckBytes = 8;
/// Part of the work that coding sub-image A is, for the progress.
constexpr double shareOfA = 0.2;

[[noreturn]] void fail(const std::string& what) {
  throw Error(ErrorCategory::Corrupt, "The LFC-UNet stream is damaged: " + what);
}

std::string nameOf(std::size_t tile) {
  return "tile " + std::to_string(tile + 1);
}

void append(ByteVector& bytes, std::uint16_t value) {
  bytes.push_back(static_cast<std::byte>(value & 0xFFU));
  bytes.push_back(static_cast<std::byte>(value >> 8U));
}

std::uint64_t digestOf(ByteSpan bytes) {
  return readLe64(sha256Of(bytes).data());
}

/// Of all values of a tile, and its place: travels in the initial states of the tile's coder.
std::uint64_t checkOf(const SubImages& parts, const Tile& tile) {
  ByteVector bytes;
  bytes.reserve(4 + 2 * parts.values.size() * static_cast<std::size_t>(tile.width) *
                        static_cast<std::size_t>(tile.height));
  append(bytes, static_cast<std::uint16_t>(tile.x));
  append(bytes, static_cast<std::uint16_t>(tile.y));
  for (const std::vector<std::uint16_t>& part : parts.values) {
    for (int y = tile.y; y < tile.y + tile.height; ++y) {
      const auto begin = part.begin() + static_cast<std::ptrdiff_t>(parts.index(tile.x, y));
      std::for_each(begin, begin + tile.width, [&](std::uint16_t v) { append(bytes, v); });
    }
  }
  return digestOf(bytes);
}

ByteVector rawStream(PlaneHeader header, const CodedPlane& plane) {
  ByteVector values = writeRaw(plane.values, plane.maximum);
  const std::uint64_t check = digestOf(values);
  for (unsigned i = 0; i < rawCheckBytes; ++i) values.push_back(static_cast<std::byte>(check >> (8 * i)));
  header.flag = true;
  return writeStream(header, {}, {std::move(values)});
}

ImageFormat formatOfA(const ImageFormat& format, std::int32_t maximum) {
  return {.width = (format.width + 1) / 2,
          .height = (format.height + 1) / 2,
          .frames = 1,
          .bitsStored = static_cast<int>(std::bit_width(static_cast<std::uint32_t>(maximum)))};
}

ByteVector encodeA(const SubImages& parts, std::int32_t maximum, JobContext& context) {
  const Codec& codec = CodecRegistry::instance().get("jpegxl");
  const ImageFormat whole{.width = parts.width, .height = parts.height};
  const Image a(formatOfA(whole, maximum), parts.of(Part::A));
  // At its default effort: at 9, libjxl 0.7 fails an assertion of its own on some small images.
  return codec.encode(a, Parameters::defaults(codec.info()), context).bytes;
}

std::vector<std::uint16_t> decodeA(ByteSpan stream, const ImageFormat& format, std::int32_t maximum,
                                   JobContext& context) {
  const Image a = decodeJpegXl(stream, context, formatOfA(format, maximum));
  std::vector<std::uint16_t> values(a.samples().begin(), a.samples().end());
  for (std::uint16_t& v : values) v = static_cast<std::uint16_t>(std::min<std::int32_t>(v, maximum));
  return values;
}

/// Threads of the engine beside those that work on other tiles.
int engineThreads(const JobContext& context, std::size_t tiles) {
  return std::max(1, context.threads() / static_cast<int>(std::max<std::size_t>(tiles, 1)));
}

std::vector<LevelMap> mapsOf(const SubImages& parts, const std::vector<Tile>& tiles, std::int32_t maximum) {
  std::vector<LevelMap> maps;
  maps.reserve(tiles.size());
  for (const Tile& tile : tiles) maps.emplace_back(parts, tile, maximum);
  return maps;
}

int rowsOf(const std::vector<Tile>& tiles) {
  return std::accumulate(tiles.begin(), tiles.end(), 0,
                         [](int rows, const Tile& t) { return rows + t.height; });
}

/// Codes the tiles, each with all three stages.
std::vector<ByteVector> encodeTiles(const LfcModel& model, const fixedpoint::Engine& engine,
                                    const SubImages& parts, std::int32_t maximum, JobContext& context,
                                    ImageAnalysis* analysis) {
  const std::vector<Tile> tiles = tilesOf(parts.partWidth(), parts.partHeight());
  const std::vector<LevelMap> maps = mapsOf(parts, tiles, maximum);
  if (analysis != nullptr) {
    for (StageAnalysis& stage : analysis->stages) {
      stage.residuals.resize(parts.partPixels());
      stage.bits.resize(parts.partPixels());
    }
  }
  std::vector<ByteVector> streams(tiles.size());
  runTiles(static_cast<int>(tiles.size()), 3 * rowsOf(tiles), context,
           [&](int number, const TileProgress& progress) {
             const auto t = static_cast<std::size_t>(number);
             RansEncoder encoder(states);
             for (int stage = 0; stage < 3; ++stage) {
               const StageJob job{model,   engine, engineThreads(context, tiles.size()), stage, tiles[t],
                                  maps[t], maximum};
               const int before = stage * tiles[t].height;
               encodeStage(
                   job, parts, encoder, [&](int done) { progress(before + done); },
                   analysis == nullptr ? nullptr : &analysis->stages[static_cast<std::size_t>(stage)]);
             }
             streams[t] = encoder.finish(checkOf(parts, tiles[t]));
           });
  return streams;
}

void decodeTiles(const LfcModel& model, const fixedpoint::Engine& engine,
                 const std::vector<ByteSpan>& streams, std::int32_t maximum, SubImages& parts,
                 JobContext& context) {
  const std::vector<Tile> tiles = tilesOf(parts.partWidth(), parts.partHeight());
  const std::vector<LevelMap> maps = mapsOf(parts, tiles, maximum);
  std::vector<RansDecoder> decoders;
  decoders.reserve(streams.size());
  for (const ByteSpan stream : streams) decoders.emplace_back(stream, states);
  for (int stage = 0; stage < 3; ++stage) {
    JobContext part = context.part(stage / 3.0, (stage + 1) / 3.0);
    // All tiles of a sub-image before the next one, which looks at them.
    runTiles(static_cast<int>(tiles.size()), rowsOf(tiles), part,
             [&](int number, const TileProgress& progress) {
               const auto t = static_cast<std::size_t>(number);
               const StageJob job{model,   engine, engineThreads(context, tiles.size()), stage, tiles[t],
                                  maps[t], maximum};
               // Damaged streams may name far more pixels than they have bytes for.
               decodeStage(job, parts, decoders[t], [&](int rowsDone) {
                 if (decoders[t].truncated()) fail("the end of " + nameOf(t) + " is missing");
                 progress(rowsDone);
               });
             });
    fillMissing(parts, stages[static_cast<std::size_t>(stage)]);
  }
  for (std::size_t t = 0; t < tiles.size(); ++t) {
    if (!decoders[t].finished(checkOf(parts, tiles[t]))) fail(nameOf(t) + " has a wrong checksum");
  }
}

std::vector<std::uint16_t> readRawValues(ByteSpan bytes, const ImageFormat& format, std::int32_t maximum) {
  std::vector<std::uint16_t> values(format.pixels());
  if (bytes.size() != rawBytes(values.size(), maximum) + rawCheckBytes) fail("it has a wrong size");
  const ByteSpan raw = bytes.first(bytes.size() - rawCheckBytes);
  if (readLe64(bytes.last(rawCheckBytes).data()) != digestOf(raw)) fail("its values have a wrong checksum");
  readRaw(raw, maximum, values);
  return values;
}

}  // namespace

ByteVector encodeImage(const LfcModel& model, const fixedpoint::Engine& engine, const Image& image,
                       JobContext& context, ImageAnalysis* analysis) {
  context.report(0);
  CodedPlane plane = codedPlane(image);
  PlaneHeader header{image.format(), model.id(), std::move(plane.packingTable)};
  if (plane.maximum == 0) return writeStream(header, {}, {});
  const SubImages parts = split(image.width(), image.height(), plane.values);
  JobContext first = context.part(0, shareOfA);
  const ByteVector a = encodeA(parts, plane.maximum, first);
  JobContext second = context.part(shareOfA, 1);
  ByteVector stream =
      writeStream(header, a, encodeTiles(model, engine, parts, plane.maximum, second, analysis));
  ByteVector raw = rawStream(header, plane);
  const bool isRaw = raw.size() <= stream.size();
  if (analysis != nullptr) {
    analysis->bytesOfA = a.size();
    if (isRaw) *analysis = {};
  }
  return isRaw ? raw : stream;
}

Image decodeImage(ByteSpan bytes, const ModelLookup& modelOf, const fixedpoint::Engine& engine,
                  JobContext& context) {
  const ParsedStream stream = parseStream(bytes);
  const ImageFormat& format = stream.header.format;
  const PlaneDecoding plane(stream.header);
  const std::int32_t maximum = plane.maximum();
  const bool hasValues = stream.header.flag || !stream.a.empty();
  if (hasValues != (maximum > 0)) fail("its sub-images are missing");
  std::vector<std::uint16_t> values;
  if (stream.header.flag) {
    values = readRawValues(stream.raw, format, maximum);
  } else if (maximum > 0) {
    const LfcModel& model = modelOf(stream.header.model);
    JobContext first = context.part(0, shareOfA);
    // A first: only a stream that has one makes room for the others.
    std::vector<std::uint16_t> a = decodeA(stream.a, format, maximum, first);
    SubImages parts(format.width, format.height);
    parts.of(Part::A) = std::move(a);
    JobContext second = context.part(shareOfA, 1);
    decodeTiles(model, engine, stream.tiles, maximum, parts, second);
    values = join(parts);
  } else {
    values.resize(format.pixels());
  }
  return plane.image(std::move(values));
}

}  // namespace trabecula::core::lfcunet
