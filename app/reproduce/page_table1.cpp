#include <algorithm>
#include <cstdlib>
#include <limits>

#include "app/reproduce/html.h"
#include "app/reproduce/numbers.h"
#include "app/reproduce/page_sections.h"
#include "app/reproduce/svg.h"
#include "core/codec/registry.h"

namespace trabecula::app::reproduce {
namespace {

constexpr int digits = 3;

/// One of the two quantities of Table 1.
struct Quantity {
  std::string printedName;  ///< "BR"
  std::string title;
  std::vector<Mean> Table1Row::*means;
  bool isSmallBetter;
};

std::string systemOf(const Table1Row& row) {
  return row.system.substr(0, row.system.find(" ("));
}

/// Place of the set that stands beside a data set; the number of sets where there is none.
std::size_t setBeside(const Table1& table, const Paper& paper, const std::string& dataset) {
  const auto found = std::ranges::find_if(
      table.sets, [&](const std::string& set) { return datasetOf(paper, set) == dataset; });
  return static_cast<std::size_t>(found - table.sets.begin());
}

bool isImpossible(const PublishedValue& value) {
  return value.note.find("cannot be lossless") != std::string::npos;
}

/// The best complete mean of a column, to be set in bold.
double bestOf(const Table1& table, const Quantity& quantity, std::size_t set) {
  double best = quantity.isSmallBetter ? std::numeric_limits<double>::infinity()
                                       : -std::numeric_limits<double>::infinity();
  for (const Table1Row& row : table.rows) {
    const Mean& mean = (row.*quantity.means)[set];
    if (mean.images == 0 || mean.images < mean.ofImages) continue;
    best = quantity.isSmallBetter ? std::min(best, mean.value) : std::max(best, mean.value);
  }
  return best;
}

bool isInProgram(const Table1Row& row) {
  return core::CodecRegistry::instance().find(codecIdOf(systemOf(row))) != nullptr;
}

void addOurs(HtmlTable& html, const Table1& table, const Table1Row& row, const Quantity& quantity,
             std::size_t set) {
  if (!row.isHere()) return html.cell(isInProgram(row) ? "not run" : "not here", "none");
  if (set >= table.sets.size()) return html.cell("no folder", "none");
  const Mean& mean = (row.*quantity.means)[set];
  html.htmlCell(meanCell(mean, digits),
                mean.images > 0 && mean.value == bestOf(table, quantity, set) ? "best" : "");
}

std::string besideTable(const Table1& table, const Paper& paper, const Quantity& quantity) {
  HtmlTable html(quantity.title + ": printed (" + quantity.printedName + ") and measured here");
  const std::vector<std::string> datasets = publishedDatasets(paper);
  html.startRow("head");
  html.heading("", 1, 2);
  for (const std::string& dataset : datasets) html.heading(dataset, 2);
  html.endRow();
  html.startRow("head");
  for (const std::string& dataset : datasets) {
    const std::size_t set = setBeside(table, paper, dataset);
    html.heading("printed");
    html.heading(set < table.sets.size() ? table.sets[set] : "here");
  }
  html.endRow();
  for (const Table1Row& row : table.rows) {
    if (!row.isOfPaper) continue;
    html.startRow(systemOf(row) == paper.name ? "own" : "");
    html.rowHeading(row.system);
    for (const std::string& dataset : datasets) {
      const auto printed = publishedCell(paper, systemOf(row), dataset, quantity.printedName);
      const bool isMarked = printed && isImpossible(*printed);
      html.htmlCell(printed ? escaped(printed->value) + (isMarked ? "&#8224;" : "") : "", "printed");
      addOurs(html, table, row, quantity, setBeside(table, paper, dataset));
    }
    html.endRow();
  }
  return html.text();
}

std::string allSetsTable(const Run& run, const Table1& table, const Quantity& quantity) {
  HtmlTable html(quantity.title + " of every codec here on every set");
  html.startRow("head");
  html.heading("");
  for (const std::string& set : table.sets) html.heading(set);
  html.endRow();
  html.startRow();
  html.rowHeading("images");
  for (const std::string& set : table.sets)
    html.cell(std::to_string(std::ranges::count(run.plan.images, set, &PlannedImage::set)));
  html.endRow();
  for (const Table1Row& row : table.rows) {
    if (!row.isHere()) continue;
    html.startRow();
    html.rowHeading(row.system);
    for (std::size_t s = 0; s < table.sets.size(); ++s) addOurs(html, table, row, quantity, s);
    html.endRow();
  }
  return html.text();
}

/// The smallest figure of Table 1 as measured here, in words, where all are above `printed`; else empty.
std::string leastMeasured(const Table1& table, double printed) {
  const Table1Row* least = nullptr;
  std::size_t where = 0;
  for (const Table1Row& row : table.rows) {
    for (std::size_t s = 0; s < table.sets.size(); ++s) {
      if (row.rates[s].images == 0 || (least != nullptr && row.rates[s].value >= least->rates[where].value))
        continue;
      least = &row;
      where = s;
    }
  }
  if (least == nullptr || least->rates[where].value <= printed) return {};
  return "The smallest figure measured here is " + decimals(least->rates[where].value, digits) + " bits (" +
         least->system + " on " + table.sets[where] + "). ";
}

/// Why some of the printed figures are not what they seem: only where the paper has such.
std::string doubts(const Table1& table, const Paper& paper) {
  const auto number = [](const std::string& text) { return std::strtod(text.c_str(), nullptr); };
  std::string least;
  std::string most;
  for (const PublishedValue& value : publishedAt(paper, "Table 1")) {
    if (!isImpossible(value)) continue;
    if (least.empty() || number(value.value) < number(least)) least = value.value;
    if (most.empty() || number(value.value) > number(most)) most = value.value;
  }
  if (least.empty()) return {};
  std::string text = "<div class=\"note\">\n";
  text +=
      paragraph("\u2020 The printed " + paper.rate + " of " + least + " to " + most + " for " + paper.name +
                " cannot be lossless bits per pixel: the noise of a radiograph, which a lossless codec must "
                "keep, takes more than that. " +
                leastMeasured(table, number(most)) +
                "The same paper gives its system a finite PSNR, of about 43 dB, which a lossless result does "
                "not have: without an error it is infinite. The figures stand here as printed.");
  const auto rate = publishedCell(paper, "JPEG2000", "Pneumonia chest X-ray", paper.rate);
  const auto saving = publishedCell(paper, "JPEG2000", "Pneumonia chest X-ray", "CR");
  if (rate && saving) {
    const double bits = 8 * (1 - number(saving->value));
    text += paragraph(
        "The other rows have the same difficulty: read as bits per pixel and space saving, BR and CR do not "
        "belong to the same files. JPEG 2000 with a saving of " +
        saving->value + " leaves " + decimals(bits, 2) +
        " bits a pixel of an 8-bit image, and twice that of a 16-bit one, where a BR of " + rate->value +
        " is printed.");
  }
  return text + "</div>\n";
}

std::string missing(const Table1& table) {
  std::vector<std::string> items;
  for (const Table1Row& row : table.rows) {
    if (row.isHere()) continue;
    items.push_back(row.system + (isInProgram(row) ? ": was left out of this run."
                                                   : ": there is no such codec in this program."));
  }
  if (items.empty()) return {};
  return "<h3>Missing</h3>\n" + listOf(items);
}

}  // namespace

std::string table1Section(const Results& results, const std::vector<Picture>& pictures) {
  const Table1 table = table1Of(results.run, results.paper);
  std::vector<Quantity> quantities = {{results.paper.rate, "Bits per pixel", &Table1Row::rates, true}};
  if (results.paper.key == "dslc") quantities.push_back({"CR", "Space saving", &Table1Row::savings, false});
  std::string text = "<h2>Table 1: lossless coding</h2>\n";
  text += paragraph(
      "Bits per pixel are 8 \u00D7 bytes of the written file / pixels, headers and all; space saving is 1 "
      "\u2212 "
      "bytes "
      "of "
      "the file / bytes of the original (one byte a sample up to 8 bits, else two). Each file was read back, "
      "decoded and compared value by value with the original; one that did not come back exactly would not "
      "count. A set's figure is the mean over its images; the best of a column is bold. A folder beside a "
      "data "
      "set of the paper holds images of the same kind, not the paper's own files, so the two columns show "
      "the "
      "same order of things, not the same experiment.");
  for (const Quantity& quantity : quantities) text += besideTable(table, results.paper, quantity);
  text += doubts(table, results.paper);
  text += missing(table);
  text += "<h3>All sets</h3>\n";
  for (const Quantity& quantity : quantities) text += allSetsTable(results.run, table, quantity);
  return text + pictureRow(pictures, "Table 1");
}

}  // namespace trabecula::app::reproduce
