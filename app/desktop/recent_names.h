#pragma once

#include <QJsonObject>
#include <QString>

#include "core/study/image_file.h"

namespace trabecula::app {

class StateStore;

/// How recent files are called in lists that others may see: with the patient's name put out of file and
/// folder names, unless the user wants it there. The names to show are worked out when a file is opened, for
/// only then the patient is known; the patient's name itself is not stored for this. UI thread only.
class RecentNames {
 public:
  RecentNames(StateStore& state, bool showPatient);

  void remember(const QString& file, const core::StudyAttributes& attributes);
  /// The path as it may be shown.
  QString shown(const QString& file) const;
  /// Forgets all of them: with the list goes what it said.
  void clear();

 private:
  StateStore& state_;
  QJsonObject names_;
  bool showPatient_;
};

}  // namespace trabecula::app
