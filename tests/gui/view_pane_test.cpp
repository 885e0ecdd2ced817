#include "widgets/view/view_pane.h"

#include <QApplication>
#include <QTest>

#include "tests/support/seeded_image.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/theme/theme.h"
#include "widgets/view/view_grid.h"

using namespace trabecula;
using namespace trabecula::widgets;

namespace {

constexpr core::ImageFormat format{.width = 120, .height = 90, .frames = 1, .bitsStored = 12};

/// Two panes side by side on an image, nothing of a window around them.
struct GridBench {
  GridBench() : model(runner), grid(model) {
    grid.resize(900, 500);
    grid.setGridLayout(GridLayout::SideBySide);
    grid.show();
    auto file = std::make_shared<core::ImageFile>();
    file->image = tests::seededImage(format);
    model.setImage(file);
  }
  static ResultPtr resultOf(core::Image decoded) {
    auto result = std::make_shared<ShownResult>();
    result->compression.decoded = std::move(decoded);
    result->compression.roundTrip = {.identical = false, .differing = 1, .maxAbsError = 1};
    return result;
  }

  JobRunner runner{JobRunner::Mode::Threaded};
  ViewerModel model;
  ViewGrid grid;
};

}  // namespace

/// Panes of a grid: what they say, and which of them follow each other.
class ViewPaneTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { applyTheme(); }
  void aMapThatFailedSaysWhy_data();
  void aMapThatFailedSaysWhy();
  void aRoleChangeFollowsOnlyWhatIsLinked();
};

void ViewPaneTest::aMapThatFailedSaysWhy_data() {
  QTest::addColumn<int>("role");
  QTest::newRow("residual") << static_cast<int>(PaneRole::ResidualHeatmap);
  QTest::newRow("difference as displayed") << static_cast<int>(PaneRole::DisplayDifference);
}

void ViewPaneTest::aMapThatFailedSaysWhy() {
  QFETCH(int, role);
  GridBench bench;
  core::ImageFormat smaller = format;
  smaller.width = 10;
  bench.grid.pane(1).setRole(static_cast<PaneRole>(role));
  bench.model.setResult(GridBench::resultOf(tests::seededImage(smaller)));
  QTRY_VERIFY(!bench.runner.isBusy());
  QCOMPARE(bench.grid.pane(1).message(), QStringLiteral("Nothing to show"));
}

void ViewPaneTest::aRoleChangeFollowsOnlyWhatIsLinked() {
  GridBench bench;
  bench.model.setResult(GridBench::resultOf(tests::seededImage(format, 2)));
  ImageView& left = bench.grid.pane(0).imageView();
  ImageView& right = bench.grid.pane(1).imageView();
  const auto place = [&](const PaneLinks& links) {
    bench.grid.setLinks({.zoom = false, .pan = false, .window = true});
    left.setCamera({.centre = QPointF(20, 30), .zoom = 8});
    right.setCamera({.centre = QPointF(70, 50), .zoom = 3});
    bench.grid.pane(1).setRole(PaneRole::Decoded);
    right.setCamera({.centre = QPointF(70, 50), .zoom = 3});
    // Told of the links without a camera that moves.
    bench.grid.pane(0).imageView().fit();
    bench.grid.setLinks(links);
    left.setCamera({.centre = QPointF(20, 30), .zoom = 8});
    bench.grid.pane(1).setRole(PaneRole::Original);
  };
  place({.zoom = false, .pan = false, .window = true});
  QCOMPARE(right.camera().zoom, 3.0);
  QCOMPARE(right.camera().centre, QPointF(70, 50));
  place({.zoom = true, .pan = false, .window = true});
  QCOMPARE(right.camera().zoom, 8.0);
  QCOMPARE(right.camera().centre, QPointF(70, 50));
  place({.zoom = false, .pan = true, .window = true});
  QCOMPARE(right.camera().zoom, 3.0);
  QCOMPARE(right.camera().centre, QPointF(20, 30));
  place({.zoom = true, .pan = true, .window = true});
  QCOMPARE(right.camera().zoom, 8.0);
  QCOMPARE(right.camera().centre, QPointF(20, 30));
}

QTEST_MAIN(ViewPaneTest)
#include "view_pane_test.moc"
