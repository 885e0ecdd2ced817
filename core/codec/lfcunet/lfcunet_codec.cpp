#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "core/codec/codec.h"
#include "core/codec/lfcunet/image_coder.h"
#include "core/codec/lfcunet/presets.h"
#include "core/codec/lfcunet/stream.h"
#include "core/codec/lfcunet/sub_images.h"
#include "core/codec/native_file.h"
#include "core/fixedpoint/engine.h"
#include "core/support/sha256.h"

namespace trabecula::core {
namespace {

using lfcunet::Part;
using lfcunet::SubImages;

constexpr std::array<const char*, 3> stageTitles = {"D", "B", "C"};

CodecInfo makeInfo() {
  CodecInfo info;
  info.id = "lfc-unet";
  info.title = "LFC-UNet";
  info.implementation = "Trabecula LFC-UNet 1 (Liao and Li 2024)";
  info.lossless = true;
  info.usesGpu = true;
  info.minBits = 1;
  info.maxBits = 16;
  info.nativeFile = {.extension = ".tlu", .minBits = 1, .maxBits = 16, .signedSamples = true};
  info.models = {{"small", toHex(lfcunet::smallModelFile().last(sizeof(Sha256Digest)))}};
  info.parameters = {
      {.name = "preset",
       .title = "Preset",
       .meaning = "Size of the networks: larger ones make smaller files and take longer, both ways.",
       .range = Choice{{"small"}}},
  };
  return info;
}

class LfcUnetCodec final : public Codec {
 public:
  const CodecInfo& info() const override { return info_; }
  Fidelity fidelity(const Parameters& /*parameters*/) const override { return {}; }

  Encoded encode(const Image& image, const Parameters& /*parameters*/, JobContext& context) const override {
    requireHolds(info_, image.format());
    return {lfcunet::encodeImage(lfcunet::smallModel(), *engineOf(context), image, context)};
  }

  Image decode(ByteSpan stream, JobContext& context) const override {
    return lfcunet::decodeImage(stream, lfcunet::modelOfId, *engineOf(context), context);
  }

  bool recognises(ByteSpan head) const override { return lfcunet::isStream(head); }

  /// Residuals of sub-images D, B and C of every frame, and what each pixel cost. JPEG XL does not tell what
  /// A's pixels cost: all of them have the mean.
  Analysis analyse(const Image& image, const Parameters& /*parameters*/, JobContext& context) const override {
    Analysis analysis;
    analysis.bitCost.reserve(image.format().pixels());
    for (int frame = 0; frame < image.frames(); ++frame) {
      JobContext part = context.part(static_cast<double>(frame) / image.frames(),
                                     static_cast<double>(frame + 1) / image.frames());
      analyseFrame(image, frame, part, analysis);
    }
    return analysis;
  }

 private:
  static std::shared_ptr<const fixedpoint::Engine> engineOf(const JobContext& context) {
    return fixedpoint::engineForDevice(context.device());
  }

  /// D, B and C share the streams of the tiles: each has as much of them as its pixels cost.
  static void addStreamSizes(ByteSpan stream, const lfcunet::ImageAnalysis& coded, Analysis& analysis) {
    const lfcunet::ParsedStream parsed = lfcunet::parseStream(stream);
    std::uint64_t tileBytes = 0;
    for (const ByteSpan tile : parsed.tiles) tileBytes += tile.size();
    addStreamSize(analysis.streams, "Header",
                  stream.size() - parsed.raw.size() - parsed.a.size() - tileBytes);
    if (!parsed.raw.empty()) addStreamSize(analysis.streams, "Raw values", parsed.raw.size());
    if (parsed.a.empty()) return;
    addStreamSize(analysis.streams, "Sub-image A", parsed.a.size());
    std::array<double, stageTitles.size()> bits{};
    for (std::size_t s = 0; s < bits.size(); ++s)
      bits[s] = std::accumulate(coded.stages[s].bits.begin(), coded.stages[s].bits.end(), 0.0);
    const double allBits = std::max(std::accumulate(bits.begin(), bits.end(), 0.0), 1.0);
    double before = 0;
    std::uint64_t given = 0;
    for (std::size_t s = 0; s < bits.size(); ++s) {
      before += bits[s];
      const bool last = s + 1 == bits.size();
      const auto upToHere =
          last ? tileBytes
               : static_cast<std::uint64_t>(std::llround(before / allBits * static_cast<double>(tileBytes)));
      addStreamSize(analysis.streams, "Sub-image " + std::string(stageTitles[s]), upToHere - given);
      given = upToHere;
    }
  }

  static void analyseFrame(const Image& image, int frame, JobContext& context, Analysis& analysis) {
    lfcunet::ImageAnalysis coded;
    const ByteVector stream =
        lfcunet::encodeImage(lfcunet::smallModel(), *engineOf(context), image.frame(frame), context, &coded);
    const SubImages parts(image.width(), image.height());
    const std::string suffix = image.frames() > 1 ? ", frame " + std::to_string(frame + 1) : "";
    for (std::size_t s = 0; s < coded.stages.size(); ++s) {
      ResidualMap map{parts.partWidth(), parts.partHeight(), std::move(coded.stages[s].residuals),
                      "Residual of sub-image " + std::string(stageTitles[s]) + suffix};
      map.values.resize(parts.partPixels());
      analysis.predictionResiduals.push_back(std::move(map));
    }
    addStreamSizes(stream, coded, analysis);
    const std::size_t begin = analysis.bitCost.size();
    const double all = 8.0 * static_cast<double>(stream.size());
    analysis.bitCost.resize(begin + image.format().pixels() / static_cast<std::size_t>(image.frames()),
                            static_cast<float>(all / (static_cast<double>(image.width()) * image.height())));
    if (coded.bytesOfA == 0) return;  // raw, or one value
    const auto ofA = static_cast<float>(8.0 * static_cast<double>(coded.bytesOfA) /
                                        static_cast<double>(parts.partPixels()));
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x) {
        float& cost =
            analysis.bitCost[begin + static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width()) +
                             static_cast<std::size_t>(x)];
        cost = ofA;
        for (std::size_t s = 0; s < lfcunet::stages.size(); ++s) {
          const Part part = lfcunet::stages[s];
          if (y % 2 == lfcunet::partRow(part) && x % 2 == lfcunet::partColumn(part)) {
            cost = coded.stages[s].bits[parts.index(x / 2, y / 2)];
          }
        }
      }
    }
  }

  CodecInfo info_ = makeInfo();
};

}  // namespace

std::unique_ptr<Codec> makeLfcUnetCodec() {
  return std::make_unique<LfcUnetCodec>();
}

}  // namespace trabecula::core
