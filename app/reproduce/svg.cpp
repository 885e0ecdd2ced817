#include "app/reproduce/svg.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/reproduce/numbers.h"

namespace trabecula::app::reproduce {
namespace {

/// A length in pixels, to a tenth.
std::string px(double value) {
  std::string text = decimals(value, 1);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

std::string tipText(const std::string& tip) {
  return tip.empty() ? "/>\n" : "><title>" + escaped(tip) + "</title></";
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        // Control characters have no place in XML.
        result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return result;
}

const std::string& seriesColour(std::size_t index) {
  static const std::array<std::string, 8> colours = {"#0072b2", "#d55e00", "#009e73", "#b0568c",
                                                     "#4d4d4d", "#56a0d3", "#a67c00", "#7a3db8"};
  return colours[index % colours.size()];
}

Svg::Svg(double width, double height, const std::string& title) {
  text_ = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + px(width) + "\" height=\"" + px(height) +
          "\" viewBox=\"0 0 " + px(width) + " " + px(height) +
          "\" role=\"img\" font-family=\"Helvetica, Arial, sans-serif\">\n<title>" + escaped(title) +
          "</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";
}

void Svg::points(const std::vector<Point>& points) {
  text_ += " points=\"";
  for (std::size_t i = 0; i < points.size(); ++i)
    text_ += (i > 0 ? " " : "") + px(points[i].x) + "," + px(points[i].y);
  text_ += "\"";
}

void Svg::line(Point from, Point to, const std::string& colour, double width) {
  text_ += "<line x1=\"" + px(from.x) + "\" y1=\"" + px(from.y) + "\" x2=\"" + px(to.x) + "\" y2=\"" +
           px(to.y) + "\" stroke=\"" + colour + "\" stroke-width=\"" + px(width) + "\"/>\n";
}

void Svg::polyline(const std::vector<Point>& all, const std::string& colour, double width) {
  text_ += "<polyline fill=\"none\" stroke-linejoin=\"round\" stroke=\"" + colour + "\" stroke-width=\"" +
           px(width) + "\"";
  points(all);
  text_ += "/>\n";
}

void Svg::dashes(const std::vector<Point>& all, const std::string& colour, double width) {
  text_ += "<polyline fill=\"none\" stroke-dasharray=\"5 3\" stroke=\"" + colour + "\" stroke-width=\"" +
           px(width) + "\"";
  points(all);
  text_ += "/>\n";
}

void Svg::polygon(const std::vector<Point>& all, const std::string& fill, const std::string& stroke,
                  double width) {
  text_ += "<polygon fill=\"" + fill + "\"";
  if (!stroke.empty()) text_ += " stroke=\"" + stroke + "\" stroke-width=\"" + px(width) + "\"";
  points(all);
  text_ += "/>\n";
}

void Svg::rectangle(Point corner, double width, double height, const std::string& fill,
                    const std::string& tip) {
  text_ += "<rect x=\"" + px(corner.x) + "\" y=\"" + px(corner.y) + "\" width=\"" + px(width) +
           "\" height=\"" + px(height) + "\" fill=\"" + fill + "\"" + tipText(tip);
  if (!tip.empty()) text_ += "rect>\n";
}

void Svg::dot(Point centre, double radius, const std::string& fill, const std::string& tip) {
  text_ += "<circle cx=\"" + px(centre.x) + "\" cy=\"" + px(centre.y) + "\" r=\"" + px(radius) +
           "\" fill=\"" + fill + "\"" + tipText(tip);
  if (!tip.empty()) text_ += "circle>\n";
}

void Svg::cells(Point corner, int cell, const std::string& path, const std::string& colour) {
  // The middle of the first row of cells is half a cell further down.
  text_ += "<path shape-rendering=\"crispEdges\" transform=\"translate(" + px(corner.x) + " " +
           px(corner.y + cell / 2.0) + ") scale(" + std::to_string(cell) + ")\" stroke=\"" + colour +
           "\" d=\"" + path + "\"/>\n";
}

void Svg::text(Point at, const std::string& words, Anchor anchor, double size, const std::string& colour) {
  static const std::array<const char*, 3> anchors = {"start", "middle", "end"};
  text_ += "<text x=\"" + px(at.x) + "\" y=\"" + px(at.y) + "\" font-size=\"" + px(size) + "\" fill=\"" +
           colour + "\" text-anchor=\"" + anchors[static_cast<std::size_t>(anchor)] + "\">" + escaped(words) +
           "</text>\n";
}

void Svg::verticalText(Point at, const std::string& words) {
  text_ += "<text transform=\"translate(" + px(at.x) + " " + px(at.y) +
           ") rotate(-90)\" font-size=\"12\" fill=\"#222\" text-anchor=\"middle\">" + escaped(words) +
           "</text>\n";
}

Axis::Axis(double low, double high, bool logarithmic, bool widen)
    : low_(low), high_(high), logarithmic_(logarithmic) {
  if (logarithmic_) {
    const int first = static_cast<int>(std::floor(std::log10(low) + 1e-9));
    const int last = static_cast<int>(std::ceil(std::log10(high) - 1e-9));
    if (widen) {
      low_ = std::pow(10, first);
      high_ = std::pow(10, std::max(last, first + 1));
    }
    for (int power = first; power <= std::max(last, first + 1); ++power) {
      const double mark = std::pow(10, power);
      if (mark >= low_ * 0.999 && mark <= high_ * 1.001) marks_.push_back(mark);
    }
    return;
  }
  if (high_ - low_ < 1e-12) high_ = low_ + 1;
  constexpr double wanted = 5;
  const double rough = (high_ - low_) / wanted;
  const double unit = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * unit;
  for (const double nice : {1.0, 2.0, 5.0}) {
    if (nice * unit >= rough * 0.999) {
      step = nice * unit;
      break;
    }
  }
  if (widen) {
    low_ = std::floor(low_ / step + 1e-9) * step;
    high_ = std::ceil(high_ / step - 1e-9) * step;
  }
  const auto begin = static_cast<long>(std::ceil(low_ / step - 1e-9));
  const auto end = static_cast<long>(std::floor(high_ / step + 1e-9));
  for (long i = begin; i <= end; ++i) marks_.push_back(static_cast<double>(i) * step);
}

double Axis::place(double value) const {
  if (logarithmic_) return std::log(value / low_) / std::log(high_ / low_);
  return (value - low_) / (high_ - low_);
}

std::string Axis::label(double value) {
  std::string text = tableNumber(std::round(value * 1e9) / 1e9);
  if (const std::size_t zero = text.find("e-0"); zero != std::string::npos) text.erase(zero + 2, 1);
  return text == "-0" ? "0" : text;
}

}  // namespace trabecula::app::reproduce
