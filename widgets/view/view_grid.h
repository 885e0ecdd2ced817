#pragma once

#include <QWidget>
#include <array>
#include <optional>

#include "widgets/view/view_pane.h"

class QGridLayout;

namespace trabecula::widgets {

enum class GridLayout { Single, SideBySide, Three, Quad };

/// Which user actions in one pane the others follow.
struct PaneLinks {
  bool zoom = true;
  bool pan = true;
  bool window = true;
};

/// Where the cursor is on the image, for the status bar.
struct Probe {
  int x = 0;
  int y = 0;
};

/// Up to four panes on one model, their linked cameras and windows, and which one is active.
class ViewGrid : public QWidget {
  Q_OBJECT

 public:
  explicit ViewGrid(ViewerModel& model, QWidget* parent = nullptr);

  static constexpr std::size_t paneCount = 4;
  ViewerModel& model() { return model_; }
  ViewPane& pane(std::size_t index) { return *panes_[index]; }
  ViewPane& activePane() { return *panes_[active_]; }
  std::size_t activeIndex() const { return active_; }
  void setActive(std::size_t index);
  /// Gives the keyboard to the next pane that is seen.
  void activateNext();

  GridLayout gridLayout() const { return layout_; }
  void setGridLayout(GridLayout layout);
  /// Fills the grid with one pane, and back.
  void toggleMaximized(std::size_t index);
  bool isMaximized() const { return maximized_.has_value(); }

  /// The numbers of the pane that a histogram or a profile goes with: the active one, or the first seen one
  /// that shows a map. No map where none does.
  ShownValues shownValues() const;

  const PaneLinks& links() const { return links_; }
  void setLinks(const PaneLinks& links);

  /// Applies a window to the active pane, and to all where the window is linked.
  void setDisplay(const core::DisplaySettings& display);
  void fit();
  /// 100 % about the middle of the active pane.
  void showActualPixels();
  void zoomBy(double factor);
  /// Moves by a fraction of the pane.
  void panBy(double horizontal, double vertical);
  void setRegionMode(bool on);
  void setOverlaysVisible(bool visible);
  void setPatientVisible(bool visible);
  /// Resamples what the panes are about to paint, on all cores at once; painting would do it one after the
  /// other. Called by itself when a camera moves.
  void prepareViews();

 Q_SIGNALS:
  void compressRequested();
  void probed(std::optional<trabecula::widgets::Probe> probe);
  void paneMenuRequested(std::size_t index, const QPoint& globalPosition);
  void activeChanged();
  /// The window of the active pane, and maybe of others, was set.
  void displayChanged();
  void layoutChanged();
  void frameStepped(int step);
  void regionDrawn();
  /// A box whose values are to make the window, in image pixels.
  void windowBoxDrawn(const QRect& box);
  /// shownValues() may have changed.
  void shownValuesChanged();

 private:
  void connectPane(std::size_t index);
  void arrange();
  void followCamera(std::size_t source, const Camera& camera);
  void join(std::size_t index, const Camera& camera);
  void dragWindow(std::size_t source, const QPointF& delta);
  void dragHeatmapLimit(ViewPane& pane, double deltaY);
  void showProbe(std::size_t source, std::optional<QPointF> position);
  void adaptToResult();
  std::size_t leadingPane() const;
  void moveLeading(const Camera& camera);
  bool isShown(std::size_t index) const;

  ViewerModel& model_;
  std::array<ViewPane*, paneCount> panes_{};
  QGridLayout* grid_ = nullptr;
  GridLayout layout_ = GridLayout::Single;
  std::optional<std::size_t> maximized_;
  std::size_t active_ = 0;
  PaneLinks links_;
  /// The surface pane that shows the prediction residual only because the result is exact.
  std::optional<std::size_t> switchedForExactResult_;
  double limitDrag_ = 0;
};

}  // namespace trabecula::widgets
