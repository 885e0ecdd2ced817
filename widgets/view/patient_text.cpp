#include "widgets/view/patient_text.h"

#include <QRegularExpression>
#include <algorithm>

namespace trabecula::widgets {

QString withoutPatient(const QString& text, const core::StudyAttributes& attributes) {
  // The components of a person name (PS3.5, 6.2.1) and the words in them.
  static const QRegularExpression separators(QStringLiteral("[\\^=\\s]+"));
  QStringList parts = QString::fromStdString(attributes.patientName).split(separators, Qt::SkipEmptyParts);
  parts << QString::fromStdString(attributes.patientId).trimmed();
  // Longer ones first: one may be the beginning of another.
  std::ranges::sort(parts, [](const QString& a, const QString& b) { return a.size() > b.size(); });
  QString hidden = text;
  for (const QString& part : parts)
    if (part.size() >= 2) hidden.replace(part, QString(QChar(0x2026)), Qt::CaseInsensitive);
  return hidden;
}

}  // namespace trabecula::widgets
