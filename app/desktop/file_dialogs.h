#pragma once

#include <QString>
#include <QStringList>

class QWidget;

namespace trabecula::app {

/// Every modal question that the window asks, behind one seam, so that tests can answer.
class FileDialogs {
 public:
  virtual ~FileDialogs() = default;
  /// Files to open; empty when the user cancelled.
  virtual QStringList chooseFiles(QWidget* parent);
  virtual QString chooseFolder(QWidget* parent);
  /// A name to save under, confirmed where it exists; empty when the user cancelled.
  virtual QString chooseSaveName(QWidget* parent, const QString& title, const QString& suggestion,
                                 const QString& filter);
  /// A page of text to read.
  virtual void showText(QWidget* parent, const QString& title, const QString& html);
};

}  // namespace trabecula::app
