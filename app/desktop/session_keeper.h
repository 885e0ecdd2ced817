#pragma once

#include <QLockFile>
#include <QObject>
#include <QTimer>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "core/image/presentation.h"
#include "widgets/view/view_grid.h"

namespace trabecula::app {

class StateStore;

/// What is worth having again after a crash.
struct Session {
  std::vector<std::filesystem::path> roots;  ///< files and folders that were opened
  std::filesystem::path current;
  int frame = 0;
  int layout = 0;          ///< GridLayout
  std::vector<int> roles;  ///< PaneRole of each pane
  widgets::PaneLinks links;
  std::optional<core::VoiWindow> window;  ///< of the active pane, where it shows one
  bool invert = false;
  std::optional<widgets::Camera> camera;  ///< of the active pane, where the user moved it
  QString resultA;                        ///< ShownResult::historyKey of codec A, of codec B; or empty
  QString resultB;
};

/// Writes the session down while the program runs, so that it can be restored if the program ends without
/// being closed. Of several programs at the same time, the first one's session is kept. A session that
/// crashed twice as soon as it was restored is not restored a third time. UI thread only.
class SessionKeeper : public QObject {
  Q_OBJECT

 public:
  /// `lockFile` says whose session it is; empty where there is only this program (tests).
  SessionKeeper(StateStore& state, const QString& lockFile, QObject* parent = nullptr);

  /// The session of a program that ended without end(); nothing where it was ended, or is running still. Call
  /// once, first.
  std::optional<Session> takeCrashed();
  void addRoots(const std::vector<std::filesystem::path>& paths);
  /// What is shown now; written a moment later.
  void note(const Session& shown);
  /// The program is closed: there is nothing to restore.
  void end();
  const std::vector<std::filesystem::path>& roots() const { return roots_; }

 Q_SIGNALS:
  /// The session is about to be written: the window's own layout may go along.
  void saving();

 private:
  void save();

  StateStore& state_;
  std::unique_ptr<QLockFile> lock_;
  bool owned_ = true;
  bool ended_ = false;
  int attempts_ = 0;  ///< how often this session was restored without having lasted
  Session session_;
  std::vector<std::filesystem::path> roots_;
  QTimer soon_;
  QTimer lasted_;
};

}  // namespace trabecula::app
