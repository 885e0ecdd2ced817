#include "app/desktop/recent_names.h"

#include <QJsonDocument>

#include "app/desktop/state_store.h"
#include "widgets/view/patient_text.h"

namespace trabecula::app {
namespace {

const QString key = QStringLiteral("recentNames");

}  // namespace

RecentNames::RecentNames(StateStore& state, bool showPatient)
    : state_(state), names_(QJsonDocument::fromJson(state.value(key)).object()), showPatient_(showPatient) {}

void RecentNames::remember(const QString& file, const core::StudyAttributes& attributes) {
  QJsonObject names;
  // Those that left the list leave here, too.
  for (const QString& recent : state_.recentFiles())
    if (names_.contains(recent)) names.insert(recent, names_.value(recent));
  const QString hidden = widgets::withoutPatient(file, attributes);
  if (hidden == file)
    names.remove(file);
  else
    names.insert(file, hidden);
  if (names == names_) return;
  names_ = names;
  state_.setValue(key, QJsonDocument(names_).toJson(QJsonDocument::Compact));
}

QString RecentNames::shown(const QString& file) const {
  return showPatient_ ? file : names_.value(file).toString(file);
}

void RecentNames::clear() {
  names_ = {};
  state_.setValue(key, "{}");
}

}  // namespace trabecula::app
