#pragma once

#include <QDir>
#include <QFileInfo>
#include <QImage>
#include <QString>
#include <algorithm>
#include <cstdlib>

namespace trabecula::tests {

/// How far a picture may be from its baseline: rounding differs between compilers, pictures do not.
struct BaselineTolerance {
  int channel = 2;       ///< of 255; a channel further off makes a pixel differ
  double share = 0.001;  ///< of the pixels that may differ
};

/// Compares a picture with the PNG of that name under `folder`; empty where it agrees, else what differs, in
/// a line. A picture that does not agree is written to baseline-failures/ in the working folder, to be looked
/// at beside the baseline.
///
/// To renew baselines after a change that is meant: run the test with TRABECULA_RENEW_BASELINES=1, look at
/// what git says has changed, and commit it with the reason.
inline QString differenceFromBaseline(const QImage& picture, const QString& folder, const QString& name,
                                      const BaselineTolerance& tolerance = {}) {
  const QString file = QDir(folder).filePath(name + QStringLiteral(".png"));
  if (qEnvironmentVariableIsSet("TRABECULA_RENEW_BASELINES"))
    return picture.save(file) ? QString() : QStringLiteral("%1 cannot be written").arg(file);
  const QImage expected = QImage(file).convertToFormat(QImage::Format_RGB32);
  const QImage actual = picture.convertToFormat(QImage::Format_RGB32);
  QString problem;
  if (expected.isNull()) {
    problem = QStringLiteral("there is no baseline %1").arg(file);
  } else if (expected.size() != actual.size()) {
    problem = QStringLiteral("%1 x %2 instead of %3 x %4 pixels")
                  .arg(actual.width())
                  .arg(actual.height())
                  .arg(expected.width())
                  .arg(expected.height());
  } else {
    int differing = 0;
    int largest = 0;
    for (int y = 0; y < actual.height(); ++y)
      for (int x = 0; x < actual.width(); ++x) {
        const QRgb a = actual.pixel(x, y);
        const QRgb b = expected.pixel(x, y);
        const int off = std::max(
            {std::abs(qRed(a) - qRed(b)), std::abs(qGreen(a) - qGreen(b)), std::abs(qBlue(a) - qBlue(b))});
        largest = std::max(largest, off);
        if (off > tolerance.channel) ++differing;
      }
    const double share = static_cast<double>(differing) / (actual.width() * actual.height());
    if (share <= tolerance.share) return {};
    problem = QStringLiteral("%1 %% of the pixels differ (allowed: %2 %%), by up to %3 of 255")
                  .arg(100 * share)
                  .arg(100 * tolerance.share)
                  .arg(largest);
  }
  QDir().mkpath(QStringLiteral("baseline-failures"));
  const QString shown = QStringLiteral("baseline-failures/%1.png").arg(name);
  actual.save(shown);
  return QStringLiteral("%1: %2; see %3").arg(name, problem, QFileInfo(shown).absoluteFilePath());
}

}  // namespace trabecula::tests
