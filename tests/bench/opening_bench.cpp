// How long a user waits: from the start of a fresh process to the first paint of its window (the aim is less
// than a second), and from the key to the paint of the next image of a series, which was read ahead (less
// than 150 ms; 7.5 megapixels of 16 bits). Yardsticks: the first paint of an empty window of Qt, and reading
// that image from its file.
#include <sys/wait.h>
#include <unistd.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QMainWindow>
#include <QTimer>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "app/desktop/file_dialogs.h"
#include "app/desktop/main_window.h"
#include "app/desktop/state_store.h"
#include "app/desktop/study_controller.h"
#include "core/phantom/phantom.h"
#include "core/study/image_file.h"
#include "tests/support/temporary_folder.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/theme/theme.h"

namespace {

using namespace trabecula;
using Clock = std::chrono::steady_clock;

double millisecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

double shortest(const std::vector<double>& times) {
  return *std::ranges::min_element(times);
}

/// Ends the event loop after the first paint of a widget.
class FirstPaint : public QObject {
 public:
  explicit FirstPaint(QWidget& widget) : QObject(&widget) { widget.installEventFilter(this); }

 protected:
  bool eventFilter(QObject* object, QEvent* event) override {
    if (event->type() == QEvent::Paint) QTimer::singleShot(0, qApp, &QCoreApplication::quit);
    return QObject::eventFilter(object, event);
  }
};

/// What a window stands on.
struct Program {
  app::StateStore state{QString()};
  app::FileDialogs dialogs;
  widgets::JobRunner compressionJobs{widgets::JobRunner::Mode::Threaded};
  widgets::JobRunner viewJobs{widgets::JobRunner::Mode::Threaded};
  widgets::JobRunner saveJobs{widgets::JobRunner::Mode::Threaded};
  app::MainWindow window{{.state = state,
                          .dialogs = dialogs,
                          .compressionJobs = compressionJobs,
                          .viewJobs = viewJobs,
                          .saveJobs = saveJobs}};
};

/// The program of a fresh process: shows a window, ours or an empty one, and ends once it is painted.
int paintOnce(int argc, char** argv, bool ours) {
  const QApplication application(argc, argv);
  widgets::applyTheme();
  if (!ours) {
    QMainWindow window;
    const FirstPaint watch(window);
    window.resize(1600, 1000);
    window.show();
    QApplication::exec();
    return 0;
  }
  Program program;
  const FirstPaint watch(program.window);
  program.window.show();
  QApplication::exec();
  std::_Exit(0);  // the search for devices is not waited for
}

/// Milliseconds from the start of a process to its first paint; the end of the process comes at once after
/// it.
double firstPaint(const char* program, const char* which) {
  const auto begin = Clock::now();
  const pid_t child = fork();
  if (child == 0) {
    execl(program, program, which, nullptr);
    _exit(1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (status != 0) {
    std::fprintf(stderr, "%s %s failed\n", program, which);
    std::exit(1);
  }
  return millisecondsSince(begin);
}

bool waitFor(const auto& condition) {
  const auto begin = Clock::now();
  while (!condition()) {
    if (millisecondsSince(begin) > 60000) return false;
    QApplication::processEvents(QEventLoop::WaitForMoreEvents, 10);
  }
  return true;
}

/// Shortest times to show the next image that was read ahead, and to read one.
std::pair<double, double> nextImage() {
  const tests::TemporaryFolder folder;
  constexpr int images = 6;
  core::JobContext context;
  core::PhantomRecipe recipe;
  recipe.width = 2500;
  recipe.height = 3000;
  recipe.bitsStored = 16;
  const core::Image phantom = core::makePhantom(recipe, context);
  std::vector<std::filesystem::path> paths;
  for (int i = 0; i < images; ++i) {
    paths.push_back(folder / (std::to_string(i) + ".dcm"));
    core::writeImageFile(paths.back(), phantom, {}, context);
  }
  std::vector<double> reading;
  for (const auto& path : paths) {
    const auto begin = Clock::now();
    core::readImageFile(path, {}, context);
    reading.push_back(millisecondsSince(begin));
  }
  Program program;
  program.window.resize(1920, 1080);
  program.window.show();
  program.window.openPaths(paths);
  std::vector<double> showing;
  for (std::size_t i = 0; i + 1 < paths.size(); ++i) {
    const bool isReady = waitFor([&] {
      const auto& image = program.window.model().image();
      return image && image->path == paths[i] && program.window.studies().cache().contains(paths[i + 1]) &&
             !program.viewJobs.isBusy();
    });
    if (!isReady) std::exit(1);
    const auto begin = Clock::now();
    program.window.studies().stepImage(1);
    // All that stands in the queue for this image, with the paint.
    QApplication::processEvents();
    program.window.grid().pane(0).repaint();
    showing.push_back(millisecondsSince(begin));
    if (program.window.model().image()->path != paths[i + 1]) std::exit(1);
  }
  return {shortest(showing), shortest(reading)};
}

void printRow(const char* what, double ours, double target, double yardstick) {
  std::printf("%-44s %9.1f %9.0f %10.1f %7.2f\n", what, ours, target, yardstick, ours / yardstick);
}

}  // namespace

int main(int argc, char** argv) {
  if (!std::getenv("QT_QPA_PLATFORM")) setenv("QT_QPA_PLATFORM", "offscreen", 1);
  if (argc > 1) return paintOnce(argc, argv, std::string(argv[1]) == "ours");
  constexpr int runs = 7;
  std::vector<double> ours;
  std::vector<double> empty;
  for (int i = 0; i < runs; ++i) {
    empty.push_back(firstPaint(argv[0], "empty"));
    ours.push_back(firstPaint(argv[0], "ours"));
  }
  const QApplication application(argc, argv);
  widgets::applyTheme();
  const auto [showing, reading] = nextImage();
  std::printf("%-44s %9s %9s %10s %7s\n", "shortest times in ms", "ours", "aim below", "yardstick", "ratio");
  printRow("first paint (yardstick: an empty window)", shortest(ours), 1000, shortest(empty));
  printRow("next image, read ahead (yardstick: reading)", showing, 150, reading);
  std::fflush(stdout);
  std::_Exit(0);
}
