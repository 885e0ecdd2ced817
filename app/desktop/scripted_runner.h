#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace trabecula::widgets {
struct ShownResult;
}

namespace trabecula::app {

class MainWindow;

/// What `trabecula FILE... [--codec ID] [-p name=value] [--with ID] [--layout compare] [--panes ROLE,...]
/// [--screenshot OUT.png [--with-names]]` asks for after opening.
struct ScriptedRun {
  std::string codec;  ///< compress with it; empty: do not
  std::vector<std::pair<std::string, std::string>> parameters;
  std::string codecB;  ///< then with this one, at its defaults, as codec B; empty: do not
  bool compareLayout = false;
  QStringList
      panes;  ///< what the panes show (widgets::paneRoleId), from the first; their number is the layout
  bool withNames = false;  ///< leave the patient's name in the picture
  QString screenshot;      ///< write the window's picture there and quit; empty: go on as usual
};

/// Carries a ScriptedRun out on the window: waits for the image, compresses, waits for the result and for
/// all panes to be painted, takes the picture, quits with 0, or with 1 and a line on stderr. UI thread.
class ScriptedRunner : public QObject {
  Q_OBJECT

 public:
  ScriptedRunner(MainWindow& window, ScriptedRun run, QObject* parent = nullptr);

 private:
  void imageOpened();
  void settle();
  void takePictureWhenSettled();
  void takePicture();
  void fail(const QString& message);

  MainWindow& window_;
  ScriptedRun run_;
  void showPanes();

  bool started_ = false;
  std::shared_ptr<const widgets::ShownResult> first_;  ///< of the first codec, while codec B is on its way
};

}  // namespace trabecula::app
