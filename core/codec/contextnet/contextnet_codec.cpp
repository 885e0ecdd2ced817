#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/codec/codec.h"
#include "core/codec/contextnet/image_coder.h"
#include "core/codec/contextnet/presets.h"
#include "core/codec/contextnet/stream.h"
#include "core/codec/native_file.h"

namespace trabecula::core {
namespace {

CodecInfo makeInfo() {
  CodecInfo info;
  info.id = "contextnet";
  info.title = "ContextNet";
  info.implementation = "Trabecula ContextNet 1";
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

  /// Residuals of the primary predictor, and what each pixel cost; together with the headers the costs are
  /// the stream's length.
  Analysis analyse(const Image& image, const Parameters& parameters, JobContext& context) const override {
    requireHolds(info_, image.format());
    std::vector<contextnet::TileAnalysis> tiles;
    contextnet::encodeImage(modelOf(parameters), image, context, &tiles);
    Analysis analysis;
    ResidualMap residuals{image.width(), image.height(), {}, "Prediction residual (least squares)"};
    residuals.values.reserve(image.format().pixels());
    analysis.bitCost.reserve(image.format().pixels());
    for (const contextnet::TileAnalysis& tile : tiles) {
      residuals.values.insert(residuals.values.end(), tile.residuals.begin(), tile.residuals.end());
      analysis.bitCost.insert(analysis.bitCost.end(), tile.bits.begin(), tile.bits.end());
    }
    // An image of one value has no tiles.
    residuals.values.resize(image.format().pixels());
    analysis.bitCost.resize(image.format().pixels());
    analysis.predictionResiduals.push_back(std::move(residuals));
    return analysis;
  }

 private:
  static const contextnet::ContextModel& modelOf(const Parameters& parameters) {
    return contextnet::presetModel(parameters.choice("preset"));
  }

  CodecInfo info_ = makeInfo();
};

}  // namespace

std::unique_ptr<Codec> makeContextNetCodec() {
  return std::make_unique<ContextNetCodec>();
}

}  // namespace trabecula::core
