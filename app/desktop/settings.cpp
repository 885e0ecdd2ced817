#include "app/desktop/settings.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

#include "app/desktop/state_store.h"

namespace trabecula::app {
namespace {

const QString settingsKey = QStringLiteral("settings");
const QString presetsKey = QStringLiteral("sitePresets");

}  // namespace

Settings loadSettings(const StateStore& state) {
  Settings settings;
  const QJsonObject stored = QJsonDocument::fromJson(state.value(settingsKey)).object();
  if (stored.value(QStringLiteral("theme")).toString() == QStringLiteral("light"))
    settings.theme = widgets::Theme::Light;
  settings.threads = std::clamp(stored.value(QStringLiteral("threads")).toInt(), 0, maxThreads);
  settings.cacheMebibytes = std::clamp(
      stored.value(QStringLiteral("cacheMebibytes")).toInt(settings.cacheMebibytes), 0, maxCacheMebibytes);
  settings.hidePatient = stored.value(QStringLiteral("hidePatient")).toBool();
  settings.patientInPictures = stored.value(QStringLiteral("patientInPictures")).toBool();
  settings.sitePresets = sitePresetsFromJson(state.value(presetsKey));
  return settings;
}

void saveSettings(StateStore& state, const Settings& settings) {
  const QJsonObject stored{
      {QStringLiteral("theme"),
       settings.theme == widgets::Theme::Light ? QStringLiteral("light") : QStringLiteral("dark")},
      {QStringLiteral("threads"), settings.threads},
      {QStringLiteral("cacheMebibytes"), settings.cacheMebibytes},
      {QStringLiteral("hidePatient"), settings.hidePatient},
      {QStringLiteral("patientInPictures"), settings.patientInPictures}};
  state.setValue(settingsKey, QJsonDocument(stored).toJson(QJsonDocument::Compact));
  state.setValue(presetsKey, sitePresetsToJson(settings.sitePresets));
}

}  // namespace trabecula::app
