#include <algorithm>
#include <set>

#include "app/reproduce/html.h"
#include "app/reproduce/numbers.h"
#include "app/reproduce/page_sections.h"
#include "app/reproduce/residual_fit.h"
#include "app/reproduce/svg.h"

namespace trabecula::app::reproduce {
namespace {

std::string nothing(const std::string& why) {
  return "<p class=\"empty\">" + escaped(why) + "</p>\n";
}

std::string lambdaSection(const Results& results, const std::vector<Picture>& pictures) {
  std::string text = "<h2>Figure 7: rate against lambda</h2>\n";
  text += paragraph(
      "Trainings of DSLC-Net that weigh distortion differently (lambda), and the rates that each reaches: in "
      "total, of the residuals, and of the lossy part.");
  text += printedTable(results.paper, "Figure 7");
  if (results.lambdaSweep.empty())
    return text + nothing(
                      "Empty: no sweep was given. --lambda-csv FILE takes the log of one (columns lambda, "
                      "total, residual, lossy).");
  return text + pictureRow(pictures, "Figure 7");
}

std::string qualityTable(const std::vector<QualityRow>& rows, const QualityFigure& figure,
                         const std::string& set) {
  HtmlTable html(set.empty() ? "Mean over all images" : set);
  html.startRow("head");
  html.heading("codec and parameters");
  html.heading("bits per pixel");
  for (const std::string& id : figure.metricIds) {
    const core::Metric* metric = core::findMetric(id);
    html.heading(metric == nullptr ? id : metric->title + (metric->unit.empty() ? "" : ", " + metric->unit));
  }
  html.endRow();
  for (const QualityRow& row : rows) {
    if (row.set != set) continue;
    html.startRow();
    html.rowHeading(row.setting->title + ", " + row.setting->summary);
    html.htmlCell(meanCell(row.rate, 3));
    for (const Mean& mean : row.means) html.htmlCell(meanCell(mean, -1));
    html.endRow();
  }
  return html.text();
}

std::string qualityTitle(const QualityFigure& figure) {
  std::string names;
  std::vector<std::string> seen;
  for (const std::string& id : figure.metricIds) {
    const std::string name = id.starts_with("enl") ? "ENL" : core::findMetric(id)->title;
    if (std::ranges::find(seen, name) != seen.end()) continue;
    seen.push_back(name);
    names += (names.empty() ? "" : ", ") + name;
  }
  return figure.place + ": " + names;
}

std::string qualityLimits(const QualityFigure& figure) {
  std::vector<std::string> items;
  for (const std::string& id : figure.metricIds) {
    const core::Metric* metric = core::findMetric(id);
    if (metric != nullptr && metric->subject != core::MetricSubject::Reference)
      items.push_back(metric->title + ": " + metric->source + ". " + metric->limits);
  }
  return listOf(items);
}

std::string qualitySection(const Results& results, const std::vector<Picture>& pictures,
                           const QualityFigure& figure) {
  const std::vector<QualityRow> rows = qualityRows(results.run, figure.metricIds);
  std::string text = "<h2>" + escaped(qualityTitle(figure)) + "</h2>\n";
  text += printedTable(results.paper, figure.place);
  if (rows.empty()) return text + nothing("Empty: no lossy codec was run.");
  text += pictureRow(pictures, figure.place);
  text += qualityTable(rows, figure, "");
  text += "<details><summary>Set by set</summary>\n";
  for (const std::string& set : setsOf(results.run.plan)) text += qualityTable(rows, figure, set);
  text += "</details>\n<details><summary>What these metrics are, and what to know of them</summary>\n";
  return text + qualityLimits(figure) + "</details>\n";
}

std::string qualityIntroduction(const Results& results) {
  const bool isHere = std::ranges::any_of(results.run.plan.settings, [&](const Setting& setting) {
    return setting.codecId == results.paper.codec;
  });
  std::string text = "<h2>Quality: Figures 8 to 10</h2>\n";
  text += paragraph(
      "The paper's curves judge what the lossy part of its system shows before the residual is added. Below "
      "are the "
      "lossy and near-lossless modes of the codecs here, at the parameters stated, against the original. The "
      "data range is 2^bits stored \u2212 1; errors are in stored units, so MSE is larger on deeper images. "
      "A "
      "mean "
      "is of the images that have a finite value, \u201C(4 of 5)\u201D where not all have.");
  if (!isHere)
    text += nothing(results.paper.name +
                    " itself is missing: there is no such codec in this program, so its own "
                    "curves stay empty.");
  return text;
}

/// The record of the image that stands for a set; nullptr where its residuals were not measured.
const ImageRecord* residualsOf(const Run& run, const std::string& set) {
  for (const ImageRecord& record : run.records)
    if (run.plan.images[record.index].set == set && !record.residuals.empty()) return &record;
  return nullptr;
}

std::string fitTable(const ImageRecord& record) {
  HtmlTable html("");
  html.startRow("head");
  for (const char* const title : {"part", "mean", "variance", "entropy, bits", "Laplace scale",
                                  "Laplace, bits", "logistic scale", "logistic, bits"})
    html.heading(title);
  html.endRow();
  for (const ResidualRecord& residual : record.residuals) {
    const ResidualFit fit = fitResiduals(residual.histogram);
    html.startRow();
    html.rowHeading(residual.title);
    html.cell(decimals(fit.mean, 3));
    html.cell(readable(fit.variance));
    html.cell(decimals(fit.entropyBits, 3));
    for (const bool isLaplace : {true, false}) {
      const core::LawFit law =
          fit.laws ? (isLaplace ? fit.laws->laplace : fit.laws->logistic) : core::LawFit{};
      html.cell(fit.laws ? readable(law.scale) : "\u2013");
      html.cell(fit.laws ? decimals(law.bits, 3) : "\u2013");
    }
    html.endRow();
  }
  return html.text();
}

/// What the parts of the file take: the paper's Table 4 has B, C and D of one set.
std::string streamsText(const ImageRecord& record) {
  if (record.streams.empty()) return {};
  std::string text;
  for (const StreamRecord& stream : record.streams)
    text += (text.empty() ? "Bits per pixel of its file: " : ", ") + stream.name + " " +
            decimals(bitsPerPixelOf(record, stream), 3);
  return paragraph(text + ".");
}

std::string residualSection(const Results& results, const std::vector<Picture>& pictures) {
  std::string text = "<h2>Figures 4 and 5: residual surfaces and histograms</h2>\n";
  text += paragraph(
      "What is left of one image of each set, its first, after prediction: the sub-images D, B and C as "
      "LFC-UNet "
      "predicts them, in the order in which it does, and for comparison the whole image as the median-edge "
      "predictor of JPEG-LS leaves it. The flat map shows the strongest residual of each of its cells, blue "
      "below "
      "zero and orange above, black where all are zero; the relief shows how strong it is. Under each "
      "histogram "
      "stand the bits a value that a code for the fitted law would need; the order-0 entropy in the table is "
      "the "
      "least that any such fixed law can reach, and a coder that adapts goes below it.");
  const bool isHere = std::ranges::any_of(results.run.plan.settings, [&](const Setting& setting) {
    return setting.codecId == results.paper.codec;
  });
  if (!isHere) text += nothing(results.paper.name + " was not run: only the median-edge predictor is shown.");
  bool isFirst = true;
  for (const std::string& set : setsOf(results.run.plan)) {
    const ImageRecord* record = residualsOf(results.run, set);
    text += std::string("<details") + (isFirst ? " open" : "") + "><summary>" + escaped(set) + "</summary>\n";
    isFirst = false;
    if (record == nullptr) {
      text += nothing("Empty: the residuals of its first image could not be measured.") + "</details>\n";
      continue;
    }
    text +=
        paragraph(results.run.plan.images[record->index].name + ", " + std::to_string(record->width) + " x " +
                  std::to_string(record->height) + ", " + std::to_string(record->bitsStored) + " bits");
    text += streamsText(*record) + pictureRow(pictures, "Figure 4", set) + fitTable(*record) +
            pictureRow(pictures, "Figure 5", set);
    text += "</details>\n";
  }
  return text;
}

}  // namespace

std::string pictureRow(const std::vector<Picture>& pictures, const std::string& place,
                       const std::string& group) {
  std::string text;
  for (const Picture& picture : pictures)
    if (picture.place == place && (group.empty() || picture.group == group)) text += picture.svg;
  return text.empty() ? "" : "<div class=\"pictures\">\n" + text + "</div>\n";
}

std::string printedTable(const Paper& paper, const std::string& place) {
  const std::vector<PublishedValue> values = publishedAt(paper, place);
  if (values.empty()) return paragraph("The paper prints no number for it.");
  HtmlTable html("Printed in the paper");
  html.startRow("head");
  for (const char* const title : {"system", "data", "quantity"}) html.wordHeading(title);
  html.heading("value");
  html.wordHeading("note");
  html.endRow();
  for (const PublishedValue& value : values) {
    html.startRow();
    html.rowHeading(value.system);
    html.cell(value.dataset, "words");
    html.cell(value.quantity, "words");
    html.cell(value.value, "printed");
    html.cell(value.note, "words");
    html.endRow();
  }
  return html.text();
}

std::string figureSections(const Results& results, const std::vector<Picture>& pictures) {
  if (results.paper.key != "dslc") return residualSection(results, pictures);
  std::string text = lambdaSection(results, pictures) + qualityIntroduction(results);
  for (const QualityFigure& figure : qualityFigures()) text += qualitySection(results, pictures, figure);
  return text;
}

}  // namespace trabecula::app::reproduce
