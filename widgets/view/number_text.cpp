#include "widgets/view/number_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace trabecula::widgets {

QString shortNumber(double value) {
  if (value == 0) return QStringLiteral("0");
  const double magnitude = std::abs(value);
  if (value == std::round(value) && magnitude < 1e7) return QLocale().toString(value, 'f', 0);
  if (magnitude < 1e-4 || magnitude >= 1e7) return QLocale().toString(value, 'e', 3);
  const int decimals = std::max(0, 3 - static_cast<int>(std::floor(std::log10(magnitude))));
  return QLocale().toString(value, 'f', decimals);
}

QString fullNumber(double value) {
  return QLocale().toString(value, 'g', QLocale::FloatingPointShortest);
}

QString metricText(const core::MetricValue& value) {
  if (const double* number = std::get_if<double>(&value)) return shortNumber(*number);
  return std::holds_alternative<core::Infinite>(value) ? QStringLiteral("\u221E") : QStringLiteral("\u2013");
}

QString metricToolTip(const core::MetricValue& value) {
  if (const double* number = std::get_if<double>(&value)) return fullNumber(*number);
  if (const auto* infinite = std::get_if<core::Infinite>(&value))
    return QCoreApplication::translate("Metric", "infinite (%1)")
        .arg(QString::fromStdString(infinite->reason));
  return QString::fromStdString(std::get<core::Undefined>(value).reason);
}

QString bitsPerPixelText(double bitsPerPixel) {
  return QCoreApplication::translate("Metric", "%1 bpp").arg(QLocale().toString(bitsPerPixel, 'f', 2));
}

QString ratioText(double ratio) {
  return QStringLiteral("%1:1").arg(QLocale().toString(ratio, 'f', 1));
}

}  // namespace trabecula::widgets
