#include "app/desktop/session_keeper.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

#include "app/desktop/state_store.h"
#include "core/image/window_level.h"

namespace trabecula::app {
namespace {

const QString key = QStringLiteral("session");
const QByteArray nothing = "{}";  // the store takes no null
constexpr int soonMs = 500;
constexpr int lastedMs = 60000;
constexpr int maxAttempts = 2;
constexpr std::size_t maxRoots = 1000;

QJsonObject viewJson(const Session& session) {
  QJsonObject view{
      {QStringLiteral("linkZoom"), session.links.zoom},     {QStringLiteral("linkPan"), session.links.pan},
      {QStringLiteral("linkWindow"), session.links.window}, {QStringLiteral("invert"), session.invert},
      {QStringLiteral("resultA"), session.resultA},         {QStringLiteral("resultB"), session.resultB}};
  if (session.window)
    view.insert(QStringLiteral("window"), QJsonArray{session.window->centre, session.window->width,
                                                     static_cast<int>(session.window->function)});
  if (session.camera)
    view.insert(QStringLiteral("camera"),
                QJsonArray{session.camera->centre.x(), session.camera->centre.y(), session.camera->zoom});
  return view;
}

/// What is read of a stored number may be anything.
void readView(const QJsonObject& view, Session& session) {
  session.links = {.zoom = view.value(QStringLiteral("linkZoom")).toBool(true),
                   .pan = view.value(QStringLiteral("linkPan")).toBool(true),
                   .window = view.value(QStringLiteral("linkWindow")).toBool(true)};
  session.invert = view.value(QStringLiteral("invert")).toBool();
  session.resultA = view.value(QStringLiteral("resultA")).toString();
  session.resultB = view.value(QStringLiteral("resultB")).toString();
  const QJsonArray window = view.value(QStringLiteral("window")).toArray();
  const int function = window.at(2).toInt(-1);
  if (function >= 0 && function <= static_cast<int>(core::VoiFunction::Sigmoid)) {
    const core::VoiWindow stored{.centre = window.at(0).toDouble(),
                                 .width = window.at(1).toDouble(),
                                 .function = static_cast<core::VoiFunction>(function),
                                 .explanation = {}};
    if (stored.width >= core::leastWindowWidth(stored.function)) session.window = stored;
  }
  const QJsonArray camera = view.value(QStringLiteral("camera")).toArray();
  const double zoom = camera.at(2).toDouble();
  if (zoom >= widgets::minZoom && zoom <= widgets::maxZoom)
    session.camera =
        widgets::Camera{.centre = {camera.at(0).toDouble(), camera.at(1).toDouble()}, .zoom = zoom};
}

}  // namespace

SessionKeeper::SessionKeeper(StateStore& state, const QString& lockFile, QObject* parent)
    : QObject(parent), state_(state) {
  if (!lockFile.isEmpty()) {
    lock_ = std::make_unique<QLockFile>(lockFile);
    lock_->setStaleLockTime(0);  // a lock is stale when its program is gone, however old it is
    owned_ = lock_->tryLock();
  }
  soon_.setSingleShot(true);
  soon_.setInterval(soonMs);
  connect(&soon_, &QTimer::timeout, this, &SessionKeeper::save);
  lasted_.setSingleShot(true);
  lasted_.setInterval(lastedMs);
  connect(&lasted_, &QTimer::timeout, this, [this] {
    attempts_ = 0;
    save();
  });
}

std::optional<Session> SessionKeeper::takeCrashed() {
  if (!owned_) return std::nullopt;
  const QJsonObject stored = QJsonDocument::fromJson(state_.value(key)).object();
  if (stored.isEmpty()) return std::nullopt;
  const int attempts = stored.value(QStringLiteral("attempts")).toInt();
  if (attempts >= maxAttempts) {
    state_.setValue(key, nothing);
    return std::nullopt;
  }
  Session session;
  for (const auto& root : stored.value(QStringLiteral("roots")).toArray())
    session.roots.emplace_back(root.toString().toStdString());
  session.current = stored.value(QStringLiteral("current")).toString().toStdString();
  session.frame = stored.value(QStringLiteral("frame")).toInt();
  session.layout = stored.value(QStringLiteral("layout")).toInt();
  for (const auto& role : stored.value(QStringLiteral("roles")).toArray())
    session.roles.push_back(role.toInt());
  readView(stored.value(QStringLiteral("view")).toObject(), session);
  if (session.current.empty()) return std::nullopt;
  // Written before anything is opened: if that is what crashes, it is counted.
  attempts_ = attempts + 1;
  session_ = session;
  roots_ = session.roots;
  save();
  lasted_.start();
  return session;
}

void SessionKeeper::addRoots(const std::vector<std::filesystem::path>& paths) {
  for (const std::filesystem::path& path : paths) {
    std::error_code ignored;
    const std::filesystem::path whole = std::filesystem::absolute(path, ignored);
    if (std::ranges::find(roots_, whole) == roots_.end()) roots_.push_back(whole);
  }
  if (roots_.size() > maxRoots)
    roots_.erase(roots_.begin(), roots_.end() - static_cast<std::ptrdiff_t>(maxRoots));
}

void SessionKeeper::note(const Session& shown) {
  session_ = shown;
  if (!ended_) soon_.start();
}

void SessionKeeper::end() {
  ended_ = true;
  soon_.stop();
  lasted_.stop();
  if (owned_) state_.setValue(key, nothing);
}

void SessionKeeper::save() {
  if (!owned_ || ended_) return;
  const StateStore::Batch once(state_);
  Q_EMIT saving();
  QJsonArray roots;
  for (const std::filesystem::path& root : roots_) roots.append(QString::fromStdString(root.string()));
  QJsonArray roles;
  for (const int role : session_.roles) roles.append(role);
  const QJsonObject stored{{QStringLiteral("roots"), roots},
                           {QStringLiteral("current"), QString::fromStdString(session_.current.string())},
                           {QStringLiteral("frame"), session_.frame},
                           {QStringLiteral("layout"), session_.layout},
                           {QStringLiteral("roles"), roles},
                           {QStringLiteral("view"), viewJson(session_)},
                           {QStringLiteral("attempts"), attempts_}};
  state_.setValue(key, QJsonDocument(stored).toJson(QJsonDocument::Compact));
}

}  // namespace trabecula::app
