#pragma once

#include <QImage>
#include <QObject>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "core/job/job_context.h"

class QWidget;

namespace trabecula::widgets {
class JobRunner;
}

namespace trabecula::app {

class FileDialogs;

/// Throws core::Error{WriteFailed} where `target` is one of the `originals`, under whatever name.
void refuseToOverwrite(const std::filesystem::path& target,
                       const std::vector<std::filesystem::path>& originals);

/// Everything that the window saves: asks for the name, then writes in a job of its own, so that a slow disk
/// stops nothing. No original is ever written over; what is written is there whole or not at all. UI thread
/// only; `dialogs`, `runner` and `window` outlive it.
class SaveController : public QObject {
  Q_OBJECT

 public:
  /// Files that are never written over: those that are open.
  using Originals = std::function<std::vector<std::filesystem::path>()>;
  /// Writes the target, on a pool thread. Throws core::Error.
  using Write = std::function<void(const std::filesystem::path& target, core::JobContext&)>;

  /// A name of a file without the patient's, for lists of jobs.
  using PublicName = std::function<QString(const QString&)>;

  SaveController(FileDialogs& dialogs, widgets::JobRunner& runner, Originals originals, PublicName publicName,
                 QWidget* window);

  /// Where the user wants it. A name with none of the filter's suffixes gets that of the suggestion. Nothing
  /// where the user cancelled and, with failed(), where a file that nobody was asked about has that name.
  std::optional<std::filesystem::path> chooseTarget(const QString& title, const QString& suggestion,
                                                    const QString& filter);
  /// Writes; the job is called "Save".
  void write(const std::filesystem::path& target, const Write& write);
  /// Asks, then writes.
  void save(const QString& title, const QString& suggestion, const QString& filter, const Write& write);
  /// The same for a picture, as PNG.
  void savePicture(const QString& title, const QString& suggestion, const QImage& picture);
  /// Writes several files that belong together, by a job called `title`: `work` returns the sentence for
  /// saved().
  void start(const QString& title, const std::vector<std::filesystem::path>& targets,
             const std::function<QString(core::JobContext&)>& work);

 Q_SIGNALS:
  /// One sentence that names the file.
  void saved(const QString& message);
  void failed(const QString& message);

 private:
  FileDialogs& dialogs_;
  widgets::JobRunner& runner_;
  Originals originals_;
  PublicName publicName_;
  QWidget* window_;
};

}  // namespace trabecula::app
