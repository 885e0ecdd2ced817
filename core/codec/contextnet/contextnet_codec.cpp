#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/codec/codec.h"
#include "core/codec/contextnet/image_coder.h"
#include "core/codec/contextnet/presets.h"
#include "core/codec/contextnet/stream.h"
#include "core/codec/native_file.h"
#include "core/support/sha256.h"

namespace trabecula::core {
namespace {

CodecInfo makeInfo() {
  CodecInfo info;
  info.id = "contextnet";
  info.title = "ContextNet";
  info.implementation = "Trabecula ContextNet 1";
  for (const std::string& preset : contextnet::presetNames())
    info.models.push_back({preset, toHex(contextnet::presetFile(preset).last(sizeof(Sha256Digest)))});
  info.lossless = true;
  info.minBits = 1;
  info.maxBits = 16;
  info.nativeFile = {.extension = ".tcn", .minBits = 1, .maxBits = 16, .signedSamples = true};
  info.parameters = {
      {.name = "preset",
       .title = "Preset",
       .meaning = "Size of the network: larger ones make smaller files and take longer, both ways.",
       .range = Choice{contextnet::presetNames()}},
  };
  return info;
}

class ContextNetCodec final : public Codec {
 public:
  const CodecInfo& info() const override { return info_; }
  Fidelity fidelity(const Parameters& /*parameters*/) const override { return {}; }

  Encoded encode(const Image& image, const Parameters& parameters, JobContext& context) const override {
    requireHolds(info_, image.format());
    return {contextnet::encodeImage(modelOf(parameters), image, context)};
  }

  Image decode(ByteSpan stream, JobContext& context) const override {
    return contextnet::decodeImage(stream, contextnet::modelOfId, context);
  }

  bool recognises(ByteSpan head) const override { return contextnet::isStream(head); }

  /// Residuals of the primary predictor, a map for each frame; what each pixel of all frames cost, which
  /// with the headers is the streams' length; and the deviations of the mixtures that the network chose.
  Analysis analyse(const Image& image, const Parameters& parameters, JobContext& context) const override {
    Analysis analysis;
    analysis.bitCost.reserve(image.format().pixels());
    for (int frame = 0; frame < image.frames(); ++frame) {
      JobContext part = context.part(static_cast<double>(frame) / image.frames(),
                                     static_cast<double>(frame + 1) / image.frames());
      analyseFrame(image.frame(frame), parameters, part, analysis);
      if (image.frames() > 1) {
        analysis.predictionResiduals.back().title += ", frame " + std::to_string(frame + 1);
      }
    }
    return analysis;
  }

 private:
  static const contextnet::ContextModel& modelOf(const Parameters& parameters) {
    return contextnet::presetModel(parameters.choice("preset"));
  }

  static void analyseFrame(const Image& frame, const Parameters& parameters, JobContext& context,
                           Analysis& analysis) {
    std::vector<contextnet::TileAnalysis> tiles;
    const ByteVector stream = contextnet::encodeImage(modelOf(parameters), frame, context, &tiles);
    std::uint64_t tileBytes = 0;
    for (const contextnet::ParsedTile& tile : contextnet::parseStream(stream).tiles)
      tileBytes += tile.bytes.size();
    addStreamSize(analysis.streams, "Header", stream.size() - tileBytes);
    if (tileBytes > 0) addStreamSize(analysis.streams, "Tiles", tileBytes);
    const std::size_t pixelsBefore = analysis.bitCost.size();
    ResidualMap residuals{frame.width(), frame.height(), {}, "Prediction residual (least squares)"};
    residuals.values.reserve(frame.format().pixels());
    for (const contextnet::TileAnalysis& tile : tiles) {
      residuals.values.insert(residuals.values.end(), tile.residuals.begin(), tile.residuals.end());
      analysis.bitCost.insert(analysis.bitCost.end(), tile.bits.begin(), tile.bits.end());
      analysis.expectedDeviation.insert(analysis.expectedDeviation.end(), tile.deviations.begin(),
                                        tile.deviations.end());
    }
    // An image of one value has no tiles.
    residuals.values.resize(frame.format().pixels());
    analysis.bitCost.resize(pixelsBefore + frame.format().pixels());
    analysis.expectedDeviation.resize(pixelsBefore + frame.format().pixels());
    analysis.predictionResiduals.push_back(std::move(residuals));
  }

  CodecInfo info_ = makeInfo();
};

}  // namespace

std::unique_ptr<Codec> makeContextNetCodec() {
  return std::make_unique<ContextNetCodec>();
}

}  // namespace trabecula::core
