#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trabecula::app::reproduce {

/// Text with what means something to XML and HTML replaced.
std::string escaped(std::string_view text);

/// Colours that stay apart for colour-blind readers (Okabe and Ito 2008), dark enough for lines on white.
const std::string& seriesColour(std::size_t index);

struct Point {
  double x = 0;
  double y = 0;
};

enum class Anchor { Start, Middle, End };

/// A drawing in SVG 1.1: lengths in pixels, from the left upper corner. Looks the same inside an HTML page
/// and as a file of its own.
class Svg {
 public:
  /// `title` is read out to who cannot see the drawing.
  Svg(double width, double height, const std::string& title);

  void line(Point from, Point to, const std::string& colour, double width = 1);
  void polyline(const std::vector<Point>& points, const std::string& colour, double width);
  void dashes(const std::vector<Point>& points, const std::string& colour, double width);
  /// Filled, and with its outline where `stroke` is not empty.
  void polygon(const std::vector<Point>& points, const std::string& fill, const std::string& stroke = {},
               double width = 1);
  /// `tip` appears where a browser's pointer rests; may be empty.
  void rectangle(Point corner, double width, double height, const std::string& fill,
                 const std::string& tip = {});
  void dot(Point centre, double radius, const std::string& fill, const std::string& tip = {});
  /// Sharp horizontal lines that fill the rows of a grid of cells: `path` has "M column row h columns" for
  /// each, in cells from `corner` on, with sides of `cell` pixels.
  void cells(Point corner, int cell, const std::string& path, const std::string& colour);
  void text(Point at, const std::string& words, Anchor anchor = Anchor::Start, double size = 12,
            const std::string& colour = "#222");
  /// Turned by 90 degrees to the left.
  void verticalText(Point at, const std::string& words);

  /// As an element of a page; as a file it needs nothing more.
  std::string text() const { return text_ + "</svg>\n"; }

 private:
  void points(const std::vector<Point>& points);
  std::string text_;
};

/// One axis of a chart: from values to pixels, with readable marks.
class Axis {
 public:
  /// `low` < `high`; logarithmic axes need low > 0. The ends move outwards to marks where `widen` is set.
  Axis(double low, double high, bool logarithmic, bool widen = true);

  /// 0 at the low end, 1 at the high end.
  double place(double value) const;
  const std::vector<double>& marks() const { return marks_; }
  static std::string label(double value);

 private:
  double low_;
  double high_;
  bool logarithmic_;
  std::vector<double> marks_;
};

}  // namespace trabecula::app::reproduce
