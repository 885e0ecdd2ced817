#pragma once

#include <QFrame>

#include "widgets/view/image_view.h"
#include "widgets/view/pane_message.h"
#include "widgets/view/pane_role.h"
#include "widgets/view/viewer_model.h"

class QStackedLayout;

namespace trabecula::widgets {

class PaneHeader;
class SurfacePane;

/// One pane of the grid: a thin header (role, codec, size, verdict, menu) over the view of its role, or over
/// a page that says what will appear there.
class ViewPane : public QFrame {
  Q_OBJECT

 public:
  ViewPane(ViewerModel& model, PaneRole role, QWidget* parent = nullptr);
  ~ViewPane() override;

  PaneRole role() const { return role_; }
  void setRole(PaneRole role);
  bool isHeatmap() const { return isHeatmapRole(role_); }
  bool isSurface() const { return isSurfaceRole(role_); }

  /// The 2-D view; has content only while the role is a 2-D one that has something to show.
  ImageView& imageView() { return *imageView_; }
  /// The window of this pane's grey image; follows the model's while the window is linked.
  const core::DisplaySettings& display() const { return display_; }
  void setDisplay(const core::DisplaySettings& display);

  /// Limit of the heatmap, 0 for automatic.
  void setHeatmapLimit(int limit);
  void setHeatmapScale(core::ColourScale scale);
  int heatmapLimitSetting() const { return heatmapLimit_; }
  core::ColourScale heatmapScale() const { return heatmapScale_; }

  void setActive(bool active);
  void setOverlaysVisible(bool visible);
  void setPatientVisible(bool visible);
  /// The words of the page shown instead of a view; empty while a view is shown.
  QString message() const;
  /// Gives the keyboard to what the pane shows.
  void takeFocus();
  /// The surface's own way home; no effect on other roles.
  void resetSurface();

 Q_SIGNALS:
  void compressRequested();
  void activated();
  void maximizeRequested();
  void menuRequested(const QPoint& globalPosition);
  void roleChanged();

 protected:
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  void refreshContent();
  void refreshHeader();
  void refreshOverlays();
  void showImage(const core::Image& image);
  void showHeatmap(const ViewerModel::MapPtr& map);
  void showSurface(const ViewerModel::MapPtr& map);
  void showMessage(const QString& headline, const QString& details, PaneMessage::Offer offer);
  bool showResidualState();
  void showPage(QWidget* page);
  void ensureSurface();

  ViewerModel& model_;
  PaneRole role_;
  core::DisplaySettings display_;
  int heatmapLimit_ = 0;
  core::ColourScale heatmapScale_ = core::ColourScale::Linear;
  bool patientVisible_ = true;

  PaneHeader* header_ = nullptr;
  PaneMessage* messagePage_ = nullptr;
  QStackedLayout* stack_ = nullptr;
  ImageView* imageView_ = nullptr;
  SurfacePane* surface_ = nullptr;
  std::weak_ptr<const core::ResidualMap> surfaceMap_;  ///< what the surface was built from
  QRect surfaceRegion_;
};

}  // namespace trabecula::widgets
