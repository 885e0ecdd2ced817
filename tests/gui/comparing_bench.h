#pragma once

#include "tests/gui/window_bench.h"

namespace trabecula::tests {

/// A window with a result of maximum error 3 and one of maximum error 40 or so.
struct ComparingBench : Bench {
  ComparingBench() {
    file = writeSeeded("a.png");
    isReady = open(file) && near("3");
    fine = window.model().result();
    isReady = isReady && near("30");
    coarse = window.model().result();
    isReady = isReady && fine != coarse;
  }
  bool near(const std::string& error) {
    const std::string codec = codecThat(&core::CodecInfo::nearLossless);
    return compress(codec,
                    {{core::CodecRegistry::instance().get(codec).info().parameters.front().name, error}});
  }
  widgets::ViewPane& pane(std::size_t index) { return window.grid().pane(index); }
  void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QTest::keyClick(&window, static_cast<Qt::Key>(key), modifiers);
  }
  void selectRow(int row) {
    auto* view = window.results().findChild<QAbstractItemView*>();
    view->setCurrentIndex(view->model()->index(row, 0));
  }

  std::filesystem::path file;
  widgets::ResultPtr fine;
  widgets::ResultPtr coarse;
  bool isReady = false;
};

}  // namespace trabecula::tests
