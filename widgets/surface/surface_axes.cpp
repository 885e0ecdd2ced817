#include "widgets/surface/surface_axes.h"

#include <vtkCamera.h>
#include <vtkCellArray.h>
#include <vtkCoordinate.h>
#include <vtkPoints.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkTextProperty.h>

#include <algorithm>
#include <cmath>

#include "widgets/surface/axis_ticks.h"
#include "widgets/surface/text_font.h"

namespace trabecula::widgets {
namespace {

constexpr double fontPixels = 12;
constexpr double tickLength = 0.018;  // in world units; the box is 1 long

}  // namespace

SurfaceAxes::SurfaceAxes(vtkRenderer& renderer)
    : renderer_(renderer), frame_(makeLines(0.46)), grid_(makeLines(0.19)) {}

SurfaceAxes::Lines SurfaceAxes::makeLines(double grey) {
  Lines lines{.data = vtkSmartPointer<vtkPolyData>::New(), .actor = vtkSmartPointer<vtkActor>::New()};
  vtkNew<vtkPolyDataMapper> mapper;
  mapper->SetInputData(lines.data);
  lines.actor->SetMapper(mapper);
  lines.actor->GetProperty()->SetColor(grey, grey, grey);
  lines.actor->GetProperty()->LightingOff();
  renderer_.AddActor(lines.actor);
  return lines;
}

void SurfaceAxes::setLines(Lines& target, const std::vector<Line>& lines, double width) {
  vtkNew<vtkPoints> points;
  vtkNew<vtkCellArray> cells;
  for (const Line& line : lines) {
    const std::array<vtkIdType, 2> ends{points->InsertNextPoint(line.from.data()),
                                        points->InsertNextPoint(line.to.data())};
    cells->InsertNextCell(2, ends.data());
  }
  target.data->SetPoints(points);
  target.data->SetLines(cells);
  target.data->Modified();
  target.actor->GetProperty()->SetLineWidth(static_cast<float>(width));
}

void SurfaceAxes::setVisible(bool visible) {
  isVisible_ = visible;
  frame_.actor->SetVisibility(visible);
  grid_.actor->SetVisibility(visible);
  for (const auto& text : texts_) text->SetVisibility(false);
}

std::array<double, 2> SurfaceAxes::project(const Point& point) const {
  renderer_.SetWorldPoint(point[0], point[1], point[2], 1);
  renderer_.WorldToDisplay();
  const double* const display = renderer_.GetDisplayPoint();
  return {display[0], display[1]};
}

SurfaceAxes::Edge SurfaceAxes::edgeOf(int axis) const {
  const double nearX = cameraAtHighX_ ? bounds_[1] : bounds_[0];
  const double farX = cameraAtHighX_ ? bounds_[0] : bounds_[1];
  const double nearY = cameraAtHighY_ ? bounds_[3] : bounds_[2];
  const double farY = cameraAtHighY_ ? bounds_[2] : bounds_[3];
  const double outX = cameraAtHighX_ ? 1 : -1;
  const double outY = cameraAtHighY_ ? 1 : -1;
  if (axis == 0) return {{bounds_[0], nearY, bounds_[4]}, {bounds_[1], nearY, bounds_[4]}, {0, outY, 0}};
  if (axis == 1) return {{nearX, bounds_[2], bounds_[4]}, {nearX, bounds_[3], bounds_[4]}, {outX, 0, 0}};
  // Two upright edges lie on the outline; the left one, where numbers are looked for.
  const Edge besideX{{nearX, farY, bounds_[4]}, {nearX, farY, bounds_[5]}, {outX, 0, 0}};
  const Edge besideY{{farX, nearY, bounds_[4]}, {farX, nearY, bounds_[5]}, {0, outY, 0}};
  return project(besideX.low)[0] < project(besideY.low)[0] ? besideX : besideY;
}

void SurfaceAxes::addWallGrid(int axis, double position) {
  const double farX = cameraAtHighX_ ? bounds_[0] : bounds_[1];
  const double farY = cameraAtHighY_ ? bounds_[2] : bounds_[3];
  // A hair above the floor: a surface of zeros may lie on it.
  const double floor = bounds_[4] + 0.002;
  if (axis == 0) {
    gridLines_.push_back({{position, farY, bounds_[4]}, {position, farY, bounds_[5]}});
    gridLines_.push_back({{position, bounds_[2], floor}, {position, bounds_[3], floor}});
  } else if (axis == 1) {
    gridLines_.push_back({{farX, position, bounds_[4]}, {farX, position, bounds_[5]}});
    gridLines_.push_back({{bounds_[0], position, floor}, {bounds_[1], position, floor}});
  } else {
    gridLines_.push_back({{bounds_[0], farY, position}, {bounds_[1], farY, position}});
    gridLines_.push_back({{farX, bounds_[2], position}, {farX, bounds_[3], position}});
  }
}

double SurfaceAxes::textWidth(const std::string& text) const {
  // Average advance of common faces; only used to keep texts apart.
  return 0.6 * fontPixels * pixelRatio_ * static_cast<double>(text.size());
}

void SurfaceAxes::placeText(const std::string& text, const std::array<double, 2>& centre, bool isTitle) {
  if (textsUsed_ == texts_.size()) {
    auto actor = vtkSmartPointer<vtkTextActor>::New();
    actor->GetPositionCoordinate()->SetCoordinateSystemToDisplay();
    useSystemFont(*actor->GetTextProperty());
    actor->GetTextProperty()->SetJustificationToCentered();
    actor->GetTextProperty()->SetVerticalJustificationToCentered();
    renderer_.AddActor2D(actor);
    texts_.push_back(actor);
  }
  vtkTextActor& actor = *texts_[textsUsed_++];
  const double grey = isTitle ? 0.72 : 0.86;
  actor.GetTextProperty()->SetColor(grey, grey, grey);
  actor.GetTextProperty()->SetFontSize(static_cast<int>(std::lround(fontPixels * pixelRatio_)));
  actor.SetInput(text.c_str());
  // Whole pixels keep the glyphs sharp; the pane's edge must not cut a text.
  const int* const origin = renderer_.GetOrigin();
  const int* const size = renderer_.GetSize();
  const double halfWidth = textWidth(text) / 2 + 4;
  const double halfHeight = fontPixels * pixelRatio_ / 2 + 3;
  const auto inside = [](double value, double low, double high) {
    return std::round(std::max(low, std::min(value, high)));
  };
  actor.GetPositionCoordinate()->SetValue(
      inside(centre[0], origin[0] + halfWidth, origin[0] + size[0] - halfWidth),
      inside(centre[1], origin[1] + halfHeight, origin[1] + size[1] - halfHeight), 0);
  actor.SetVisibility(isVisible_);
}

void SurfaceAxes::label(int axis, const Axis& description) {
  const Edge edge = edgeOf(axis);
  const auto index = static_cast<std::size_t>(axis);
  const std::array<double, 2> low = project(edge.low);
  const std::array<double, 2> high = project(edge.high);
  const std::array<double, 2> along{high[0] - low[0], high[1] - low[1]};
  const double length = std::hypot(along[0], along[1]);
  // Seen end-on, an axis says nothing.
  const bool isLegible = length > 3 * fontPixels * pixelRatio_;

  // Outwards on the screen: across the edge, on the side of its tick marks.
  Point beyond = edge.low;
  for (std::size_t i = 0; i < 3; ++i) beyond[i] += 0.05 * edge.outward[i];
  const std::array<double, 2> tip = project(beyond);
  std::array<double, 2> across{along[1] / std::max(1.0, length), -along[0] / std::max(1.0, length)};
  if (across[0] * (tip[0] - low[0]) + across[1] * (tip[1] - low[1]) < 0) across = {-across[0], -across[1]};
  const double steepness = length > 0 ? std::abs(along[1]) / length : 1;

  const double from = std::min(description.atLow, description.atHigh);
  const double to = std::max(description.atLow, description.atHigh);
  const double labelWidth = std::max({textWidth(tickText(from)), textWidth(tickText(to)), textWidth("000")});
  const double room = (1 - steepness) * labelWidth * 1.7 + steepness * fontPixels * pixelRatio_ * 2.2;
  const int count = std::clamp(static_cast<int>(length / room), 2, 7);
  const double gap = 9 * pixelRatio_;
  double widest = 0;
  for (const double value : axisTicks(from, to, count, description.wholeNumbers)) {
    const double t = (value - description.atLow) / (description.atHigh - description.atLow);
    Point at = edge.low;
    Point end{};
    for (std::size_t i = 0; i < 3; ++i) {
      at[i] += t * (edge.high[i] - edge.low[i]);
      end[i] = at[i] + tickLength * edge.outward[i];
    }
    addWallGrid(axis, at[index]);
    frameLines_.push_back({at, end});
    if (!isLegible) continue;
    const std::string text = tickText(value);
    const double depth =
        std::abs(across[0]) * textWidth(text) / 2 + std::abs(across[1]) * fontPixels * pixelRatio_ / 2;
    widest = std::max(widest, depth);
    const std::array<double, 2> base = project(end);
    placeText(text, {base[0] + (gap + depth) * across[0], base[1] + (gap + depth) * across[1]}, false);
  }
  if (!isLegible || description.title.empty()) return;
  if (axis == 2) {
    placeText(description.title, {high[0], high[1] + 16 * pixelRatio_}, true);
    return;
  }
  const double depth = std::abs(across[0]) * textWidth(description.title) / 2 +
                       std::abs(across[1]) * fontPixels * pixelRatio_ / 2;
  const double away = 2.2 * gap + 2 * widest + depth;
  placeText(description.title,
            {(low[0] + high[0]) / 2 + away * across[0], (low[1] + high[1]) / 2 + away * across[1]}, true);
}

void SurfaceAxes::update(const SurfaceBounds& bounds, const std::array<Axis, 3>& axes, double pixelRatio) {
  bounds_ = bounds;
  pixelRatio_ = pixelRatio;
  textsUsed_ = 0;
  frameLines_.clear();
  gridLines_.clear();
  const double* const camera = renderer_.GetActiveCamera()->GetPosition();
  cameraAtHighX_ = camera[0] > (bounds[0] + bounds[1]) / 2;
  cameraAtHighY_ = camera[1] > (bounds[2] + bounds[3]) / 2;

  const Point a{bounds[0], bounds[2], bounds[4]};
  const Point b{bounds[1], bounds[2], bounds[4]};
  const Point c{bounds[1], bounds[3], bounds[4]};
  const Point d{bounds[0], bounds[3], bounds[4]};
  frameLines_ = {{a, b}, {b, c}, {c, d}, {d, a}};
  for (const Point& corner : {a, b, c, d}) {
    const bool isNear =
        (corner[0] == bounds[1]) == cameraAtHighX_ && (corner[1] == bounds[3]) == cameraAtHighY_;
    if (!isNear) frameLines_.push_back({corner, {corner[0], corner[1], bounds[5]}});
  }
  for (int axis = 0; axis < 3; ++axis) label(axis, axes[static_cast<std::size_t>(axis)]);
  for (std::size_t i = textsUsed_; i < texts_.size(); ++i) texts_[i]->SetVisibility(false);
  setLines(frame_, frameLines_, pixelRatio);
  setLines(grid_, gridLines_, pixelRatio);
}

}  // namespace trabecula::widgets
