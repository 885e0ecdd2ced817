#pragma once

#include <QString>

#include "core/metrics/metric.h"

namespace trabecula::widgets {

/// Four significant digits in the locale's form, whole numbers whole: what cells and headers show.
QString shortNumber(double value);
/// All digits that matter (17 significant): what tooltips and exports show.
QString fullNumber(double value);

/// A metric's cell: the number, or the infinity sign, or a dash; and its tooltip: the full value or why.
QString metricText(const core::MetricValue& value);
QString metricToolTip(const core::MetricValue& value);

/// "2.82 bpp" and "5.7:1".
QString bitsPerPixelText(double bitsPerPixel);
QString ratioText(double ratio);

}  // namespace trabecula::widgets
