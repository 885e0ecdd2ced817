#include "widgets/view/shown_result.h"

#include <QCoreApplication>
#include <QLocale>

#include "widgets/view/number_text.h"

namespace trabecula::widgets {
namespace {

QString translated(const char* text) {
  return QCoreApplication::translate("ViewerModel", text);
}

}  // namespace

Verdict verdictOf(const core::CompressionResult& result) {
  const QLocale locale;
  const core::RoundTrip& trip = result.roundTrip;
  if (trip.identical) {
    return {Verdict::Kind::Exact, translated("exact"),
            translated("Exact: the written file was decoded and all %1 pixels agree.")
                .arg(locale.toString(static_cast<qulonglong>(result.pixels)))};
  }
  const QString difference = translated("%1 of %2 pixels differ, largest difference %3")
                                 .arg(locale.toString(static_cast<qulonglong>(trip.differing)),
                                      locale.toString(static_cast<qulonglong>(result.pixels)))
                                 .arg(trip.maxAbsError);
  if (!result.verified) {
    return {Verdict::Kind::Broken, translated("promise broken"),
            translated("%1: %2").arg(QString::fromStdString(core::brokenPromise(result)), difference)};
  }
  return {Verdict::Kind::Differs, translated("max error %1").arg(trip.maxAbsError),
          translated("Not exact: %1.").arg(difference)};
}

QString verdictIconName(Verdict::Kind kind) {
  switch (kind) {
    case Verdict::Kind::Exact:
      return QStringLiteral("exact");
    case Verdict::Kind::Differs:
      return QStringLiteral("inexact");
    case Verdict::Kind::Broken:
      break;
  }
  return QStringLiteral("not-verified");
}

QString psnrText(const ShownResult& result) {
  if (result.compression.roundTrip.identical) return {};
  for (const auto& [metric, value] : result.metrics)
    if (metric->id == "psnr") return translated("PSNR %1 dB").arg(metricText(value));
  return {};
}

QString summaryOf(const ShownResult& result) {
  QString text =
      QStringLiteral("%1  %2").arg(result.codecTitle, bitsPerPixelText(result.compression.bitsPerPixel));
  if (const QString psnr = psnrText(result); !psnr.isEmpty()) text += QStringLiteral("  ") + psnr;
  return text + QStringLiteral("  ") + ratioText(result.compression.ratio);
}

}  // namespace trabecula::widgets
