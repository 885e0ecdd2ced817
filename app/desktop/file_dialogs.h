#pragma once

#include <QString>
#include <QStringList>

class QWidget;

namespace trabecula::core {
struct VoiWindow;
}

namespace trabecula::app {

struct Settings;

/// The suffixes that a filter names: ".png", ".svg" of "PNG (*.png);;SVG (*.svg)".
QStringList suffixesOf(const QString& filter);

/// Every modal question that the window asks, behind one seam, so that tests can answer.
class FileDialogs {
 public:
  virtual ~FileDialogs() = default;
  /// Files to open; empty when the user cancelled.
  virtual QStringList chooseFiles(QWidget* parent);
  virtual QString chooseFolder(QWidget* parent);
  /// A name to save under, with a suffix, confirmed where it exists; empty when the user cancelled.
  virtual QString chooseSaveName(QWidget* parent, const QString& title, const QString& suggestion,
                                 const QString& filter);
  /// A page of text to read.
  virtual void showText(QWidget* parent, const QString& title, const QString& html);
  /// Lets the user change the settings; false when cancelled. `page` is a SettingsDialog::Page, `shown` the
  /// window of the active pane, or null.
  virtual bool editSettings(QWidget* parent, Settings& settings, int page, const core::VoiWindow* shown);
};

}  // namespace trabecula::app
