// The certificate of a result as MainWindow saves it: JSON to check, PDF with pictures of the panes to read.
#include <QAction>
#include <QApplication>
#include <QFileInfo>
#include <QMenu>
#include <QStatusBar>
#include <cstring>

#include "app/desktop/file_dialogs.h"
#include "app/desktop/main_window.h"
#include "core/archive/certificate_pdf.h"
#include "core/archive/certify.h"
#include "core/codec/registry.h"
#include "core/support/error.h"
#include "core/support/file_io.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/theme/theme.h"

namespace trabecula::app {
namespace {

namespace fs = std::filesystem;

/// Everything the worker needs.
struct ReportRequest {
  std::shared_ptr<const core::ImageFile> image;
  std::shared_ptr<const widgets::ShownResult> result;
  std::vector<core::ReportPicture> pictures;
  std::vector<std::string> heading;
  std::string program;
  bool withNames = false;
  fs::path pdf;
  fs::path json;
};

core::RgbPicture pictureOf(const QImage& image) {
  const QImage rgb = image.convertToFormat(QImage::Format_RGB888);
  core::RgbPicture picture{.width = rgb.width(), .height = rgb.height(), .rgb = {}};
  const auto rowBytes = static_cast<std::size_t>(rgb.width()) * 3;
  picture.rgb.resize(rowBytes * static_cast<std::size_t>(rgb.height()));
  for (int y = 0; y < rgb.height(); ++y)
    std::memcpy(picture.rgb.data() + rowBytes * static_cast<std::size_t>(y), rgb.constScanLine(y), rowBytes);
  return picture;
}

core::CertifyRequest certifyRequest(const ReportRequest& report) {
  const core::CompressionResult& result = report.result->compression;
  core::CertifyRequest request{.original = report.image->path, .compressed = result.output};
  core::StatedEncoding stated;
  stated.library = core::CodecRegistry::instance().get(result.codecId).info().implementation;
  for (const auto& [name, value] : result.parameters.values())
    stated.parameters[name] = core::toString(value);
  stated.device = report.result->device.toStdString();
  request.stated = stated;
  request.withFileNames = report.withNames;
  request.program = report.program;
  return request;
}

/// Neither the original nor a file that is something else may be written over.
void requireSafeTargets(const ReportRequest& report) {
  std::error_code ignored;
  for (const fs::path& path : {report.pdf, report.json}) {
    if (fs::equivalent(path, report.image->path, ignored))
      throw core::Error(core::ErrorCategory::WriteFailed,
                        path.string() + ": this is the original, which is never overwritten");
  }
  if (!fs::exists(report.json, ignored)) return;
  constexpr std::string_view begin = "{\n  \"trabecula_certificate\"";
  const core::ByteVector head = core::readFileHead(report.json, begin.size());
  if (std::string_view(reinterpret_cast<const char*>(head.data()), head.size()) != begin)
    throw core::Error(core::ErrorCategory::WriteFailed,
                      report.json.string() + ": exists and is no certificate; choose another name");
}

std::string writeReport(const ReportRequest& report, core::JobContext& context) {
  requireSafeTargets(report);
  const core::Certificate certificate = core::certify(certifyRequest(report), context);
  if (certificate.original.pixelSha256 != core::pixelSha256(report.image->image))
    throw core::Error(core::ErrorCategory::Corrupt, report.image->path.string() +
                                                        ": the file has changed since it was opened; open it "
                                                        "anew");
  const std::string json = core::certificateJson(certificate);
  core::writeFileAtomically(report.json, core::asByteSpan(json.data(), json.size()));
  core::writeFileAtomically(report.pdf, core::certificatePdf(certificate, report.heading, report.pictures));
  return core::certificateVerdict(certificate);
}

}  // namespace

void MainWindow::buildReportActions(QMenu* menu) {
  resultActions_.push_back(addAction(menu, QStringLiteral("certificate"),
                                     tr("Save certificate and &report\u2026"), QKeySequence(tr("Ctrl+R")),
                                     [this] { saveReport(); }));
  resultActions_.back()->setObjectName(QStringLiteral("saveReport"));
  QAction* names = addAction(menu, {}, tr("Patient and file &names in reports"), {}, [] {});
  names->setObjectName(QStringLiteral("namesInReports"));
  names->setCheckable(true);
}

/// What the visible panes show, without the patient's name unless `withNames`.
std::vector<core::ReportPicture> MainWindow::panePictures(bool withNames) {
  const auto* patient = findChild<QAction*>(QStringLiteral("patientName"));
  const bool shown = patient != nullptr && patient->isChecked();
  grid_->setPatientVisible(withNames);
  std::vector<core::ReportPicture> pictures;
  for (std::size_t i = 0; i < widgets::ViewGrid::paneCount; ++i) {
    widgets::ViewPane& pane = grid_->pane(i);
    if (!pane.isVisible()) continue;
    pictures.push_back({widgets::paneRoleTitle(pane.role()).toStdString(), pictureOf(pane.grab().toImage())});
  }
  grid_->setPatientVisible(shown);
  return pictures;
}

void MainWindow::saveReport() {
  if (!requireResult()) return;
  const bool withNames = findChild<QAction*>(QStringLiteral("namesInReports"))->isChecked();
  // The name of the original often is a patient's.
  const QString base =
      withNames ? QFileInfo(model_->result()->fileName).completeBaseName() + QStringLiteral("-certificate")
                : tr("certificate");
  const QString name = services_.dialogs.chooseSaveName(
      this, tr("Save certificate and report"), base + QStringLiteral(".pdf"), tr("PDF and JSON (*.pdf)"));
  if (name.isEmpty()) return;
  ReportRequest report{.image = model_->image(),
                       .result = model_->result(),
                       .pictures = panePictures(withNames),
                       .heading = {},
                       .program = "Trabecula " + QCoreApplication::applicationVersion().toStdString(),
                       .withNames = withNames,
                       .pdf = name.toStdString(),
                       .json = {}};
  if (report.pdf.extension() != ".pdf") report.pdf += ".pdf";
  report.json = fs::path(report.pdf).replace_extension(".json");
  const core::StudyAttributes& who = report.image->attributes;
  if (withNames && !who.patientName.empty())
    report.heading.push_back("Patient: " + who.patientName +
                             (who.patientId.empty() ? "" : ", " + who.patientId));
  services_.viewJobs.start(
      tr("Certificate"), [report](core::JobContext& context) { return writeReport(report, context); }, this,
      [this, report](const std::string& verdict) {
        constexpr int readingMs = 10000;
        statusBar()->showMessage(
            tr("%1. Saved %2 and %3; keep them with the compressed file.")
                .arg(QString::fromStdString(verdict), QString::fromStdString(report.pdf.string()),
                     QString::fromStdString(report.json.filename().string())),
            readingMs);
      },
      [this](const core::Error& error) { showMessage(QString::fromUtf8(error.what()), true); });
}

}  // namespace trabecula::app
