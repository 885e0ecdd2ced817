#include <QApplication>
#include <QCommandLineParser>
#include <cstdio>
#include <cstdlib>

#include "app/desktop/file_dialogs.h"
#include "app/desktop/history_store.h"
#include "app/desktop/main_window.h"
#include "app/desktop/scripted_runner.h"
#include "app/desktop/state_store.h"
#include "core/codec/registry.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/panel/codec_panel.h"
#include "widgets/surface/surface_view.h"
#include "widgets/theme/theme.h"

namespace {

using namespace trabecula;

struct CommandLine {
  std::vector<std::filesystem::path> files;
  app::ScriptedRun run;
  bool demo = false;
};

[[noreturn]] void refuse(const QString& message) {
  std::fprintf(stderr, "trabecula: %s\n", qPrintable(message));
  std::exit(2);
}

CommandLine parse(const QApplication& application) {
  QCommandLineParser parser;
  parser.setApplicationDescription(
      QObject::tr("Opens radiographs, compresses them and shows what happened. Not a medical device."));
  parser.addHelpOption();
  parser.addVersionOption();
  parser.addPositionalArgument(QStringLiteral("files"), QObject::tr("Images or folders to open."),
                               QStringLiteral("[files...]"));
  const QCommandLineOption demo(QStringLiteral("demo"), QObject::tr("Open the demo study."));
  const QCommandLineOption codec(QStringLiteral("codec"), QObject::tr("Compress the image with this codec."),
                                 QStringLiteral("id"));
  const QCommandLineOption parameter(QStringLiteral("p"),
                                     QObject::tr("Parameter of the codec; may be repeated."),
                                     QStringLiteral("name=value"));
  const QCommandLineOption layout(QStringLiteral("layout"),
                                  QObject::tr("Layout of the panes: single or compare."),
                                  QStringLiteral("name"), QStringLiteral("single"));
  const QCommandLineOption screenshot(
      QStringLiteral("screenshot"), QObject::tr("Write a picture of the window when all is done, then quit."),
      QStringLiteral("out.png"));
  const QCommandLineOption names(QStringLiteral("with-names"),
                                 QObject::tr("Leave the patient's name in the picture of --screenshot."));
  const QCommandLineOption with(QStringLiteral("with"),
                                QObject::tr("Compress with this codec too, to compare: codec B."),
                                QStringLiteral("id"));
  QStringList roles;
  for (const widgets::PaneRole role : widgets::paneRoles()) roles << widgets::paneRoleId(role);
  const QCommandLineOption panes(QStringLiteral("panes"),
                                 QObject::tr("What up to four panes show, with commas between: %1.")
                                     .arg(roles.join(QStringLiteral(", "))),
                                 QStringLiteral("roles"));
  parser.addOptions({demo, codec, parameter, with, layout, panes, screenshot, names});
  parser.process(application);

  CommandLine line;
  for (const QString& file : parser.positionalArguments()) line.files.emplace_back(file.toStdString());
  line.demo = parser.isSet(demo);
  line.run.codec = parser.value(codec).toStdString();
  for (const QString& text : parser.values(parameter)) {
    const auto separator = text.indexOf(QLatin1Char('='));
    if (separator < 1) refuse(QObject::tr("-p takes name=value, not \"%1\"").arg(text));
    line.run.parameters.emplace_back(text.left(separator).toStdString(),
                                     text.mid(separator + 1).toStdString());
  }
  const QString layoutName = parser.value(layout);
  if (layoutName != QStringLiteral("single") && layoutName != QStringLiteral("compare"))
    refuse(QObject::tr("--layout is single or compare, not \"%1\"").arg(layoutName));
  line.run.compareLayout = layoutName == QStringLiteral("compare");
  line.run.codecB = parser.value(with).toStdString();
  if (!line.run.codecB.empty() && line.run.codec.empty()) refuse(QObject::tr("--with needs --codec"));
  if (parser.isSet(panes)) line.run.panes = parser.value(panes).split(QLatin1Char(','));
  for (const QString& role : line.run.panes)
    if (!roles.contains(role)) refuse(QObject::tr("--panes knows no \"%1\"").arg(role));
  line.run.screenshot = parser.value(screenshot);
  line.run.withNames = parser.isSet(names);
  if (!line.run.screenshot.isEmpty() && line.files.empty() && !line.demo)
    refuse(QObject::tr("--screenshot needs a file to open"));
  return line;
}

/// Shows the window until it is closed; returns the exit code. The window is gone when it returns.
int runWindow(const app::MainWindow::Services& services, CommandLine& line) {
  app::MainWindow window(services);
  if (!line.run.codec.empty() && !window.codecPanel().selectCodec(line.run.codec)) {
    try {
      core::CodecRegistry::instance().get(line.run.codec);
    } catch (const core::Error& error) {
      refuse(QString::fromUtf8(error.what()));
    }
  }
  if (!line.run.codecB.empty()) {
    try {
      core::CodecRegistry::instance().get(line.run.codecB);
    } catch (const core::Error& error) {
      refuse(QString::fromUtf8(error.what()));
    }
  }
  const app::ScriptedRunner runner(window, std::move(line.run));
  window.show();
  if (line.demo)
    window.openDemo();
  else if (!line.files.empty())
    window.openPaths(line.files);
  else
    window.restoreSession();
  return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
  widgets::SurfaceView::prepareSurfaceFormat();
  const QApplication application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("trabecula"));
  QApplication::setApplicationDisplayName(QStringLiteral("Trabecula"));
  QApplication::setApplicationVersion(QStringLiteral(TRABECULA_VERSION));
  CommandLine line = parse(application);
  // A scripted picture must not depend on, or change, what the user's window remembers.
  app::StateStore state(line.run.screenshot.isEmpty() ? app::defaultStateFile() : QString());
  const app::Settings settings = app::loadSettings(state);
  widgets::applyTheme(settings.theme);
  constexpr qint64 mebibyte = qint64{1} << 20;
  app::HistoryStore history(line.run.screenshot.isEmpty() ? app::defaultHistoryFile() : QString(),
                            settings.historyMebibytes * mebibyte);
  app::FileDialogs dialogs;
  widgets::JobRunner compressionJobs(widgets::JobRunner::Mode::Threaded);
  widgets::JobRunner viewJobs(widgets::JobRunner::Mode::Threaded);
  widgets::JobRunner saveJobs(widgets::JobRunner::Mode::Threaded);
  const int code = runWindow(
      {.state = state,
       .dialogs = dialogs,
       .compressionJobs = compressionJobs,
       .viewJobs = viewJobs,
       .saveJobs = saveJobs,
       .history = &history,
       .sessionLock =
           line.run.screenshot.isEmpty() ? app::defaultStateFile() + QStringLiteral(".lock") : QString()},
      line);
  // Files were saved before the window went. A codec's library may encode for a minute more, for nobody: what
  // it would write went with the window, so that it can be left where it is.
  constexpr int patienceMs = 2000;
  viewJobs.waitForWorkers(-1);
  if (!compressionJobs.waitForWorkers(patienceMs)) std::_Exit(code);
  return code;
}
