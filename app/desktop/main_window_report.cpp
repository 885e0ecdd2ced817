// The certificate of a result as MainWindow saves it: JSON to check, PDF with pictures of the panes to read.
#include <QAction>
#include <QApplication>
#include <QFileInfo>
#include <QMenu>
#include <QStatusBar>
#include <cstring>

#include "app/desktop/file_dialogs.h"
#include "app/desktop/main_window.h"
#include "app/desktop/save_controller.h"
#include "core/archive/certificate_pdf.h"
#include "core/archive/certify.h"
#include "core/codec/registry.h"
#include "core/support/error.h"
#include "core/support/file_io.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/theme/theme.h"
#include "widgets/view/number_text.h"

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

std::string writeReport(const ReportRequest& report, core::JobContext& context) {
  const core::Certificate certificate = core::certify(certifyRequest(report), context);
  if (certificate.original.pixelSha256 != core::pixelSha256(report.image->image))
    throw core::Error(core::ErrorCategory::Corrupt, report.image->path.string() +
                                                        ": the file has changed since it was opened; open it "
                                                        "anew");
  core::requireReplaceable(report.json, certificate.original.sha256);
  const std::string json = core::certificateJson(certificate);
  core::writeFileAtomically(report.json, core::asByteSpan(json.data(), json.size()));
  core::writeFileAtomically(report.pdf, core::certificatePdf(certificate, report.heading, report.pictures));
  return core::certificateVerdict(certificate);
}

/// Name, value with its unit, and below them where it comes from and what to know before believing it.
QString metricsHtml(const std::vector<core::NamedMetricValue>& values) {
  QString rows;
  for (const auto& [metric, value] : values) {
    const bool finite = std::holds_alternative<double>(value);
    const QString number = finite ? widgets::metricText(value) : widgets::metricToolTip(value);
    rows += QStringLiteral(
                "<tr><td style='padding-right: 14px;'><b>%1</b></td><td align='right'>%2 %3</td></tr>"
                "<tr><td colspan='2' style='padding-bottom: 6px;'><small>%4. %5</small></td></tr>")
                .arg(QString::fromStdString(metric->title).toHtmlEscaped(), number.toHtmlEscaped(),
                     finite ? QString::fromStdString(metric->unit).toHtmlEscaped() : QString(),
                     QString::fromStdString(metric->source).toHtmlEscaped(),
                     QString::fromStdString(metric->limits).toHtmlEscaped());
  }
  return QStringLiteral("<table>%1</table>").arg(rows);
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
  return withPatient(withNames, [this] {
    std::vector<core::ReportPicture> pictures;
    for (std::size_t i = 0; i < widgets::ViewGrid::paneCount; ++i) {
      widgets::ViewPane& pane = grid_->pane(i);
      if (!pane.isVisible()) continue;
      pictures.push_back(
          {widgets::paneRoleTitle(pane.role()).toStdString(), pictureOf(pane.grab().toImage())});
    }
    return pictures;
  });
}

void MainWindow::saveReport() {
  if (!requireResult()) return;
  const bool withNames = findChild<QAction*>(QStringLiteral("namesInReports"))->isChecked();
  // The name of the original often is a patient's.
  const QString base =
      withNames ? QFileInfo(model_->result()->fileName).completeBaseName() + QStringLiteral("-certificate")
                : tr("certificate");
  const auto target = saves_->chooseTarget(tr("Save certificate and report"), base + QStringLiteral(".pdf"),
                                           tr("PDF and JSON (*.pdf)"));
  if (!target) return;
  ReportRequest report{.image = model_->image(),
                       .result = model_->result(),
                       .pictures = panePictures(withNames),
                       .heading = {},
                       .program = "Trabecula " + QCoreApplication::applicationVersion().toStdString(),
                       .withNames = withNames,
                       .pdf = *target,
                       .json = fs::path(*target).replace_extension(".json")};
  const core::StudyAttributes& who = report.image->attributes;
  if (withNames && !who.patientName.empty())
    report.heading.push_back("Patient: " + who.patientName +
                             (who.patientId.empty() ? "" : ", " + who.patientId));
  saves_->start(tr("Certificate"), {report.pdf, report.json}, [report](core::JobContext& context) {
    const std::string verdict = writeReport(report, context);
    return tr("%1. Saved %2 and %3; keep them with the compressed file.")
        .arg(QString::fromStdString(verdict), QString::fromStdString(report.pdf.string()),
             QString::fromStdString(report.json.filename().string()));
  });
}

void MainWindow::buildMetricsAction(QMenu* menu) {
  resultActions_.push_back(addAction(menu, QStringLiteral("ruler"), tr("All &metrics of this result\u2026"),
                                     QKeySequence(tr("Ctrl+M")), [this] { showAllMetrics(); }));
  resultActions_.back()->setObjectName(QStringLiteral("allMetrics"));
}

/// The table has the few that cost little; all of them take a while, so they are a job that can be cancelled.
void MainWindow::showAllMetrics() {
  if (!requireResult()) return;
  const auto result = model_->result();
  const widgets::JobLabel label{.title = tr("All metrics"), .detail = result->codecTitle};
  services_.compressionJobs.start(
      label,
      [image = model_->image(), result](core::JobContext& context) {
        return core::computeMetrics(image->image, result->compression.decoded, {}, context);
      },
      this,
      [this, result](const std::vector<core::NamedMetricValue>& values) {
        services_.dialogs.showText(this, tr("Metrics of %1").arg(result->codecTitle), metricsHtml(values));
      },
      [this](const core::Error& error) { showMessage(QString::fromUtf8(error.what()), true); });
}

}  // namespace trabecula::app
