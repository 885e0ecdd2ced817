#include "app/desktop/file_dialogs.h"

#include <QAbstractButton>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QRegularExpression>
#include <QTextBrowser>
#include <QVBoxLayout>

#include "app/desktop/settings_dialog.h"

namespace trabecula::app {

QStringList suffixesOf(const QString& filter) {
  static const QRegularExpression pattern(QStringLiteral(R"(\*(\.\w+))"));
  QStringList suffixes;
  for (auto matches = pattern.globalMatch(filter); matches.hasNext();) suffixes << matches.next().captured(1);
  return suffixes;
}

QStringList FileDialogs::chooseFiles(QWidget* parent) {
  // No filter by extension: DICOM files often have none, and files are recognised by content.
  return QFileDialog::getOpenFileNames(parent, QFileDialog::tr("Open files"));
}

QString FileDialogs::chooseFolder(QWidget* parent) {
  return QFileDialog::getExistingDirectory(parent, QFileDialog::tr("Open folder"));
}

QString FileDialogs::chooseSaveName(QWidget* parent, const QString& title, const QString& suggestion,
                                    const QString& filter) {
  QFileDialog dialog(parent, title, {}, filter);
  dialog.setAcceptMode(QFileDialog::AcceptSave);
  dialog.setFileMode(QFileDialog::AnyFile);
  // Before the dialog asks about a file that exists: it must ask about the one that is written.
  const auto followFilter = [&dialog](const QString& chosen) {
    const QStringList suffixes = suffixesOf(chosen);
    if (!suffixes.isEmpty()) dialog.setDefaultSuffix(suffixes.front());
  };
  QObject::connect(&dialog, &QFileDialog::filterSelected, &dialog, followFilter);
  followFilter(dialog.selectedNameFilter());
  dialog.selectFile(suggestion);
  return dialog.exec() == QDialog::Accepted ? dialog.selectedFiles().value(0) : QString();
}

void FileDialogs::showText(QWidget* parent, const QString& title, const QString& html) {
  QDialog dialog(parent);
  dialog.setWindowTitle(title);
  dialog.resize(640, 520);
  auto* text = new QTextBrowser(&dialog);
  text->setHtml(html);
  text->setOpenExternalLinks(true);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, &dialog);
  // The style's own icon is drawn for light windows.
  for (QAbstractButton* button : buttons->buttons()) button->setIcon({});
  QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
  auto* column = new QVBoxLayout(&dialog);
  column->addWidget(text);
  column->addWidget(buttons);
  dialog.exec();
}

bool FileDialogs::editSettings(QWidget* parent, Settings& settings, int page, const core::VoiWindow* shown) {
  SettingsDialog dialog(settings, static_cast<SettingsDialog::Page>(page),
                        shown ? std::optional(*shown) : std::nullopt, parent);
  if (dialog.exec() != QDialog::Accepted) return false;
  settings = dialog.settings();
  return true;
}

}  // namespace trabecula::app
