#include "widgets/panel/results_panel.h"

#include <QApplication>
#include <QLabel>
#include <QTest>

#include "widgets/theme/elided_label.h"
#include "widgets/theme/theme.h"

using namespace trabecula;
using namespace trabecula::widgets;

namespace {

ResultPtr resultOf(const QString& codec, const QString& key = {}) {
  auto result = std::make_shared<ShownResult>();
  result->codecTitle = codec;
  result->historyKey = key;
  result->compression.bytes = 1000;
  result->compression.ratio = 2;
  result->compression.roundTrip.identical = true;
  result->compression.verified = true;
  return result;
}

}  // namespace

/// The table of results and the sentence below it.
class ResultsPanelTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { applyTheme(); }
  void theSentenceGoesWithItsResult();
  void aReplacedRowSaysSo();
};

void ResultsPanelTest::theSentenceGoesWithItsResult() {
  ResultsPanel panel;
  const auto* sentence = panel.findChild<ElidedLabel*>(QStringLiteral("verdictSentence"));
  panel.addResult(resultOf(QStringLiteral("First codec")));
  QVERIFY(sentence->text().contains(QStringLiteral("First codec")));
  // Another image, whose earlier results are listed without choosing one.
  panel.clear();
  QVERIFY(sentence->text().isEmpty());
  panel.addResult(resultOf(QStringLiteral("Second codec")), ResultsPanel::Select::No);
  QVERIFY2(sentence->text().isEmpty(), qPrintable(sentence->text()));
  for (const QLabel* label : panel.findChildren<QLabel*>()) QVERIFY(label->pixmap().isNull());
}

void ResultsPanelTest::aReplacedRowSaysSo() {
  ResultsPanel panel;
  const ResultPtr former = resultOf(QStringLiteral("Codec"), QStringLiteral("same settings"));
  const ResultPtr now = resultOf(QStringLiteral("Codec"), QStringLiteral("same settings"));
  panel.addResult(former);
  panel.addResult(resultOf(QStringLiteral("Codec"), QStringLiteral("other settings")));
  ResultPtr from;
  ResultPtr to;
  connect(&panel.model(), &ResultsModel::resultReplaced, this,
          [&](const ResultPtr& replaced, const ResultPtr& by) {
            from = replaced;
            to = by;
          });
  panel.addResult(now, ResultsPanel::Select::No);
  QCOMPARE(panel.model().rowCount(), 2);
  QCOMPARE(panel.model().resultAt(0), now);
  QCOMPARE(from, former);
  QCOMPARE(to, now);
}

QTEST_MAIN(ResultsPanelTest)
#include "results_panel_test.moc"
