#include "core/codec/codec.h"

#include "core/analysis/residual.h"

namespace trabecula::core {

Analysis Codec::analyse(const Image& image, const Parameters& /*parameters*/, JobContext& context) const {
  Analysis analysis;
  for (int frame = 0; frame < image.frames(); ++frame) {
    context.report(static_cast<double>(frame) / image.frames());
    analysis.predictionResiduals.push_back(medianEdgeResidual(image, frame));
    if (image.frames() > 1) {
      analysis.predictionResiduals.back().title += ", frame " + std::to_string(frame + 1);
    }
  }
  context.report(1.0);
  return analysis;
}

}  // namespace trabecula::core
