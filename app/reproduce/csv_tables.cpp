#include <algorithm>
#include <cstdint>

#include "app/reproduce/csv.h"
#include "app/reproduce/numbers.h"
#include "app/reproduce/report_parts.h"
#include "app/reproduce/residual_fit.h"
#include "app/reproduce/tables.h"

namespace trabecula::app::reproduce {
namespace {

std::string meanText(const Mean& mean) {
  return mean.images > 0 ? tableNumber(mean.value) : "";
}

std::string printed(const Paper& paper, const std::string& system, const std::string& dataset,
                    const std::string& quantity) {
  const auto value = publishedCell(paper, system, dataset, quantity);
  return value ? value->value : "";
}

/// The paper's name of a row's system, without what tells two settings apart.
std::string printedSystem(const Table1Row& row) {
  return row.isOfPaper ? row.system.substr(0, row.system.find(" (")) : "";
}

std::string table1Text(const Results& results) {
  const Paper& paper = results.paper;
  const Table1 table = table1Of(results.run, paper);
  CsvTable csv({"system", "codec", "set", "dataset", "bits_per_pixel", "space_saving", "images", "of_images",
                "printed_" + paper.rate, "printed_CR", "note"});
  for (const Table1Row& row : table.rows) {
    const std::string system = printedSystem(row);
    std::vector<std::string> beside;
    for (std::size_t s = 0; s < table.sets.size(); ++s) {
      const std::string dataset = datasetOf(paper, table.sets[s]);
      beside.push_back(dataset);
      const auto rate = publishedCell(paper, system, dataset, paper.rate);
      csv.add({row.system, row.setting, table.sets[s], dataset, meanText(row.rates[s]),
               meanText(row.savings[s]), std::to_string(row.rates[s].images),
               std::to_string(row.rates[s].ofImages), rate ? rate->value : "",
               printed(paper, system, dataset, "CR"), rate ? rate->note : ""});
    }
    if (!row.isOfPaper) continue;
    for (const std::string& dataset : publishedDatasets(paper)) {
      if (std::ranges::find(beside, dataset) != beside.end()) continue;
      const auto rate = publishedCell(paper, system, dataset, paper.rate);
      csv.add({row.system, row.setting, "", dataset, "", "", "0", "0", rate ? rate->value : "",
               printed(paper, system, dataset, "CR"), rate ? rate->note : ""});
    }
  }
  return csv.text();
}

std::string imagesText(const Run& run) {
  CsvTable csv({"image", "set", "width", "height", "frames", "bits_stored", "signed", "notes", "error"});
  for (const ImageRecord& record : run.records) {
    const PlannedImage& image = run.plan.images[record.index];
    std::string notes;
    for (const std::string& note : record.notes) notes += (notes.empty() ? "" : "; ") + note;
    csv.add({image.name, image.set, std::to_string(record.width), std::to_string(record.height),
             std::to_string(record.frames), std::to_string(record.bitsStored), record.isSigned ? "1" : "0",
             notes, record.error});
  }
  return csv.text();
}

std::string sizesText(const Run& run) {
  CsvTable csv({"image", "set", "codec", "bytes", "bits_per_pixel", "space_saving", "error"});
  for (const ImageRecord& record : run.records) {
    const PlannedImage& image = run.plan.images[record.index];
    for (const CodedRecord& coded : record.coded) {
      const bool failed = !coded.error.empty();
      csv.add({image.name, image.set, coded.setting, failed ? "" : std::to_string(coded.bytes),
               failed ? "" : tableNumber(coded.bitsPerPixel), failed ? "" : tableNumber(coded.spaceSaving),
               coded.error});
    }
  }
  return csv.text();
}

/// Of every image at every lossy setting, with why where a metric has no number.
std::string qualityText(const Run& run) {
  CsvTable csv({"image", "set", "codec", "metric", "value", "why_not"});
  struct Cells {
    std::vector<std::string> operator()(double value) const { return {tableNumber(value), ""}; }
    std::vector<std::string> operator()(const core::Infinite& value) const {
      return {"Infinity", value.reason};
    }
    std::vector<std::string> operator()(const core::Undefined& value) const { return {"", value.reason}; }
  };
  for (const ImageRecord& record : run.records) {
    const PlannedImage& image = run.plan.images[record.index];
    for (const CodedRecord& coded : record.coded) {
      for (const auto& [id, value] : coded.quality) {
        const std::vector<std::string> cells = std::visit(Cells{}, value);
        csv.add({image.name, image.set, coded.setting, id, cells[0], cells[1]});
      }
    }
  }
  return csv.text();
}

std::string qualityFigureText(const Run& run, const QualityFigure& figure) {
  CsvTable csv({"codec", "parameters", "set", "bits_per_pixel", "metric", "mean", "images", "of_images"});
  for (const QualityRow& row : qualityRows(run, figure.metricIds)) {
    for (std::size_t m = 0; m < figure.metricIds.size(); ++m) {
      csv.add({row.setting->codecId, row.setting->summary, row.set.empty() ? "all" : row.set,
               meanText(row.rate), figure.metricIds[m], meanText(row.means[m]),
               std::to_string(row.means[m].images), std::to_string(row.means[m].ofImages)});
    }
  }
  return csv.text();
}

std::string lambdaText(const std::vector<LambdaPoint>& points) {
  CsvTable csv({"lambda", "total", "residual", "lossy"});
  for (const LambdaPoint& point : points)
    csv.add({tableNumber(point.lambda), tableNumber(point.total), tableNumber(point.residual),
             tableNumber(point.lossy)});
  return csv.text();
}

std::string fitsText(const Run& run) {
  CsvTable csv({"image", "set", "part", "values", "mean", "variance", "entropy_bits", "laplace_location",
                "laplace_scale", "laplace_bits", "logistic_location", "logistic_scale", "logistic_bits"});
  for (const ImageRecord& record : run.records) {
    const PlannedImage& image = run.plan.images[record.index];
    for (const ResidualRecord& residual : record.residuals) {
      const ResidualFit fit = fitResiduals(residual.histogram);
      std::vector<std::string> cells = {image.name,
                                        image.set,
                                        residual.title,
                                        std::to_string(residual.histogram.total),
                                        tableNumber(fit.mean),
                                        tableNumber(fit.variance),
                                        tableNumber(fit.entropyBits)};
      if (fit.laws) {
        for (const core::LawFit& law : {fit.laws->laplace, fit.laws->logistic})
          for (const double value : {law.location, law.scale, law.bits}) cells.push_back(tableNumber(value));
      }
      cells.resize(13);
      csv.add(cells);
    }
  }
  return csv.text();
}

/// What the parts of the paper's own codec's files take, of the image that stands for each set.
std::string streamsText(const Run& run) {
  CsvTable csv({"image", "set", "part", "bytes", "bits_per_pixel"});
  for (const ImageRecord& record : run.records) {
    const PlannedImage& image = run.plan.images[record.index];
    for (const StreamRecord& stream : record.streams)
      csv.add({image.name, image.set, stream.name, std::to_string(stream.bytes),
               tableNumber(bitsPerPixelOf(record, stream))});
  }
  return csv.text();
}

std::string histogramsText(const Run& run) {
  CsvTable csv({"image", "part", "residual", "count"});
  for (const ImageRecord& record : run.records) {
    for (const ResidualRecord& residual : record.residuals) {
      for (std::size_t i = 0; i < residual.histogram.counts.size(); ++i) {
        if (residual.histogram.counts[i] == 0) continue;
        const auto value =
            static_cast<std::int64_t>(residual.histogram.minValue) + static_cast<std::int64_t>(i);
        csv.add({run.plan.images[record.index].name, residual.title, std::to_string(value),
                 std::to_string(residual.histogram.counts[i])});
      }
    }
  }
  return csv.text();
}

std::string printedText(const Paper& paper) {
  CsvTable csv({"place", "system", "dataset", "quantity", "value", "note"});
  for (const PublishedValue& value : publishedValues()) {
    if (value.paper == paper.name)
      csv.add({value.place, value.system, value.dataset, value.quantity, value.value, value.note});
  }
  return csv.text();
}

std::string imageTimesText(const Run& run) {
  CsvTable csv({"image", "set", "codec", "encode_seconds", "decode_seconds"});
  for (const ImageRecord& record : run.records) {
    const PlannedImage& image = run.plan.images[record.index];
    for (const CodedRecord& coded : record.coded) {
      if (coded.error.empty())
        csv.add({image.name, image.set, coded.setting, tableNumber(coded.encodeSeconds),
                 tableNumber(coded.decodeSeconds)});
    }
  }
  return csv.text();
}

std::string setTimesText(const Run& run) {
  CsvTable csv({"set", "codec", "images", "encode_seconds_per_image", "decode_seconds_per_image"});
  for (const std::string& set : setsOf(run.plan)) {
    for (const Setting& setting : run.plan.settings) {
      int images = 0;
      double encode = 0;
      double decode = 0;
      for (const ImageRecord& record : run.records) {
        const CodedRecord* coded = codedOf(record, setting.name);
        if (run.plan.images[record.index].set != set || coded == nullptr || !coded->error.empty()) continue;
        ++images;
        encode += coded->encodeSeconds;
        decode += coded->decodeSeconds;
      }
      if (images > 0)
        csv.add({set, setting.name, std::to_string(images), tableNumber(encode / images),
                 tableNumber(decode / images)});
    }
  }
  return csv.text();
}

}  // namespace

std::vector<NamedText> csvTables(const Results& results) {
  const Run& run = results.run;
  std::vector<NamedText> tables = {
      {"table1.csv", table1Text(results)}, {"images.csv", imagesText(run)},
      {"sizes.csv", sizesText(run)},       {"printed.csv", printedText(results.paper)},
      {"times.csv", imageTimesText(run)},  {"times_by_set.csv", setTimesText(run)}};
  if (results.paper.key == "dslc") {
    tables.push_back({"quality.csv", qualityText(run)});
    for (const QualityFigure& figure : qualityFigures())
      tables.push_back({figure.file + ".csv", qualityFigureText(run, figure)});
    tables.push_back({"figure7.csv", lambdaText(results.lambdaSweep)});
  } else {
    tables.push_back({"table4.csv", streamsText(run)});
    tables.push_back({"figure5.csv", fitsText(run)});
    tables.push_back({"figure5_histograms.csv", histogramsText(run)});
  }
  return tables;
}

}  // namespace trabecula::app::reproduce
