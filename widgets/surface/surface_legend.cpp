#include "widgets/surface/surface_legend.h"

#include <vtkCoordinate.h>
#include <vtkDoubleArray.h>
#include <vtkTextProperty.h>

#include <algorithm>
#include <cmath>

#include "widgets/surface/axis_ticks.h"
#include "widgets/surface/text_font.h"

namespace trabecula::widgets {
namespace {

constexpr double stripPixels = 100;
constexpr double fontPixels = 12;

}  // namespace

SurfaceLegend::SurfaceLegend() {
  renderer_->SetBackground(0, 0, 0);
  renderer_->InteractiveOff();
  bar_->SetUnconstrainedFontSize(true);
  bar_->SetTitle("");
  bar_->SetLabelFormat(" %.6g");  // the space keeps the number off the bar
  bar_->SetMaximumNumberOfColors(256);
  bar_->SetTextPositionToSucceedScalarBar();
  bar_->SetUseCustomLabels(true);
  bar_->GetPositionCoordinate()->SetCoordinateSystemToNormalizedViewport();
  units_->GetPositionCoordinate()->SetCoordinateSystemToNormalizedViewport();
  units_->GetTextProperty()->SetJustificationToCentered();
  units_->GetTextProperty()->SetVerticalJustificationToTop();
  for (vtkTextProperty* text : {bar_->GetLabelTextProperty(), units_->GetTextProperty()}) {
    useSystemFont(*text);
    text->SetColor(0.86, 0.86, 0.86);
    text->ItalicOff();
    text->BoldOff();
    text->ShadowOff();
  }
  renderer_->AddActor2D(bar_);
  renderer_->AddActor2D(units_);
  setVisible(false);
}

void SurfaceLegend::setVisible(bool visible) {
  isVisible_ = visible;
  bar_->SetVisibility(visible);
  units_->SetVisibility(visible);
}

void SurfaceLegend::setTable(vtkLookupTable& table, const std::string& units, bool wholeNumbers) {
  bar_->SetLookupTable(&table);
  const double* const range = table.GetTableRange();
  vtkNew<vtkDoubleArray> labels;
  for (const double value : axisTicks(range[0], range[1], 9, wholeNumbers)) labels->InsertNextValue(value);
  bar_->SetCustomLabels(labels);
  units_->SetInput(units.c_str());
}

double SurfaceLegend::layOut(int windowWidth, int windowHeight, double pixelRatio) {
  const double strip = stripPixels * pixelRatio;
  const bool fits = isVisible_ && windowWidth > 3.2 * strip && windowHeight > 1.2 * strip;
  bar_->SetVisibility(fits);
  units_->SetVisibility(fits);
  renderer_->SetDraw(fits);
  if (!fits) return 0;
  const int font = static_cast<int>(std::lround(fontPixels * pixelRatio));
  bar_->GetLabelTextProperty()->SetFontSize(font);
  units_->GetTextProperty()->SetFontSize(font);
  const double barHeight = std::min(0.72 * windowHeight, 360 * pixelRatio);
  const double top = 0.5 * (windowHeight + barHeight);
  bar_->SetPosition(0.18, 0.5 - 0.5 * barHeight / windowHeight);
  bar_->SetWidth(0.7);
  bar_->SetHeight(barHeight / windowHeight);
  bar_->SetBarRatio(0.22);
  units_->GetPositionCoordinate()->SetValue(0.5, std::min(1.0, (top + 24 * pixelRatio) / windowHeight), 0);
  return strip / windowWidth;
}

}  // namespace trabecula::widgets
