// What MainWindow asks and tells: opening, saving, the pane menu, information pages.
#include <QApplication>
#include <QClipboard>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QStatusBar>

#include "app/desktop/file_dialogs.h"
#include "app/desktop/main_window.h"
#include "app/desktop/pane_menu.h"
#include "app/desktop/save_controller.h"
#include "core/codec/registry.h"
#include "core/support/error.h"
#include "core/support/file_io.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/panel/job_panel.h"
#include "widgets/panel/results_panel.h"
#include "widgets/panel/study_panel.h"
#include "widgets/plot/chart.h"
#include "widgets/plot/window_histogram.h"
#include "widgets/surface/surface_pane.h"
#include "widgets/theme/theme.h"
#include "widgets/view/patient_text.h"

namespace trabecula::app {
namespace {

QString htmlRow(const QString& name, const QString& value) {
  if (value.isEmpty()) return {};
  return QStringLiteral("<tr><td style='padding: 2px 14px 2px 0; color: %1;'>%2</td><td>%3</td></tr>")
      .arg(widgets::colours::quietText.name(), name, value.toHtmlEscaped());
}

QString htmlTable(const QString& rows) {
  return QStringLiteral("<table>%1</table>").arg(rows);
}

QString spacingText(const core::PixelSpacing& spacing) {
  if (spacing.source == core::SpacingSource::None) return MainWindow::tr("unknown");
  return MainWindow::tr("%1 \u00D7 %2 mm, %3")
      .arg(spacing.rowMm)
      .arg(spacing.columnMm)
      .arg(QLatin1String(core::spacingSourceName(spacing.source)));
}

}  // namespace

void MainWindow::openFiles() {
  std::vector<std::filesystem::path> paths;
  for (const QString& file : services_.dialogs.chooseFiles(this)) paths.emplace_back(file.toStdString());
  openPaths(paths);
}

void MainWindow::openFolder() {
  const QString folder = services_.dialogs.chooseFolder(this);
  if (!folder.isEmpty()) openPaths({folder.toStdString()});
}

void MainWindow::copyResults() {
  QString text = results_->toText();
  if (const auto& file = model_->image()) {
    const QString name = QString::fromStdString(file->path.filename().string());
    text.replace(name, shownText(name));
  }
  QApplication::clipboard()->setText(text);
  statusBar()->showMessage(tr("Rows copied: %1").arg(results_->model().rowCount()), 6000);
}

bool MainWindow::requireResult() {
  if (model_->result()) return true;
  showMessage(tr("Nothing is compressed yet. Choose a codec and press Compress."), false);
  return false;
}

/// File names often hold the patient's: they are suggested where names are wanted in pictures.
QString MainWindow::neutralName(const QString& what, const QString& suffix) const {
  if (!settings_.patientInPictures || !model_->image()) return what + suffix;
  const QString base = QFileInfo(QString::fromStdString(model_->image()->path.string())).completeBaseName();
  return QStringLiteral("%1-%2%3").arg(base, what, suffix);
}

void MainWindow::connectSaves() {
  saves_ = new SaveController(
      services_.dialogs, services_.saveJobs,
      [this] {
        std::vector<std::filesystem::path> originals = studyPanel_->images();
        if (model_->image()) originals.push_back(model_->image()->path);
        return originals;
      },
      [this](const QString& name) {
        return model_->image() ? widgets::withoutPatient(name, model_->image()->attributes) : name;
      },
      this);
  constexpr int readingMs = 10000;
  connect(saves_, &SaveController::saved, this,
          [this](const QString& text) { statusBar()->showMessage(text, readingMs); });
  connect(saves_, &SaveController::failed, this, [this](const QString& text) {
    closing_ = false;  // to be read
    showMessage(text, true);
  });
  connect(&services_.saveJobs, &widgets::JobRunner::idle, this, [this] {
    if (closing_) close();
  });
}

void MainWindow::saveCompressed() {
  if (!requireResult()) return;
  const auto result = model_->result();
  const QString suffix = QString::fromStdString(result->compression.output.extension().string());
  const QString base = QFileInfo(result->fileName).completeBaseName();
  saves_->save(tr("Save compressed file"), base + suffix, tr("%1 (*%2)").arg(result->codecTitle, suffix),
               [from = result->compression.output](const std::filesystem::path& to, core::JobContext&) {
                 core::writeFileAtomically(to, core::readFile(from));
               });
}

void MainWindow::saveDecoded() {
  if (!requireResult()) return;
  const auto result = model_->result();
  const core::ImageFormat& format = result->compression.decoded.format();
  const bool fitsPng = !format.isSigned && format.frames == 1;
  const QString base = QFileInfo(result->fileName).completeBaseName() + QStringLiteral("-decoded");
  saves_->save(tr("Save decoded image"), base + (fitsPng ? QStringLiteral(".png") : QStringLiteral(".dcm")),
               fitsPng ? tr("PNG (*.png);;PGM (*.pgm);;DICOM (*.dcm)") : tr("DICOM (*.dcm)"),
               [file = model_->image(), result](const std::filesystem::path& to, core::JobContext& context) {
                 core::StudyAttributes attributes = file->attributes;
                 if (result->compression.fidelity.kind != core::Fidelity::Kind::Lossless)
                   attributes.lossy = true;
                 core::writeImageFile(
                     to, result->compression.decoded.withPresentation(file->image.presentation()), attributes,
                     context);
               });
}

void MainWindow::savePicture() {
  saves_->savePicture(tr("Save picture of the panes"),
                      neutralName(QStringLiteral("panes"), QStringLiteral(".png")), panesPicture().toImage());
}

void MainWindow::savePaneAsPicture(widgets::ViewPane& pane) {
  const QString role =
      widgets::paneRoleTitle(pane.role()).toLower().replace(QLatin1Char(' '), QLatin1Char('-'));
  const QPixmap picture = withPatient(settings_.patientInPictures, [&pane] { return pane.grab(); });
  saves_->savePicture(tr("Save picture of the pane"), neutralName(role, QStringLiteral(".png")),
                      picture.toImage());
}

void MainWindow::showPaneMenu(std::size_t index, const QPoint& position) {
  widgets::ViewPane& pane = grid_->pane(index);
  QMenu menu(this);
  QMenu* roles = menu.addMenu(tr("&Show"));
  for (const widgets::PaneRole role : widgets::paneRoles()) {
    QAction* action =
        roles->addAction(widgets::icon(widgets::paneRoleIcon(role)), widgets::paneRoleTitle(role), this,
                         [&pane, role] { pane.setRole(role); });
    action->setCheckable(true);
    action->setChecked(pane.role() == role);
  }
  fillPaneMenu(menu, *grid_, index);
  if (!pane.isHeatmap() && !pane.isSurface()) {
    menu.addSeparator();
    menu.addMenu(presetMenu_);
    menu.addAction(invertAction_);
  }
  menu.addSeparator();
  menu.addAction(widgets::icon(QStringLiteral("save-picture")), tr("Save this &pane as a picture\u2026"),
                 this, [this, &pane] { savePaneAsPicture(pane); })
      ->setObjectName(QStringLiteral("savePane"));
  menu.addAction(grid_->isMaximized() ? tr("Show all panes") : tr("Maximise this pane"), this,
                 [this, index] { grid_->toggleMaximized(index); });
  menu.exec(position);
}

void MainWindow::showInformation() {
  const core::ImageFile& file = *model_->image();
  const core::Image& image = file.image;
  const core::ImageFormat& format = image.format();
  const core::Presentation& presentation = image.presentation();
  QString rows =
      htmlRow(tr("File"), QString::fromStdString(file.path.string())) +
      htmlRow(tr("Format"), QString::fromStdString(file.formatName)) +
      htmlRow(tr("Transfer syntax"), QString::fromStdString(file.transferSyntaxName)) +
      htmlRow(tr("Size"), tr("%1 \u00D7 %2 pixels").arg(format.width).arg(format.height)) +
      htmlRow(tr("Frames"), QString::number(format.frames)) +
      htmlRow(tr("Bits stored"),
              tr("%1, %2").arg(format.bitsStored).arg(format.isSigned ? tr("signed") : tr("unsigned"))) +
      htmlRow(tr("Photometric interpretation"), presentation.photometric == core::Photometric::Monochrome1
                                                    ? QStringLiteral("MONOCHROME1")
                                                    : QStringLiteral("MONOCHROME2")) +
      htmlRow(tr("Pixel spacing"), spacingText(presentation.spacing)) +
      htmlRow(tr("Modality"), QString::fromStdString(file.attributes.modality)) +
      htmlRow(tr("Body part"), QString::fromStdString(file.attributes.bodyPart));
  for (const std::string& note : image.notes()) rows += htmlRow(tr("Note"), QString::fromStdString(note));
  // The digest of a large image takes a moment: the page opens when it is there.
  services_.viewJobs.start(
      tr("Digest"), [image](core::JobContext&) { return core::pixelSha256(image); }, this,
      [this, rows](const std::string& digest) {
        services_.dialogs.showText(
            this, tr("Image information"),
            htmlTable(rows + htmlRow(tr("SHA-256 of the pixels"), QString::fromStdString(digest))));
      });
}

void MainWindow::showAbout() {
  QString codecs;
  for (const auto& codec : core::CodecRegistry::instance().codecs())
    codecs += htmlRow(QString::fromStdString(codec->info().title),
                      QString::fromStdString(codec->info().implementation));
  services_.dialogs.showText(
      this, tr("About Trabecula"),
      tr("<h2>Trabecula %1</h2><p>A workstation for seeing exactly what compression does to a radiograph.</p>"
         "<p><b>Not a medical device.</b> For research, teaching and quality control; not for diagnosis.</p>"
         "<p>Free software under the GNU General Public License, version 3 or later.</p>")
              .arg(QCoreApplication::applicationVersion()) +
          htmlTable(codecs));
}

void MainWindow::showShortcuts() {
  QString rows =
      htmlRow(tr("Left drag"), tr("Window: right is wider, down is darker; on a heatmap: colour limits")) +
      htmlRow(tr("Middle drag"), tr("Pan")) + htmlRow(tr("Wheel"), tr("Zoom at the cursor")) +
      htmlRow(tr("Ctrl + wheel"), tr("Previous or next frame or image")) +
      htmlRow(tr("Shift + left drag"), tr("Region for statistics and the surface")) +
      htmlRow(tr("Ctrl + left drag"), tr("Window from the values in a box")) +
      htmlRow(tr("Drag a wipe's line, or Shift + Left, Right"), tr("Move the line")) +
      htmlRow(tr("Click or drag on a colour bar"), tr("Mark the pixels of these colours")) +
      htmlRow(tr("Space, held"), tr("Show the original instead")) +
      htmlRow(tr("Left, Right, Up in an image pane"), tr("Codec A, codec B, original: flicker")) +
      htmlRow(tr("Left, Right in a pane of differences or costs"), tr("That of codec A, of codec B")) +
      htmlRow(tr("Shift + Left, Right in a prediction residual"), tr("Previous, next stream of the codec")) +
      htmlRow(tr("Shift + Up, Down over an image"), tr("Opacity of the heatmap")) +
      htmlRow(tr("Double click"), tr("Maximise the pane, and back")) +
      htmlRow(tr("Right button"), tr("Menu of the pane"));
  for (const auto& help :
       {widgets::ImageView::keyHelp(), widgets::SurfaceView::keyHelp(), widgets::WindowHistogram::keyHelp(),
        widgets::Chart::keyHelp(), widgets::JobPanel::keyHelp()})
    for (const auto& [keys, meaning] : help) rows += htmlRow(keys, meaning);
  const auto plain = [](const QAction* action) { return action->text().remove(QLatin1Char('&')); };
  const std::function<void(const QMenu&, const QString&)> collect = [&](const QMenu& menu,
                                                                        const QString& prefix) {
    for (const QAction* action : menu.actions()) {
      if (action->menu()) collect(*action->menu(), plain(action) + QStringLiteral(": "));
      if (!action->shortcut().isEmpty())
        rows += htmlRow(QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText)
                            .replace(QStringLiteral("; "), tr(" or ")),
                        prefix + plain(action));
    }
  };
  for (const QAction* menu : menuBar()->actions()) collect(*menu->menu(), {});
  services_.dialogs.showText(this, tr("Keys and mouse"), htmlTable(rows));
}

}  // namespace trabecula::app
