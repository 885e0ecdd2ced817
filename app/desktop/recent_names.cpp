#include "app/desktop/recent_names.h"

#include <QJsonDocument>
#include <QJsonObject>

#include "app/desktop/state_store.h"
#include "widgets/view/patient_text.h"

namespace trabecula::app {
namespace {

const QString key = QStringLiteral("recentNames");

}  // namespace

void RecentNames::remember(const QString& file, const core::StudyAttributes& attributes) {
  const QJsonObject before = QJsonDocument::fromJson(state_.value(key)).object();
  QJsonObject names;
  // Those that left the list leave here, too.
  for (const QString& recent : state_.recentFiles())
    if (before.contains(recent)) names.insert(recent, before.value(recent));
  const QString hidden = widgets::withoutPatient(file, attributes);
  if (hidden == file)
    names.remove(file);
  else
    names.insert(file, hidden);
  state_.setValue(key, QJsonDocument(names).toJson(QJsonDocument::Compact));
}

QString RecentNames::shown(const QString& file) const {
  if (showPatient_) return file;
  const QJsonObject names = QJsonDocument::fromJson(state_.value(key)).object();
  return names.value(file).toString(file);
}

}  // namespace trabecula::app
