#include "app/desktop/settings.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

#include "app/desktop/state_store.h"

namespace trabecula::app {
namespace {

const QString settingsKey = QStringLiteral("settings");
const QString presetsKey = QStringLiteral("sitePresets");
const QString historyKey = QStringLiteral("historyBytes");
constexpr qint64 mebibyte = qint64{1} << 20;

}  // namespace

Settings loadSettings(const StateStore& state) {
  Settings settings;
  const QJsonObject stored = QJsonDocument::fromJson(state.value(settingsKey)).object();
  if (stored.value(QStringLiteral("theme")).toString() == QStringLiteral("light"))
    settings.theme = widgets::Theme::Light;
  settings.threads = std::clamp(stored.value(QStringLiteral("threads")).toInt(), 0, maxThreads);
  settings.cacheMebibytes = std::clamp(
      stored.value(QStringLiteral("cacheMebibytes")).toInt(settings.cacheMebibytes), 0, maxCacheMebibytes);
  if (const QByteArray bytes = state.value(historyKey); !bytes.isEmpty())
    settings.historyMebibytes =
        static_cast<int>(std::clamp<qint64>(bytes.toLongLong() / mebibyte, 0, maxHistoryMebibytes));
  settings.hidePatient = stored.value(QStringLiteral("hidePatient")).toBool();
  settings.patientInPictures = stored.value(QStringLiteral("patientInPictures")).toBool();
  settings.sitePresets = sitePresetsFromJson(state.value(presetsKey));
  return settings;
}

bool saveSettings(StateStore& state, const Settings& settings) {
  const QJsonObject stored{
      {QStringLiteral("theme"),
       settings.theme == widgets::Theme::Light ? QStringLiteral("light") : QStringLiteral("dark")},
      {QStringLiteral("threads"), settings.threads},
      {QStringLiteral("cacheMebibytes"), settings.cacheMebibytes},
      {QStringLiteral("hidePatient"), settings.hidePatient},
      {QStringLiteral("patientInPictures"), settings.patientInPictures}};
  const StateStore::Batch once(state);
  const bool isKept = state.setValue(settingsKey, QJsonDocument(stored).toJson(QJsonDocument::Compact)) &&
                      state.setValue(historyKey, QByteArray::number(settings.historyMebibytes * mebibyte));
  return state.setValue(presetsKey, sitePresetsToJson(settings.sitePresets)) && isKept;
}

}  // namespace trabecula::app
