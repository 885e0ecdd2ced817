#pragma once

#include <QWidget>

#include "widgets/surface/surface_view.h"

class QLabel;
class QPushButton;
class QStackedLayout;

namespace trabecula::widgets {

/// A SurfaceView where the display has OpenGL, else a page that says so and offers the heatmap. The same page
/// says why there is nothing to show. UI thread.
class SurfacePane : public QWidget {
  Q_OBJECT

 public:
  explicit SurfacePane(QWidget* parent = nullptr);

  /// Null where the display has no OpenGL, or turned out to have none that works.
  SurfaceView* view() const { return view_; }

  /// Shows what prepareSurface() made, on any thread.
  void setSurface(std::shared_ptr<PreparedSurface> surface);
  /// Shows a message instead of a surface: "0 of 4,194,304 pixels differ".
  void clear(const QString& message);
  bool showsSurface() const;
  /// The text on the page; empty while a surface is shown.
  QString message() const;

  void resetCamera();

 Q_SIGNALS:
  /// The reader wants the same values as a heatmap.
  void showHeatmapRequested();
  /// OpenGL failed when it was first used: view() is null from now on.
  void unusable();

 private:
  void showMessage(const QString& message, bool offersHeatmap);
  void giveUpView();

  QStackedLayout* pages_ = nullptr;
  QWidget* messagePage_ = nullptr;
  QLabel* messageLabel_ = nullptr;
  QPushButton* heatmapButton_ = nullptr;
  SurfaceView* view_ = nullptr;
};

}  // namespace trabecula::widgets
