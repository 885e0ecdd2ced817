// A 7.5-megapixel radiograph of 16 bits in a 1920 x 1080 pane: what a step of the window, of the camera and a
// new heatmap cost. The table at the end measures a window step, painted, against a memcpy of the pane and
// the building of the table of 65,536 greys; the aim is at most 3.
#include <benchmark/benchmark.h>

#include <QApplication>
#include <chrono>
#include <cstring>

#include "core/analysis/residual.h"
#include "core/phantom/phantom.h"
#include "tests/bench/ratio_table.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/view/image_view.h"
#include "widgets/view/view_grid.h"

namespace trabecula::widgets {
namespace {

constexpr QSize paneSize{1920, 1080};
constexpr int steps = 60;

bench::RatioTable& table() {
  static bench::RatioTable ratios;
  return ratios;
}

bench::RatioTable& gridTable() {
  static bench::RatioTable ratios;
  return ratios;
}

const core::Image& radiograph() {
  static const core::Image image = [] {
    core::JobContext context;
    core::PhantomRecipe recipe;
    recipe.width = 2500;
    recipe.height = 3000;
    recipe.bitsStored = 16;
    return core::makePhantom(recipe, context);
  }();
  return image;
}

core::DisplaySettings windowAt(double centre) {
  return {
      .window = {.centre = centre, .width = 40000, .function = core::VoiFunction::Linear, .explanation = {}},
      .voiLut = std::nullopt,
      .invert = false};
}

/// A pane as in the window, painted into a picture of its size.
class Pane {
 public:
  explicit Pane(std::shared_ptr<PaneContent> content, double zoom = 0)
      : picture_(paneSize, QImage::Format_RGB32) {
    view_.resize(paneSize);
    view_.setContent(std::move(content));
    if (zoom > 0) view_.setCamera({.centre = view_.camera().centre, .zoom = zoom});
    paint();
  }

  ImageView& view() { return view_; }
  QImage& picture() { return picture_; }
  void paint() { view_.render(&picture_); }

 private:
  ImageView view_;
  QImage picture_;
};

std::shared_ptr<GreyContent> greyContent() {
  return std::make_shared<GreyContent>(radiograph(), 0, windowAt(32768));
}

/// `zoom` 0 shows the whole image.
void windowStep(benchmark::State& state, const std::string& name, double zoom) {
  const auto content = greyContent();
  Pane pane(content, zoom);
  QImage copy(paneSize, QImage::Format_RGB32);
  copy.fill(Qt::black);
  double centre = 30000;
  table().alternate(
      state, name, 3,
      [&] {
        std::memcpy(copy.bits(), pane.picture().constBits(), static_cast<std::size_t>(copy.sizeInBytes()));
        benchmark::DoNotOptimize(
            core::displayLut(radiograph().format(), radiograph().presentation(), windowAt(centre)));
        benchmark::ClobberMemory();
      },
      [&] {
        centre += 10;
        content->setSettings(windowAt(centre));
        pane.paint();
      });
}
BENCHMARK_CAPTURE(windowStep, fit, "window step, whole image", 0.0)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(steps);
BENCHMARK_CAPTURE(windowStep, whole, "window step, 100 %", 1.0)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(steps);
BENCHMARK_CAPTURE(windowStep, between, "window step, 150 %", 1.5)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(steps);
BENCHMARK_CAPTURE(windowStep, magnified, "window step, 250 %", 2.5)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(steps);

void pan(benchmark::State& state, double zoom) {
  Pane pane(greyContent(), zoom);
  Camera camera = pane.view().camera();
  for (auto _ : state) {
    camera.centre += QPointF(1.5, 0.5);
    pane.view().setCamera(camera);
    pane.paint();
  }
}
BENCHMARK_CAPTURE(pan, half, 0.5)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(pan, whole, 1.0)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(pan, between, 1.5)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(pan, magnified, 2.5)->Unit(benchmark::kMillisecond);

/// Around the zoom that shows the whole image: every step goes over all 7.5 megapixels.
void zoomAroundFit(benchmark::State& state, Pane& pane) {
  Camera camera = pane.view().camera();
  const double fitting = camera.zoom;
  int step = 0;
  for (auto _ : state) {
    camera.zoom = fitting * (1 - 0.01 * (++step % 8));
    pane.view().setCamera(camera);
    pane.paint();
  }
}

void zoomStep(benchmark::State& state) {
  Pane pane(greyContent());
  zoomAroundFit(state, pane);
}
BENCHMARK(zoomStep)->Unit(benchmark::kMillisecond);

std::shared_ptr<const core::ResidualMap> residualMap() {
  static const auto map =
      std::make_shared<const core::ResidualMap>(core::medianEdgeResidual(radiograph(), 0));
  return map;
}

/// On the user-interface thread, each time a map arrives.
void newHeatmap(benchmark::State& state) {
  const auto map = residualMap();
  for (auto _ : state) benchmark::DoNotOptimize(std::make_shared<HeatmapContent>(map));
}
BENCHMARK(newHeatmap)->Unit(benchmark::kMillisecond);

void zoomHeatmap(benchmark::State& state) {
  Pane pane(std::make_shared<HeatmapContent>(residualMap()));
  zoomAroundFit(state, pane);
}
BENCHMARK(zoomHeatmap)->Unit(benchmark::kMillisecond);

/// What compression of the radiograph might have given: every value off by -2..2.
ResultPtr lossyResult() {
  static const ResultPtr result = [] {
    std::vector<std::uint16_t> samples(radiograph().samples().begin(), radiograph().samples().end());
    std::uint32_t seed = 1;
    for (std::uint16_t& sample : samples) {
      seed = seed * 1664525U + 1013904223U;
      sample = static_cast<std::uint16_t>(
          std::clamp<int>(sample + static_cast<int>(seed >> 24U) % 5 - 2, 0, 65535));
    }
    auto made = std::make_shared<ShownResult>();
    made->compression.decoded = core::Image(radiograph().format(), std::move(samples));
    made->compression.pixels = radiograph().format().pixels();
    return made;
  }();
  return result;
}

/// The window's four panes in 1920 x 1080, with or without an image.
class Grid {
 public:
  explicit Grid(bool hasImage, PaneRole third = PaneRole::ResidualHeatmap)
      : runner_(JobRunner::Mode::Synchronous),
        model_(runner_),
        grid_(model_),
        picture_(paneSize, QImage::Format_RGB32) {
    if (hasImage) {
      auto file = std::make_shared<core::ImageFile>();
      file->image = radiograph();
      model_.setImage(file);
      model_.setResult(lossyResult());
    }
    grid_.resize(paneSize);
    grid_.setGridLayout(GridLayout::Quad);
    grid_.pane(2).setRole(third);
    grid_.pane(3).setRole(PaneRole::Original);
    grid_.ensurePolished();
    grid_.setAttribute(Qt::WA_DontShowOnScreen);
    grid_.show();
    QCoreApplication::processEvents();
    paint();
  }

  ViewGrid& grid() { return grid_; }
  void paint() { grid_.render(&picture_); }

 private:
  JobRunner runner_;
  ViewerModel model_;
  ViewGrid grid_;
  QImage picture_;
};

constexpr double longestRepaint = 33;  // ms, the aim of every step

/// The aim is a time; the ratio to an empty grid tells how much of it is the window's own.
constexpr double anyRatio = 1e9;

/// A step and a repaint of all four panes, beside a repaint of four empty ones.
template <typename Step>
void gridStep(benchmark::State& state, const std::string& name, PaneRole third, Step step) {
  Grid empty(false);
  Grid full(true, third);
  int count = 0;
  int within = 0;
  gridTable().alternate(
      state, name, anyRatio, [&] { empty.paint(); },
      [&] {
        const auto begin = std::chrono::steady_clock::now();
        step(full.grid(), ++count);
        full.paint();
        const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begin;
        within += taken.count() <= longestRepaint ? 1 : 0;
      });
  state.counters["percent_within_33_ms"] = 100.0 * within / count;
}

void gridPan(benchmark::State& state, PaneRole third, double zoom) {
  gridStep(state, "grid, pan at " + std::to_string(static_cast<int>(100 * zoom)) + " %", third,
           [zoom](ViewGrid& grid, int count) {
             Camera camera{.centre = QPointF(1250 + 3.0 * (count % 40), 1500), .zoom = zoom};
             for (std::size_t i = 0; i < ViewGrid::paneCount; ++i) grid.pane(i).imageView().setCamera(camera);
             grid.prepareViews();
           });
}
void gridZoom(benchmark::State& state, PaneRole third) {
  gridStep(state, "grid, zoom about the whole image", third, [](ViewGrid& grid, int count) {
    Camera camera{.centre = QPointF(1250, 1500), .zoom = 0.16 + 0.002 * (count % 16)};
    for (std::size_t i = 0; i < ViewGrid::paneCount; ++i) grid.pane(i).imageView().setCamera(camera);
    grid.prepareViews();
  });
}
void gridWindow(benchmark::State& state, PaneRole third) {
  gridStep(state, "grid, window step", third,
           [](ViewGrid& grid, int count) { grid.setDisplay(windowAt(30000 + 10 * count)); });
}

#define GRID_BENCHMARK(...) \
  BENCHMARK_CAPTURE(__VA_ARGS__)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(steps)
GRID_BENCHMARK(gridPan, wholeImage, PaneRole::ResidualHeatmap, 0.17);
GRID_BENCHMARK(gridPan, third, PaneRole::ResidualHeatmap, 0.34);
GRID_BENCHMARK(gridPan, half, PaneRole::ResidualHeatmap, 0.6);
GRID_BENCHMARK(gridPan, actual, PaneRole::ResidualHeatmap, 1.0);
GRID_BENCHMARK(gridPan, between, PaneRole::ResidualHeatmap, 1.5);
GRID_BENCHMARK(gridPan, magnified, PaneRole::ResidualHeatmap, 2.5);
GRID_BENCHMARK(gridPan, overlay, PaneRole::Overlay, 0.34);
GRID_BENCHMARK(gridZoom, heatmap, PaneRole::ResidualHeatmap);
GRID_BENCHMARK(gridWindow, heatmap, PaneRole::ResidualHeatmap);

}  // namespace
}  // namespace trabecula::widgets

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  const QApplication application(argc, argv);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  trabecula::widgets::table().print("copy+table");
  trabecula::widgets::gridTable().print("empty grid");
  return 0;
}
