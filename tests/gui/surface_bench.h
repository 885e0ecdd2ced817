#pragma once

#include <QGuiApplication>
#include <QImage>
#include <QTest>
#include <algorithm>
#include <memory>

#include "widgets/surface/surface_pane.h"

namespace trabecula::widgets {

struct Synthetic {
  int width;
  int height;
  std::vector<std::int32_t> values;

  Synthetic(int w, int h)
      : width(w), height(h), values(static_cast<std::size_t>(w) * static_cast<std::size_t>(h)) {}
  std::int32_t& at(int x, int y) {
    return values[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                  static_cast<std::size_t>(x)];
  }
  SurfaceField field() const {
    return {.width = width,
            .height = height,
            .values = std::span<const std::int32_t>(values),
            .title = "Reconstruction residual",
            .units = "stored units",
            .originX = 100,
            .originY = 200,
            .colours = SurfaceColours::Diverging,
            .fullScale = {}};
  }
};

/// A flat field with one value in the middle.
inline Synthetic spike(int width, int height, std::int32_t value) {
  Synthetic result(width, height);
  result.at(width / 2, height / 2) = value;
  return result;
}

/// Pixels that are clearly orange or clearly blue: positive and negative values.
struct ColouredPixels {
  int positive = 0;
  int negative = 0;
};

/// Left of the colour bar, in logical units of the picture.
inline ColouredPixels colouredPixels(const QImage& picture, double widthShare = 0.78) {
  ColouredPixels result;
  for (int y = 0; y < picture.height(); ++y)
    for (int x = 0; x < static_cast<int>(picture.width() * widthShare); ++x) {
      const QColor colour = picture.pixelColor(x, y);
      if (colour.red() > colour.blue() + 40) ++result.positive;
      if (colour.blue() > colour.red() + 40) ++result.negative;
    }
  return result;
}

inline int differingPixels(const QImage& a, const QImage& b) {
  int count = 0;
  for (int y = 0; y < std::min(a.height(), b.height()); ++y)
    for (int x = 0; x < std::min(a.width(), b.width()); ++x)
      if (a.pixel(x, y) != b.pixel(x, y)) ++count;
  return count;
}

/// Pixels in the middle third that are not the black background.
inline int litPixelsInTheMiddle(const QImage& picture) {
  int count = 0;
  for (int y = picture.height() / 3; y < picture.height() * 2 / 3; ++y)
    for (int x = picture.width() / 3; x < picture.width() * 2 / 3; ++x)
      if (qGray(picture.pixel(x, y)) > 8) ++count;
  return count;
}

/// Waits until the fine surface is on the screen.
inline QImage settledPicture(SurfaceView& view) {
  QTest::qWait(30);
  for (int i = 0; i < 200 && view.isMoving(); ++i) QTest::qWait(20);
  return view.grabPicture();
}

inline bool isOffscreen() {
  return QGuiApplication::platformName() == QLatin1String("offscreen");
}

/// Null where no window appears.
inline std::unique_ptr<SurfacePane> shownPane(const QSize& size = {640, 480}) {
  auto pane = std::make_unique<SurfacePane>();
  pane->resize(size);
  pane->show();
  if (!QTest::qWaitForWindowExposed(pane.get())) return nullptr;
  return pane;
}

}  // namespace trabecula::widgets

#define REQUIRE_OPENGL() \
  if (!SurfaceView::isOpenGlUsable()) QSKIP("this display has no OpenGL 3.2")
