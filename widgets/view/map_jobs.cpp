#include "widgets/view/map_jobs.h"

#include <QCoreApplication>

#include "core/analysis/residual.h"
#include "core/archive/sample_adaptation.h"
#include "core/codec/registry.h"
#include "core/support/error.h"

namespace trabecula::widgets {
namespace {

QString translated(const char* text) {
  return QCoreApplication::translate("MapStore", text);
}

QSize sizeOf(const core::Image& image) {
  return {image.width(), image.height()};
}

/// What is subtracted from what: a decoded image from the original or from another decoded one.
struct Pair {
  const core::Image& minuend;
  const core::Image& subtrahend;
};

Pair pairOf(const core::ImageFile& file, const ResultPtr& first, const ResultPtr& second) {
  if (second) return {first->compression.decoded, second->compression.decoded};
  return {file.image, first->compression.decoded};
}

}  // namespace

ValueMapPtr residualMap(const core::ImageFile& file, const ResultPtr& first, const ResultPtr& second,
                        int frame, core::JobContext& context) {
  const Pair pair = pairOf(file, first, second);
  core::ResidualMap map = core::reconstructionResidual(pair.minuend, pair.subtrahend, frame);
  context.report(0.5);
  return makeValueMap(std::move(map), sizeOf(file.image),
                      second ? translated("A minus B") : translated("Original minus decoded"),
                      translated("stored units"));
}

ValueMapPtr displayDifferenceMap(const core::ImageFile& file, const ResultPtr& first, const ResultPtr& second,
                                 int frame, const core::DisplaySettings& display, core::JobContext& context) {
  const Pair pair = pairOf(file, first, second);
  if (pair.minuend.format() != pair.subtrahend.format())
    throw core::Error(core::ErrorCategory::InvalidArgument,
                      "The images differ in size, depth, sign or number of frames");
  const core::ImageFormat& format = file.image.format();
  const auto lut = core::displayLut(format, file.image.presentation(), display);
  // Both are indexed by displacement: stored value - smallest value.
  const auto signBit =
      static_cast<std::uint16_t>(format.isSigned ? 1U << static_cast<unsigned>(format.bitsStored - 1) : 0U);
  std::vector<std::int16_t> levels(lut.size());
  for (std::size_t i = 0; i < lut.size(); ++i)
    levels[i ^ signBit] = static_cast<std::int16_t>(lut[i] & 0xFFU);
  const auto a = pair.minuend.frameSamples(frame);
  const auto b = pair.subtrahend.frameSamples(frame);
  core::ResidualMap map{.width = format.width, .height = format.height, .values = {}, .title = {}};
  map.values.resize(a.size());
  constexpr std::size_t pixelsBetweenPolls = 1U << 20U;
  for (std::size_t begin = 0; begin < a.size(); begin += pixelsBetweenPolls) {
    context.checkCancelled();
    const std::size_t end = std::min(a.size(), begin + pixelsBetweenPolls);
    for (std::size_t i = begin; i < end; ++i) map.values[i] = levels[a[i]] - levels[b[i]];
  }
  return makeValueMap(std::move(map), sizeOf(file.image), translated("Difference as displayed"),
                      translated("grey levels"));
}

AnalysisMaps analysisMaps(const core::ImageFile& file, const ResultPtr& result, int frame,
                          core::JobContext& context) {
  const QSize size = sizeOf(file.image);
  AnalysisMaps maps;
  core::Analysis analysis;
  if (result) {
    const core::Codec& codec = core::CodecRegistry::instance().get(result->compression.codecId);
    const core::SampleAdaptation adaptation = core::adaptationFor(codec.info(), file.image.format());
    core::JobContext analysing = context.part(0, 0.9);
    analysis = codec.analyse(core::adaptedFrame(file.image, frame, adaptation),
                             result->compression.parameters, analysing);
  } else {
    analysis.predictionResiduals.push_back(core::medianEdgeResidual(file.image, frame));
  }
  for (core::ResidualMap& residuals : analysis.predictionResiduals) {
    const QString title = QString::fromStdString(residuals.title);
    maps.streams.push_back(makeValueMap(std::move(residuals), size, title, translated("stored units")));
    context.checkCancelled();
  }
  if (maps.streams.empty())
    throw core::Error(core::ErrorCategory::Unsupported, "This codec does not show what it had to code.");
  if (analysis.bitCost.size() == file.image.format().pixelsPerFrame())
    maps.bitCost = makeBitCostMap(analysis.bitCost, size, translated("Bit cost"), translated("bits"));
  return maps;
}

}  // namespace trabecula::widgets
