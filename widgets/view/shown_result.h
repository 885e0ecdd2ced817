#pragma once

#include <QDateTime>
#include <QString>
#include <memory>
#include <optional>
#include <vector>

#include "core/job/compression_job.h"
#include "core/metrics/metric.h"
#include "core/study/image_file.h"

namespace trabecula::widgets {

/// One finished compression with what the panes and the table say about it. Shared, never changed.
struct ShownResult {
  core::CompressionResult compression;
  std::vector<core::NamedMetricValue> metrics;
  QString codecTitle;
  QString parameterText;
  QString device;
  QString fileName;    ///< of the original
  QString conversion;  ///< what was done to the original before, one sentence; empty for grey images
  /// When it was compressed, where it comes from the history: times are those of then.
  std::optional<QDateTime> recalled;
  QString historyKey;  ///< the same for results of the same image and settings; empty without a history
};

using ImagePtr = std::shared_ptr<const core::ImageFile>;
using ResultPtr = std::shared_ptr<const ShownResult>;

/// "exact", "max error 3" or "not verified": the verdict in words, and which of the three it is.
struct Verdict {
  enum class Kind { Exact, Differs, Broken };
  Kind kind = Kind::Exact;
  QString text;     ///< for headers and cells
  QString details;  ///< a full sentence
};
Verdict verdictOf(const core::CompressionResult& result);
/// Of the resources' icons.
QString verdictIconName(Verdict::Kind kind);

/// "PSNR 52.3 dB"; empty where it was not measured, or where the result is exact, which says more.
QString psnrText(const ShownResult& result);

/// "JPEG XL  2.82 bpp  PSNR 52.3 dB  5.7:1": what a header says of a result beside its verdict. PSNR is left
/// out where the result is exact, which says more.
QString summaryOf(const ShownResult& result);

}  // namespace trabecula::widgets
