// A 7.5-megapixel radiograph of 16 bits in a 1920 x 1080 pane: what a step of the window, of the camera and a
// new heatmap cost. The table at the end measures a window step, painted, against a memcpy of the pane and
// the building of the table of 65,536 greys; the aim is at most 3.
#include <benchmark/benchmark.h>

#include <QApplication>
#include <cstring>

#include "core/analysis/residual.h"
#include "core/phantom/phantom.h"
#include "tests/bench/ratio_table.h"
#include "widgets/view/image_view.h"

namespace trabecula::widgets {
namespace {

constexpr QSize paneSize{1920, 1080};
constexpr int steps = 60;

bench::RatioTable& table() {
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

}  // namespace
}  // namespace trabecula::widgets

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  const QApplication application(argc, argv);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  trabecula::widgets::table().print("copy+table");
  return 0;
}
