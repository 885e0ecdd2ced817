#include <algorithm>

#include "app/reproduce/html.h"
#include "app/reproduce/numbers.h"
#include "app/reproduce/page_sections.h"
#include "app/reproduce/svg.h"

namespace trabecula::app::reproduce {
namespace {

std::string introduction(const Results& results) {
  const Run& run = results.run;
  const int failed = failedImages(run);
  std::string text = "<h1>" + escaped(results.paper.name) + ": its tables and figures, measured again</h1>\n";
  text += paragraph(results.paper.citation);
  text +=
      paragraph("Made by Trabecula " + run.plan.version + " from " +
                counted(static_cast<int>(run.plan.images.size()), "image") + " in " +
                counted(static_cast<int>(setsOf(run.plan).size()), "set") + " with " +
                counted(static_cast<int>(run.plan.settings.size()), "codec setting") +
                ". Numbers printed in the paper stand on a grey ground, beside what was measured; where the "
                "paper prints no number, its place stays empty. Times are in times.csv and "
                "times_by_set.csv, because they are never the same twice. Not a medical device.");
  if (failed > 0)
    text +=
        "<div class=\"note\">" +
        paragraph(counted(failed, "image") +
                  " could not be read or not be coded by every codec; they are listed at the end, and the "
                  "means are of the others.") +
        "</div>\n";
  return text;
}

/// What the paper prints elsewhere: quoted, not measured.
std::string otherPrinted(const Paper& paper) {
  std::vector<std::string> places;
  for (const PublishedValue& value : publishedValues()) {
    const bool isShown = value.place == "Table 1" || value.place.starts_with("Figure");
    if (value.paper != paper.name || isShown) continue;
    if (std::ranges::find(places, value.place) == places.end()) places.push_back(value.place);
  }
  if (places.empty()) return {};
  std::string text = "<h2>What else the paper prints</h2>\n";
  text += paragraph("For completeness. Seconds depend on the machine: ours are in times_by_set.csv.");
  for (const std::string& place : places)
    text +=
        "<h3>" + escaped(place == "text" ? "In the text" : place) + "</h3>\n" + printedTable(paper, place);
  return text;
}

std::string codecTable(const Run& run) {
  HtmlTable html("Codecs");
  html.startRow("head");
  for (const char* const title : {"setting", "codec", "software", "parameters", "used for"})
    html.wordHeading(title);
  html.endRow();
  for (const Setting& setting : run.plan.settings) {
    html.startRow();
    html.rowHeading(setting.name);
    html.cell(setting.title, "words");
    html.cell(setting.software, "words");
    html.cell(setting.summary, "words");
    html.cell(setting.lossless ? "Table 1" : "quality", "words");
    html.endRow();
  }
  return html.text();
}

std::string bitsOf(const Run& run, const std::string& set) {
  int least = 0;
  int most = 0;
  for (const ImageRecord& record : run.records) {
    if (run.plan.images[record.index].set != set || !record.error.empty()) continue;
    least = least == 0 ? record.bitsStored : std::min(least, record.bitsStored);
    most = std::max(most, record.bitsStored);
  }
  return least == most ? std::to_string(most) : std::to_string(least) + " to " + std::to_string(most);
}

std::string setTable(const Results& results) {
  const Run& run = results.run;
  HtmlTable html("Sets: the folders directly below the data folder");
  html.startRow("head");
  for (const char* const title : {"set", "images", "megapixels", "bits stored"}) html.heading(title);
  html.wordHeading("stands beside");
  html.endRow();
  for (const std::string& set : setsOf(run.plan)) {
    int images = 0;
    double pixels = 0;
    for (const ImageRecord& record : run.records) {
      if (run.plan.images[record.index].set != set) continue;
      ++images;
      pixels += static_cast<double>(record.width) * record.height * record.frames;
    }
    html.startRow();
    html.rowHeading(set);
    html.cell(std::to_string(images));
    html.cell(decimals(pixels / 1e6, 2));
    html.cell(bitsOf(run, set));
    html.cell(datasetOf(results.paper, set), "words");
    html.endRow();
  }
  return html.text();
}

std::string failures(const Run& run) {
  std::vector<std::string> items;
  for (const ImageRecord& record : run.records) {
    const std::string& name = run.plan.images[record.index].name;
    if (!record.error.empty()) items.push_back(name + ": " + record.error);
    for (const CodedRecord& coded : record.coded)
      if (!coded.error.empty()) items.push_back(name + ", " + coded.setting + ": " + coded.error);
  }
  return items.empty() ? "" : "<h3>What failed</h3>\n" + listOf(items);
}

}  // namespace

std::string meanCell(const Mean& mean, int digits) {
  if (mean.images == 0) return "&ndash;";
  std::string text = digits < 0 ? readable(mean.value) : decimals(mean.value, digits);
  if (mean.images < mean.ofImages)
    text += " <small>(" + std::to_string(mean.images) + " of " + std::to_string(mean.ofImages) + ")</small>";
  return text;
}

std::string counted(int count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string htmlPage(const Results& results, const std::vector<Picture>& pictures) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
         escaped(results.paper.name) + ": tables and figures</title>\n<style>" + pageStyle() +
         "</style>\n</head>\n<body>\n" + introduction(results) + table1Section(results, pictures) +
         figureSections(results, pictures) + otherPrinted(results.paper) + "<h2>What was measured</h2>\n" +
         setTable(results) + codecTable(results.run) + failures(results.run) + "</body>\n</html>\n";
}

}  // namespace trabecula::app::reproduce
