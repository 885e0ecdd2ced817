#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QVBoxLayout>
#include <future>

#include "core/support/error.h"
#include "tests/gui/surface_bench.h"

namespace trabecula::widgets {

/// The surface as a widget among others: without OpenGL, hidden, moved to another window, destroyed.
class SurfacePaneTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void withoutOpenGlAPageExplains();
  void emptyStateShowsTheText();
  void refusesFieldsOfTheWrongSize();
  void resizeHideAndShow();
  void reparenting();
  void destroyedWhileVisible();
  void twoViewsAtOnce();
  void takesSurfacesBuiltOnAnotherThread();
};

void SurfacePaneTest::withoutOpenGlAPageExplains() {
  if (!isOffscreen()) QSKIP("only on a platform without OpenGL");
  QVERIFY(!SurfaceView::isOpenGlUsable());
  const auto pane = shownPane();
  QVERIFY(pane);
  const Synthetic data = spike(64, 64, 5);
  pane->setSurface(prepareSurface(data.field()));
  QCOMPARE(pane->view(), nullptr);
  QVERIFY(pane->message().contains(QLatin1String("OpenGL")));
  QVERIFY(!pane->grab().isNull());
  pane->resetCamera();
  QSignalSpy asked(pane.get(), &SurfacePane::showHeatmapRequested);
  auto* const button = pane->findChild<QPushButton*>();
  QVERIFY(button && button->isVisible());
  QTest::mouseClick(button, Qt::LeftButton);
  QCOMPARE(asked.count(), 1);
}

void SurfacePaneTest::emptyStateShowsTheText() {
  const auto pane = shownPane();
  QVERIFY(pane);
  pane->clear(QStringLiteral("0 of 65,536 pixels differ"));
  QCOMPARE(pane->message(), QStringLiteral("0 of 65,536 pixels differ"));
  QVERIFY(pane->findChild<QLabel*>()->isVisible());
  QVERIFY(!pane->findChild<QPushButton*>()->isVisible());
  QVERIFY(!pane->showsSurface());
}

void SurfacePaneTest::refusesFieldsOfTheWrongSize() {
  REQUIRE_OPENGL();
  const auto pane = shownPane();
  QVERIFY(pane);
  const Synthetic data(10, 10);
  SurfaceField field = data.field();
  field.width = 11;
  QVERIFY_THROWS_EXCEPTION(core::Error, pane->setSurface(prepareSurface(field)));
  const Synthetic row = spike(300, 1, 3);
  pane->setSurface(prepareSurface(row.field()));
  QVERIFY(colouredPixels(settledPicture(*pane->view())).positive > 5);
  const Synthetic one = spike(1, 1, -3);
  pane->setSurface(prepareSurface(one.field()));
  QVERIFY(!settledPicture(*pane->view()).isNull());
}

void SurfacePaneTest::resizeHideAndShow() {
  REQUIRE_OPENGL();
  const auto pane = shownPane();
  QVERIFY(pane);
  const Synthetic data = spike(128, 128, 40);
  pane->setSurface(prepareSurface(data.field()));
  for (const QSize size : {QSize(320, 240), QSize(900, 300), QSize(700, 600)}) {
    pane->resize(size);
    QTRY_COMPARE(settledPicture(*pane->view()).size(), size * pane->devicePixelRatioF());
    QVERIFY(colouredPixels(settledPicture(*pane->view()), 0.68).positive > 10);
  }
  pane->hide();
  QTest::qWait(20);
  pane->show();
  QVERIFY(QTest::qWaitForWindowExposed(pane.get()));
  QVERIFY(litPixelsInTheMiddle(settledPicture(*pane->view())) > 1000);
  pane->clear(QStringLiteral("nothing"));
  pane->setSurface(prepareSurface(data.field()));
  QVERIFY(litPixelsInTheMiddle(settledPicture(*pane->view())) > 1000);
}

void SurfacePaneTest::reparenting() {
  REQUIRE_OPENGL();
  auto first = std::make_unique<QWidget>();
  auto* const pane = new SurfacePane;
  auto* const layout = new QVBoxLayout(first.get());
  layout->addWidget(pane);
  first->resize(500, 400);
  first->show();
  QVERIFY(QTest::qWaitForWindowExposed(first.get()));
  const Synthetic data = spike(128, 128, 40);
  pane->setSurface(prepareSurface(data.field()));
  QVERIFY(litPixelsInTheMiddle(settledPicture(*pane->view())) > 1000);
  QWidget second;
  auto* const otherLayout = new QVBoxLayout(&second);
  otherLayout->addWidget(pane);
  second.resize(500, 400);
  second.show();
  QVERIFY(QTest::qWaitForWindowExposed(&second));
  first.reset();
  QVERIFY(litPixelsInTheMiddle(settledPicture(*pane->view())) > 1000);
}

void SurfacePaneTest::destroyedWhileVisible() {
  REQUIRE_OPENGL();
  const Synthetic data = spike(64, 64, 4);
  for (int i = 0; i < 3; ++i) {
    auto pane = shownPane({300, 300});
    QVERIFY(pane);
    pane->setSurface(prepareSurface(data.field()));
    if (i > 0) settledPicture(*pane->view());
    if (i > 1) pane->view()->rotate(10, 0);
    pane.reset();
    QTest::qWait(10);
  }
}

void SurfacePaneTest::twoViewsAtOnce() {
  REQUIRE_OPENGL();
  const Synthetic up = spike(64, 64, 4);
  const Synthetic flat(64, 64);
  const auto a = shownPane({400, 300});
  auto b = shownPane({400, 300});
  QVERIFY(a && b);
  a->setSurface(prepareSurface(up.field()));
  b->setSurface(prepareSurface(flat.field()));
  for (int i = 0; i < 3; ++i) {
    QVERIFY(colouredPixels(settledPicture(*a->view()), 0.7).positive > 10);
    QCOMPARE(colouredPixels(settledPicture(*b->view()), 0.7).positive, 0);
    a->view()->rotate(5, 0);
    b->view()->rotate(5, 0);
  }
  b.reset();
  QVERIFY(colouredPixels(settledPicture(*a->view()), 0.7).positive > 10);
}

void SurfacePaneTest::takesSurfacesBuiltOnAnotherThread() {
  REQUIRE_OPENGL();
  const auto pane = shownPane();
  QVERIFY(pane);
  const Synthetic data = spike(600, 400, 9);
  auto built = std::async(std::launch::async, [&] { return prepareSurface(data.field()); });
  pane->setSurface(built.get());
  QVERIFY(colouredPixels(settledPicture(*pane->view())).positive > 20);
}

}  // namespace trabecula::widgets

int main(int argc, char** argv) {
  trabecula::widgets::SurfaceView::prepareSurfaceFormat();
  QApplication application(argc, argv);
  trabecula::widgets::SurfacePaneTest test;
  return QTest::qExec(&test, argc, argv);
}

#include "surface_pane_test.moc"
