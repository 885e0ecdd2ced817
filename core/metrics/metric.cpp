#include "core/metrics/metric.h"

#include <algorithm>
#include <map>
#include <optional>

#include "core/metrics/enl.h"
#include "core/metrics/entropy.h"
#include "core/metrics/error_metrics.h"
#include "core/metrics/fsim.h"
#include "core/metrics/gmsd.h"
#include "core/metrics/haar_psi.h"
#include "core/metrics/iw_ssim.h"
#include "core/metrics/ms_ssim.h"
#include "core/metrics/nqm.h"
#include "core/metrics/ssim.h"
#include "core/metrics/steps.h"
#include "core/metrics/uqi.h"
#include "core/metrics/vif_pixel.h"
#include "core/metrics/vif_wavelet.h"
#include "core/support/error.h"

namespace trabecula::core {

namespace {

const char* const asymmetric = "Not symmetric: reference and test image cannot be swapped. ";

/// One that follows from the sums of errors.
Metric ofErrors(std::string id, std::string title, std::string unit, std::string source,
                MetricValue (*value)(const ErrorSums&, const ImageFormat&)) {
  Metric metric{std::move(id), std::move(title), std::move(unit), std::move(source), {}, {}};
  metric.ofErrors = value;
  metric.compute = [value](const Image& reference, const Image& test, JobContext& context) {
    return value(errorSums(reference, test, context), reference.format());
  };
  return metric;
}

std::vector<Metric> errorMetrics() {
  return {
      ofErrors("mse", "MSE", "units\u00B2", "mean squared error over all pixels, in stored units",
               meanSquaredError),
      ofErrors("mae", "MAE", "units", "mean absolute error over all pixels, in stored units",
               meanAbsoluteError),
      ofErrors("max_abs_error", "Max error", "units", "largest absolute difference, in stored units",
               maximumAbsoluteError),
      ofErrors("psnr", "PSNR", "dB", "10 log10(L^2 / MSE), L = 2^bits stored - 1", peakSignalToNoiseRatio),
  };
}

std::vector<Metric> structuralMetrics() {
  return {
      {"ssim", "SSIM", "", "Wang, Bovik, Sheikh, Simoncelli 2004; no downsampling", structuralSimilarity,
       "At least 11 x 11 pixels."},
      {"ssim_autods", "SSIM (downsampled)", "", "Wang's ssim.m 2009: SSIM after automatic downsampling",
       structuralSimilarityDownsampled,
       "At least 11 x 11 pixels; images of 384 pixels and more are shrunk, so fine detail is not seen."},
      {"msssim", "MS-SSIM", "", "Wang, Simoncelli, Bovik 2003", multiScaleSsim,
       "At least 176 x 176 pixels. A scale of negative mean (inverted contrast) counts as 0."},
      {"iwssim", "IW-SSIM", "", "Wang, Li 2011", informationWeightedSsim,
       std::string(asymmetric) +
           "At least 176 x 176 pixels. A scale of negative mean (inverted contrast) counts as 0.",
       false},
      {"fsim", "FSIM", "", "Zhang, Zhang, Mou, Zhang 2011, grey", featureSimilarity,
       "At least 48 x 48 pixels; images of 384 pixels and more are shrunk, so fine detail is not seen. "
       "Inverted contrast hardly counts."},
      {"vif", "VIF", "", "Sheikh, Bovik 2006, steerable pyramid", visualInformationFidelity,
       std::string(asymmetric) + "At least 72 x 72 pixels. Above 1 where the test image has more contrast.",
       false},
      {"vifp", "VIFp", "", "Sheikh, Bovik 2006, pixel domain", pixelVisualInformationFidelity,
       std::string(asymmetric) + "At least 41 x 41 pixels. Above 1 where the test image has more contrast.",
       false},
      {"uqi", "UQI", "", "Wang, Bovik 2002", universalQualityIndex,
       "At least 8 x 8 pixels. A black background with a little noise counts as 0 and can decide the mean."},
      {"nqm", "NQM", "dB", "Damera-Venkata, Kite, Geisler, Evans, Bovik 2000", noiseQualityMeasure,
       std::string(asymmetric) + "At least 64 x 64 pixels; sees nothing finer than 64 cycles per image.",
       false},
      {"gmsd", "GMSD", "", "Xue, Zhang, Mou, Bovik 2014; 0 is best", gradientSimilarityDeviation,
       "At least 16 x 16 pixels."},
      {"haarpsi", "HaarPSI", "", "Reisenhofer, Bosse, Kutyniok, Wiegand 2018, grey", haarPerceptualSimilarity,
       "At least 16 x 16 pixels."},
  };
}

/// Of one of the two images alone.
std::vector<Metric> firstOrderMetrics(bool ofReference) {
  const std::string suffix = ofReference ? "_ref" : "_dis";
  const std::string whose = ofReference ? " (reference)" : " (test)";
  const MetricSubject subject = ofReference ? MetricSubject::Reference : MetricSubject::Test;
  const auto of = [ofReference](auto compute) {
    return [ofReference, compute](const Image& reference, const Image& test, JobContext& context) {
      return compute(ofReference ? reference : test, context);
    };
  };
  const auto enl = [](bool central) {
    return [central](const Image& image, JobContext& context) {
      return equivalentNumberOfLooks(image, central ? centralRegion(image) : wholeRegion(image), context);
    };
  };
  const std::string enlSource = "equivalent number of looks: mean^2 / population variance, ";
  return {
      {"entropy" + suffix, "Entropy" + whose, "bits", "Shannon, order 0, one bin per grey level",
       of(greyLevelEntropy), "", false, subject},
      {"entropy_med" + suffix, "Prediction entropy" + whose, "bits",
       "order 0, of the median-edge prediction error: what a codec has to beat", of(predictionEntropy), "",
       false, subject},
      {"enl" + suffix + "_full", "ENL" + whose, "", enlSource + "whole image", of(enl(false)), "", false,
       subject},
      {"enl" + suffix + "_center", "ENL centre" + whose, "", enlSource + "central quarter", of(enl(true)), "",
       false, subject},
      {"levels" + suffix, "Distinct levels" + whose, "", "number of grey levels that occur",
       of(distinctLevels), "", false, subject},
  };
}

/// CPU seconds a megapixel (METRICS.md): only their proportions matter.
double costOf(const std::string& id) {
  static const std::map<std::string, double> seconds = {{"ssim", 0.09},
                                                        {"ssim_autods", 0.007},
                                                        {"msssim", 0.13},
                                                        {"iwssim", 0.36},
                                                        {"fsim", 0.04},
                                                        {"vif", 0.32},
                                                        {"vifp", 0.12},
                                                        {"uqi", 0.009},
                                                        {"nqm", 0.085},
                                                        {"gmsd", 0.012},
                                                        {"haarpsi", 0.024},
                                                        {"entropy_med_ref", 0.018},
                                                        {"entropy_med_dis", 0.018}};
  const auto known = seconds.find(id);
  return known == seconds.end() ? 0.003 : known->second;
}

}  // namespace

const std::vector<Metric>& metrics() {
  static const std::vector<Metric> all = [] {
    std::vector<Metric> list = errorMetrics();
    for (auto&& group : {structuralMetrics(), firstOrderMetrics(true), firstOrderMetrics(false)})
      list.insert(list.end(), group.begin(), group.end());
    for (Metric& metric : list) metric.cost = costOf(metric.id);
    return list;
  }();
  return all;
}

const std::vector<std::string>& usualMetricIds() {
  static const std::vector<std::string> ids = {"mse", "mae", "max_abs_error", "psnr", "ssim"};
  return ids;
}

const Metric* findMetric(const std::string& id) {
  for (const Metric& metric : metrics())
    if (metric.id == id) return &metric;
  return nullptr;
}

std::string listed(const std::vector<std::string>& ids) {
  std::string text;
  for (const std::string& id : ids) text += (text.empty() ? "" : ", ") + id;
  return text;
}

std::vector<std::string> metricIdsOf(const std::vector<std::string>& requested) {
  if (requested.empty()) return usualMetricIds();
  std::vector<std::string> all;
  for (const Metric& metric : metrics()) all.push_back(metric.id);
  if (std::ranges::find(requested, "all") != requested.end()) return all;
  std::vector<std::string> chosen;
  for (const std::string& id : requested) {
    if (!findMetric(id))
      throw Error(ErrorCategory::InvalidArgument,
                  "There is no metric called \"" + id + "\"; there are: " + listed(all));
    if (std::ranges::find(chosen, id) == chosen.end()) chosen.push_back(id);
  }
  return chosen;
}

std::vector<NamedMetricValue> computeMetrics(const Image& reference, const Image& test,
                                             const std::vector<std::string>& ids, JobContext& context) {
  requireSameFormat(reference, test);
  std::vector<const Metric*> chosen;
  std::vector<double> costs;
  for (const std::string& id : metricIdsOf(ids.empty() ? std::vector<std::string>{"all"} : ids)) {
    chosen.push_back(findMetric(id));
    costs.push_back(chosen.back()->cost);
  }
  Steps steps(context, std::move(costs));
  std::optional<ErrorSums> errors;
  std::vector<NamedMetricValue> values;
  for (const Metric* metric : chosen) {
    JobContext& part = steps.next();
    if (metric->ofErrors) {
      if (!errors) errors = errorSums(reference, test, part);
      values.push_back({metric, metric->ofErrors(*errors, reference.format())});
    } else {
      values.push_back({metric, metric->compute(reference, test, part)});
    }
    part.report(1);
  }
  return values;
}

}  // namespace trabecula::core
