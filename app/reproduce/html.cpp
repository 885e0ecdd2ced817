#include "app/reproduce/html.h"

#include "app/reproduce/svg.h"

namespace trabecula::app::reproduce {
namespace {

std::string classText(const std::string& cssClass) {
  return cssClass.empty() ? "" : " class=\"" + cssClass + "\"";
}

}  // namespace

const std::string& pageStyle() {
  static const std::string style = R"(
body { margin: 0 auto; max-width: 75rem; padding: 1.5rem; color: #222; background: #fff;
  font: 16px/1.5 Helvetica, Arial, sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .3rem; }
h2 { font-size: 1.3rem; margin: 2.4rem 0 .5rem; border-top: 1px solid #ddd; padding-top: 1.2rem; }
h3 { font-size: 1.05rem; margin: 1.4rem 0 .3rem; }
p, li { max-width: 46rem; }
p { margin: .5rem 0; }
.wide { overflow-x: auto; margin: .8rem 0; }
table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: bold; padding-bottom: .3rem; }
th, td { padding: .22rem .6rem; text-align: right; border-bottom: 1px solid #e6e6e6; white-space: nowrap; }
th:first-child { text-align: left; }
thead th, tr.head th { border-bottom: 1px solid #888; vertical-align: bottom; }
th.words { text-align: left; }
td.words { text-align: left; white-space: normal; min-width: 9rem; }
td.printed { color: #555; background: #f6f6f3; }
td.none { color: #737373; text-align: center; }
td.best { font-weight: bold; }
tr.own th { font-weight: bold; }
tr th { font-weight: normal; }
tr.head th { font-weight: bold; }
.note { background: #fdf3e1; border-left: 4px solid #d55e00; padding: .6rem .9rem; max-width: 46rem; }
.note p { margin: .3rem 0; }
.pictures { display: flex; flex-wrap: wrap; gap: .6rem 1.2rem; }
.pictures svg { max-width: 100%; height: auto; }
.empty { border: 1px dashed #aaa; color: #555; padding: .8rem 1rem; max-width: 44rem; }
details { margin: .6rem 0; }
summary { cursor: pointer; font-weight: bold; }
small { color: #555; }
@media print { details > * { display: block; } .wide { overflow: visible; } }
)";
  return style;
}

HtmlTable::HtmlTable(const std::string& caption) {
  text_ = "<div class=\"wide\"><table>";
  if (!caption.empty()) text_ += "<caption>" + escaped(caption) + "</caption>";
  text_ += "\n";
}

void HtmlTable::startRow(const std::string& cssClass) {
  text_ += "<tr" + classText(cssClass) + ">";
}

void HtmlTable::heading(const std::string& words, int columns, int rows) {
  text_ += "<th";
  if (columns > 1) text_ += " colspan=\"" + std::to_string(columns) + "\"";
  if (rows > 1) text_ += " rowspan=\"" + std::to_string(rows) + "\"";
  text_ += ">" + escaped(words) + "</th>";
}

void HtmlTable::wordHeading(const std::string& words) {
  text_ += "<th class=\"words\">" + escaped(words) + "</th>";
}

void HtmlTable::rowHeading(const std::string& words) {
  text_ += "<th scope=\"row\">" + escaped(words) + "</th>";
}

void HtmlTable::cell(const std::string& words, const std::string& cssClass) {
  htmlCell(escaped(words), cssClass);
}

void HtmlTable::htmlCell(const std::string& html, const std::string& cssClass) {
  text_ += "<td" + classText(cssClass) + ">" + html + "</td>";
}

void HtmlTable::endRow() {
  text_ += "</tr>\n";
}

std::string paragraph(const std::string& words) {
  return "<p>" + escaped(words) + "</p>\n";
}

std::string listOf(const std::vector<std::string>& items) {
  std::string text = "<ul>\n";
  for (const std::string& item : items) text += "<li>" + escaped(item) + "</li>\n";
  return text + "</ul>\n";
}

}  // namespace trabecula::app::reproduce
