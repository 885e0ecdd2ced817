#include "widgets/panel/codec_panel.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

#include "core/support/error.h"

using namespace trabecula;
using widgets::CodecPanel;

/// No codec is named here either: what holds must hold for every one of the registry.
class CodecPanelTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void offersEveryCodecWithItsDefaults();
  void showsOnlyParametersThatMatter();
  void remembersEachCodecsForm();
  void realParametersKeepAllTheirDigits();
  void refusesWrongParameters();
  void needsAnImage();
  void greysDevicesWithAReason();

 private:
  static const core::CodecRegistry& registry() { return core::CodecRegistry::instance(); }
};

void CodecPanelTest::offersEveryCodecWithItsDefaults() {
  CodecPanel panel(registry());
  for (const auto& codec : registry().codecs()) {
    QVERIFY(panel.selectCodec(codec->info().id));
    QCOMPARE(&panel.codec(), codec.get());
    QVERIFY(panel.parameters() == core::Parameters::defaults(codec->info()));
    for (const auto& parameter : codec->info().parameters) {
      const auto* editor =
          panel.findChild<QWidget*>(QStringLiteral("parameter_") + QString::fromStdString(parameter.name));
      QVERIFY(editor);
      QVERIFY(!editor->toolTip().isEmpty());
      QVERIFY(!editor->accessibleName().isEmpty());
    }
  }
  QVERIFY(!panel.selectCodec("no-such-codec"));
}

void CodecPanelTest::showsOnlyParametersThatMatter() {
  CodecPanel panel(registry());
  panel.show();
  int checked = 0;
  for (const auto& codec : registry().codecs()) {
    for (const auto& parameter : codec->info().parameters) {
      if (parameter.dependsOn.empty()) continue;
      QVERIFY(panel.selectCodec(codec->info().id));
      const auto* chooser = panel.findChild<QComboBox*>(QStringLiteral("parameter_") +
                                                        QString::fromStdString(parameter.dependsOn));
      QVERIFY(chooser);
      for (int i = 0; i < chooser->count(); ++i) {
        const std::string value = chooser->itemText(i).toStdString();
        panel.setParameter(parameter.dependsOn, value);
        const auto* editor =
            panel.findChild<QWidget*>(QStringLiteral("parameter_") + QString::fromStdString(parameter.name));
        QCOMPARE(editor->isVisible(), value == parameter.onValue);
        ++checked;
      }
    }
  }
  QVERIFY(checked > 0);
}

void CodecPanelTest::remembersEachCodecsForm() {
  CodecPanel panel(registry());
  const core::Codec* first = nullptr;
  std::string name;
  for (const auto& codec : registry().codecs())
    for (const auto& parameter : codec->info().parameters)
      if (!first && std::holds_alternative<core::IntegerRange>(parameter.range)) {
        first = codec.get();
        name = parameter.name;
      }
  QVERIFY(first);
  panel.selectCodec(first->info().id);
  panel.setParameter(name, "1");
  for (const auto& codec : registry().codecs()) panel.selectCodec(codec->info().id);
  panel.selectCodec(first->info().id);
  QCOMPARE(panel.parameters().integer(name), 1);
}

void CodecPanelTest::realParametersKeepAllTheirDigits() {
  CodecPanel panel(registry());
  int checked = 0;
  for (const auto& codec : registry().codecs())
    for (const auto& parameter : codec->info().parameters) {
      const auto* range = std::get_if<core::RealRange>(&parameter.range);
      if (!range) continue;
      QVERIFY(panel.selectCodec(codec->info().id));
      // As a sweep of the rate-distortion panel makes them: any value of the range.
      const double value = range->min + (range->max - range->min) / 3;
      panel.setParameter(parameter.name, core::toString(value));
      QCOMPARE(panel.parameters().real(parameter.name), value);
      ++checked;
      if (range->min > 0.125 || range->max < 0.125) continue;
      panel.setParameter(parameter.name, "0.125");
      QCOMPARE(panel.parameters().real(parameter.name), 0.125);
      const auto* editor = panel.findChild<QDoubleSpinBox*>(QStringLiteral("parameter_") +
                                                            QString::fromStdString(parameter.name));
      QVERIFY2(editor->text().endsWith(QStringLiteral("125")), qPrintable(editor->text()));
    }
  if (checked == 0) QSKIP("no codec has a real parameter");
}

void CodecPanelTest::refusesWrongParameters() {
  CodecPanel panel(registry());
  QVERIFY_THROWS_EXCEPTION(core::Error, panel.setParameter("no-such-parameter", "1"));
}

void CodecPanelTest::needsAnImage() {
  CodecPanel panel(registry());
  auto* button = panel.findChild<QPushButton*>(QStringLiteral("compressButton"));
  QVERIFY(!button->isEnabled());
  panel.setImageFormat(core::ImageFormat{.width = 4, .height = 4, .frames = 1, .bitsStored = 12});
  QVERIFY(button->isEnabled());
  QSignalSpy requested(&panel, &CodecPanel::compressRequested);
  QTest::mouseClick(button, Qt::LeftButton);
  QCOMPARE(requested.count(), 1);
}

void CodecPanelTest::greysDevicesWithAReason() {
  CodecPanel panel(registry());
  panel.setDevices({{.id = QStringLiteral("auto"), .title = QStringLiteral("Automatic")},
                    {.id = QStringLiteral("cuda:0"),
                     .title = QStringLiteral("GPU"),
                     .usable = false,
                     .reason = QStringLiteral("no driver")}});
  for (auto* box : panel.findChildren<QComboBox*>()) {
    const int index = box->findData(QStringLiteral("cuda:0"));
    if (index < 0) continue;
    QVERIFY(!(box->model()->flags(box->model()->index(index, 0)) & Qt::ItemIsEnabled));
    QCOMPARE(box->itemData(index, Qt::ToolTipRole).toString(), QStringLiteral("no driver"));
    QCOMPARE(panel.deviceId(), QStringLiteral("auto"));
    return;
  }
  QFAIL("no device box");
}

QTEST_MAIN(CodecPanelTest)
#include "codec_panel_test.moc"
