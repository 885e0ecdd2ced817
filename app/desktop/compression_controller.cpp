#include "app/desktop/compression_controller.h"

#include "widgets/jobs/job_runner.h"

namespace trabecula::app {
namespace {

/// Worker half: compression with its proof, then the metrics.
widgets::ShownResult work(const core::ImageFile& file, const core::Codec& codec,
                          const core::Parameters& parameters, const std::filesystem::path& output,
                          core::JobContext& context) {
  constexpr double compressionShare = 0.8;
  widgets::ShownResult shown;
  core::JobContext first = context.part(0, compressionShare);
  shown.compression = core::runCompression(file.image, codec, parameters, output, first);
  core::JobContext second = context.part(compressionShare, 1);
  shown.metrics = core::computeMetrics(file.image, shown.compression.decoded, {}, second);
  return shown;
}

}  // namespace

CompressionController::CompressionController(widgets::JobRunner& runner, QObject* parent)
    : QObject(parent), runner_(runner) {}

widgets::JobHandle* CompressionController::compress(const ImagePtr& image, const core::Codec& codec,
                                                    const core::Parameters& parameters,
                                                    const QString& deviceTitle) {
  const QString codecTitle = QString::fromStdString(codec.info().title);
  const QString fileName = QString::fromStdString(image->path.filename().string());
  const QString parameterText = QString::fromStdString(parameters.summary(codec.info()));
  // A plain number: a name with dots (a UID) would pass for one that has its extension already.
  const std::filesystem::path output =
      std::filesystem::path(folder_.path().toStdString()) / std::to_string(++counter_);
  return runner_.start(
      QStringLiteral("%1 \u00B7 %2").arg(codecTitle, fileName),
      [image, &codec, parameters, output](core::JobContext& context) {
        return work(*image, codec, parameters, output, context);
      },
      this,
      [this, image, codecTitle, parameterText, deviceTitle, fileName](widgets::ShownResult result) {
        result.codecTitle = codecTitle;
        result.parameterText = parameterText;
        result.device = deviceTitle;
        result.fileName = fileName;
        if (!image->image.colour().empty())
          result.conversion = tr("The colour image was converted to luma before.");
        Q_EMIT finished(image, std::make_shared<const widgets::ShownResult>(std::move(result)));
      },
      [this, codecTitle, fileName](const core::Error& error) {
        Q_EMIT failed(
            tr("%1 could not compress %2: %3").arg(codecTitle, fileName, QString::fromUtf8(error.what())));
      });
}

}  // namespace trabecula::app
