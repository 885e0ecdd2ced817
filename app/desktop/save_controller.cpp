#include "app/desktop/save_controller.h"

#include <QBuffer>
#include <QWidget>
#include <algorithm>

#include "app/desktop/file_dialogs.h"
#include "core/support/error.h"
#include "core/support/file_io.h"
#include "widgets/jobs/job_runner.h"

namespace trabecula::app {

namespace fs = std::filesystem;

void refuseToOverwrite(const fs::path& target, const std::vector<fs::path>& originals) {
  std::error_code ignored;
  for (const fs::path& original : originals)
    if (fs::equivalent(target, original, ignored))
      throw core::Error(core::ErrorCategory::WriteFailed,
                        target.string() + ": this is an original, which is never overwritten");
}

SaveController::SaveController(FileDialogs& dialogs, widgets::JobRunner& runner, Originals originals,
                               PublicName publicName, QWidget* window)
    : QObject(window),
      dialogs_(dialogs),
      runner_(runner),
      originals_(std::move(originals)),
      publicName_(std::move(publicName)),
      window_(window) {}

std::optional<fs::path> SaveController::chooseTarget(const QString& title, const QString& suggestion,
                                                     const QString& filter) {
  QString name = dialogs_.chooseSaveName(window_, title, suggestion, filter);
  if (name.isEmpty()) return std::nullopt;
  const QStringList suffixes = suffixesOf(filter);
  const bool isKnown = std::ranges::any_of(
      suffixes, [&](const QString& suffix) { return name.endsWith(suffix, Qt::CaseInsensitive); });
  if (!isKnown) {
    name += suggestion.mid(suggestion.lastIndexOf(QLatin1Char('.')));
    // The dialog asked about the name without the suffix.
    std::error_code ignored;
    if (fs::exists(fs::path(name.toStdString()), ignored)) {
      Q_EMIT failed(tr("%1: exists already; choose another name").arg(name));
      return std::nullopt;
    }
  }
  return fs::path(name.toStdString());
}

void SaveController::save(const QString& title, const QString& suggestion, const QString& filter,
                          const Write& write) {
  if (const auto target = chooseTarget(title, suggestion, filter)) this->write(*target, write);
}

void SaveController::write(const fs::path& target, const Write& write) {
  start(tr("Save"), {target}, [write, target](core::JobContext& context) {
    write(target, context);
    return tr("Saved %1").arg(QString::fromStdString(target.string()));
  });
}

void SaveController::savePicture(const QString& title, const QString& suggestion, const QImage& picture) {
  save(title, suggestion, tr("PNG (*.png)"), [picture](const fs::path& target, core::JobContext&) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!picture.save(&buffer, "PNG"))
      throw core::Error(core::ErrorCategory::ResourceLimit, target.string() + ": cannot make the picture");
    core::writeFileAtomically(target,
                              core::asByteSpan(bytes.constData(), static_cast<std::size_t>(bytes.size())));
  });
}

void SaveController::start(const QString& title, const std::vector<fs::path>& targets,
                           const std::function<QString(core::JobContext&)>& work) {
  const QString file = QString::fromStdString(targets.front().filename().string());
  const widgets::JobLabel label{.title = title, .detail = file, .publicDetail = publicName_(file)};
  runner_.start(
      label,
      [targets, originals = originals_(), work](core::JobContext& context) {
        for (const fs::path& target : targets) refuseToOverwrite(target, originals);
        return work(context);
      },
      this, [this](const QString& message) { Q_EMIT saved(message); },
      [this](const core::Error& error) { Q_EMIT failed(QString::fromUtf8(error.what())); });
}

}  // namespace trabecula::app
