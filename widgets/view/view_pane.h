#pragma once

#include <QFrame>
#include <QPointer>

#include "widgets/view/image_view.h"
#include "widgets/view/pane_message.h"
#include "widgets/view/pane_role.h"
#include "widgets/view/viewer_model.h"

class QLabel;
class QStackedLayout;

namespace trabecula::widgets {

class JobHandle;
class PaneHeader;
class SurfacePage;
class SurfacePane;

/// The numbers that a pane shows, for a histogram beside it; no map where it shows none.
struct ShownValues {
  ValueMapPtr map;
  QRect region;  ///< of the image; empty: all of it
};

/// One pane of the grid: a thin header (role, codec, size, verdict, menu) over the view of its role, or over
/// a page that says what will appear there. Maps are only asked for while the pane is not hidden.
///
/// Keys: Space shows the original while it is held; Left, Right and Up give an image pane codec A, codec B
/// and the original, and a map that of codec A or B; Shift with Left and Right moves a wipe's line, Shift
/// with Up and Down changes an overlay's opacity.
class ViewPane : public QFrame {
  Q_OBJECT

 public:
  ViewPane(ViewerModel& model, PaneRole role, QWidget* parent = nullptr);
  ~ViewPane() override;

  PaneRole role() const { return role_; }
  void setRole(PaneRole role);
  bool isHeatmap() const { return isHeatmapRole(role_); }
  bool isSurface() const { return isSurfaceRole(role_); }
  /// Whether it shows values in colours, alone, over an image or as a surface.
  bool showsMap() const { return isHeatmap() || isSurface() || role_ == PaneRole::Overlay; }

  /// Of which result a map is, or which two a wipe shows: original and A, original and B, A and B.
  Compared compared() const { return compared_; }
  void setCompared(Compared of);
  /// Which of a codec's prediction residuals.
  int stream() const { return stream_; }
  void setStream(int stream);
  /// What an overlay lays over the image.
  MapKind overlayKind() const { return overlayKind_; }
  void setOverlayKind(MapKind kind);
  /// The map this pane shows, if its role shows one.
  MapSource source() const;

  /// The 2-D view; has content only while the role is a 2-D one that has something to show.
  ImageView& imageView() { return *imageView_; }
  /// Null until the pane first showed a surface.
  SurfacePane* surface();
  /// Whether a surface has the histogram of its values beside it.
  bool isHistogramWanted() const { return isHistogramWanted_; }
  void setHistogramWanted(bool wanted);
  /// The window of this pane's grey image; follows the model's while the window is linked.
  const core::DisplaySettings& display() const { return display_; }
  void setDisplay(const core::DisplaySettings& display);

  const HeatmapSettings& heatmapSettings() const { return heatmap_; }
  void setHeatmapSettings(const HeatmapSettings& settings);
  /// Limit of the heatmap in its unit, 0 for automatic.
  void setHeatmapLimit(double limit);
  void setHeatmapScale(core::ColourScale scale);
  core::ColourScale heatmapScale() const { return heatmap_.scale; }
  /// Marks values of the map, in its steps; kept until another map is shown.
  void setSelection(const std::optional<ValueSelection>& selection);

  double wipePosition() const { return wipePosition_; }
  void setWipePosition(double position);
  /// Shows the original instead, as Space does.
  void holdOriginal(bool on);
  bool isHoldingOriginal() const { return isHoldingOriginal_; }

  void setActive(bool active);
  void setOverlaysVisible(bool visible);
  void setPatientVisible(bool visible);
  /// Another pane's probe: marks the pixel here, on image or surface.
  void setMarker(std::optional<QPointF> imagePosition);
  /// The words of the page shown instead of a view; empty while a view is shown.
  QString message() const;
  /// What the header says beside the role.
  QString title() const;
  ShownValues shownValues() const;
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
  /// The cursor is over this pixel, on image or surface; or over none.
  void probed(std::optional<QPointF> imagePosition);
  void shownValuesChanged();

 protected:
  void contextMenuEvent(QContextMenuEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  /// Whether a key with Shift moves something of this role: the wipe line, the opacity, the stream.
  bool usesShifted(const QKeyEvent& event) const;
  void pressShifted(int key);
  void connectModel();
  void connectView();
  void refreshContent();
  void showRole();
  void refreshOverlays();
  void showResult(const ViewerModel::ResultPtr& result);
  void showImage(const core::Image& image);
  void showNoCodecB();
  void showWipe();
  void showOverlay();
  void showHeatmap();
  void showSurface();
  void showSurfaceOf(const ValueMapPtr& map);
  void showMessage(const QString& headline, const QString& details, PaneMessage::Offer offer);
  bool showResidualState();
  bool requireResults();
  ValueMapPtr currentMap();
  void showMissingMap();
  std::shared_ptr<HeatmapContent> heatmapContentOf(const ValueMapPtr& map);
  std::shared_ptr<GreyContent> greyContentOf(const core::Image& image);
  core::Image decodedOf(const ViewerModel::ResultPtr& result) const;
  void forgetOldPictures();
  void show2d(std::shared_ptr<PaneContent> content);
  void announceValues(const ValueMapPtr& map);
  void showPage(QWidget* page);
  void ensureSurface();
  void probeSurface(const QRect& cell);

  ViewerModel& model_;
  PaneRole role_;
  Compared compared_ = Compared::A;
  int stream_ = 0;
  MapKind overlayKind_ = MapKind::Reconstruction;
  core::DisplaySettings display_;
  HeatmapSettings heatmap_;
  std::optional<ValueSelection> selection_;
  double wipePosition_ = 0.5;
  bool isHoldingOriginal_ = false;
  bool patientVisible_ = true;
  bool isHistogramWanted_ = true;
  bool isStale_ = false;  ///< to be refreshed when it is shown

  PaneHeader* header_ = nullptr;
  QLabel* note_ = nullptr;  ///< a line above the view: why there is no 3-D
  PaneMessage* messagePage_ = nullptr;
  QStackedLayout* stack_ = nullptr;
  ImageView* imageView_ = nullptr;
  SurfacePage* surface_ = nullptr;
  std::vector<std::shared_ptr<GreyContent>> greys_;  ///< kept, so that flicker costs no resampling
  ValueMapPtr shownMap_;
  QRect shownRegion_;
  ValueMapPtr surfaceMap_;  ///< what the surface is built or being built from
  QRect surfaceRegion_;
  QPointer<JobHandle> surfaceJob_;
};

}  // namespace trabecula::widgets
