#include <algorithm>
#include <cctype>

#include "app/reproduce/charts.h"
#include "app/reproduce/report_parts.h"
#include "app/reproduce/tables.h"

namespace trabecula::app::reproduce {
namespace {

/// A set's or a part's name as part of a file name.
std::string fileWord(const std::string& name) {
  std::string word;
  for (const unsigned char c : name) {
    if (std::isalnum(c) != 0)
      word += static_cast<char>(std::tolower(c));
    else if (!word.empty() && word.back() != '_')
      word += '_';
  }
  while (word.ends_with('_')) word.pop_back();
  return word.empty() ? "set" : word;
}

void addPicture(std::vector<Picture>& all, Picture picture) {
  if (!picture.svg.empty()) all.push_back(std::move(picture));
}

std::string table1Bars(const Results& results) {
  const Table1 table = table1Of(results.run, results.paper);
  std::vector<BarSeries> series;
  for (const Table1Row& row : table.rows) {
    if (!row.isHere()) continue;
    BarSeries bars{.name = row.system, .values = {}};
    for (const Mean& mean : row.rates)
      bars.values.push_back(mean.images > 0 ? std::optional<double>(mean.value) : std::nullopt);
    series.push_back(std::move(bars));
  }
  return barChart("Lossless coding, measured here", "bits per pixel", table.sets, series);
}

std::string lambdaLines(const std::vector<LambdaPoint>& points) {
  LineChart chart{.title = "Rate against lambda",
                  .across = "lambda",
                  .up = "bits per pixel",
                  .logarithmicAcross = true,
                  .series = {{"total", {}}, {"residual", {}}, {"lossy part", {}}}};
  for (const LambdaPoint& point : points) {
    chart.series[0].points.push_back({point.lambda, point.total, {}});
    chart.series[1].points.push_back({point.lambda, point.residual, {}});
    chart.series[2].points.push_back({point.lambda, point.lossy, {}});
  }
  return lineChart(chart);
}

std::string qualityLines(const std::vector<QualityRow>& rows, std::size_t which, const core::Metric& metric) {
  LineChart chart{.title = metric.title + " of lossy modes, mean over all images",
                  .across = "bits per pixel",
                  .up = metric.title + (metric.unit.empty() ? "" : ", " + metric.unit),
                  .logarithmicAcross = true,
                  .logarithmicUp = metric.id == "mse",
                  .series = {}};
  for (const QualityRow& row : rows) {
    if (!row.set.empty() || row.rate.images == 0 || row.means[which].images == 0) continue;
    if (metric.id == "mse" && row.means[which].value <= 0) continue;
    if (chart.series.empty() || chart.series.back().name != row.setting->title)
      chart.series.push_back({row.setting->title, {}});
    chart.series.back().points.push_back({row.rate.value, row.means[which].value, row.setting->summary});
  }
  return lineChart(chart);
}

void addQualityPictures(const Run& run, std::vector<Picture>& all) {
  for (const QualityFigure& figure : qualityFigures()) {
    const std::vector<QualityRow> rows = qualityRows(run, figure.metricIds);
    for (std::size_t m = 0; m < figure.metricIds.size(); ++m) {
      const core::Metric* metric = core::findMetric(figure.metricIds[m]);
      // The original's ENL is a number to compare with, not a curve.
      if (metric == nullptr || metric->subject == core::MetricSubject::Reference) continue;
      addPicture(all,
                 {figure.file + "_" + metric->id + ".svg", figure.place, "", qualityLines(rows, m, *metric)});
    }
  }
}

void addResidualPictures(const Run& run, std::vector<Picture>& all) {
  for (const char* const place : {"Figure 4", "Figure 5"}) {
    for (const ImageRecord& record : run.records) {
      const PlannedImage& image = run.plan.images[record.index];
      int part = 0;
      for (const ResidualRecord& residual : record.residuals) {
        const std::string ending = fileWord(image.set) + "_" + std::to_string(++part) + ".svg";
        if (std::string(place) == "Figure 4")
          addPicture(all,
                     {"figure4_" + ending, place, image.set, residualChart(residual.title, residual.relief)});
        else
          addPicture(all,
                     {"figure5_" + ending, place, image.set,
                      histogramChart(residual.title, residual.histogram, fitResiduals(residual.histogram))});
      }
    }
  }
}

}  // namespace

const std::vector<QualityFigure>& qualityFigures() {
  static const std::vector<QualityFigure> figures = {
      {"Figure 8", "figure8", {"psnr", "mse"}},
      {"Figure 9", "figure9", {"fsim", "msssim", "iwssim"}},
      {"Figure 10", "figure10", {"uqi", "vif", "enl_ref_center", "enl_dis_center", "nqm"}}};
  return figures;
}

std::vector<Picture> pictures(const Results& results) {
  std::vector<Picture> all;
  addPicture(all, {"table1.svg", "Table 1", "", table1Bars(results)});
  if (results.paper.key == "dslc") {
    addPicture(all, {"figure7.svg", "Figure 7", "", lambdaLines(results.lambdaSweep)});
    addQualityPictures(results.run, all);
  } else {
    addResidualPictures(results.run, all);
  }
  return all;
}

}  // namespace trabecula::app::reproduce
