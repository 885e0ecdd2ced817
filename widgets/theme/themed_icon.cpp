#include "widgets/theme/themed_icon.h"

#include <QFile>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include "widgets/theme/theme.h"

namespace trabecula::widgets {
namespace {

/// The colour that the files of our set are drawn in.
constexpr auto fileInk = "#C9CED6";

QColor ink(QIcon::Mode mode) {
  const bool dark = currentTheme() == Theme::Dark;
  if (mode == QIcon::Disabled) return dark ? QColor(0x6A, 0x70, 0x7A) : QColor(0xA2, 0xA9, 0xB3);
  return dark ? QColor(QLatin1String(fileInk)) : QColor(0x37, 0x40, 0x4B);
}

}  // namespace

QString ThemedIconEngine::fileName() const {
  return QStringLiteral(":/icons/") + name_ + QStringLiteral(".svg");
}

bool ThemedIconEngine::isNull() {
  return !QFile::exists(fileName());
}

void ThemedIconEngine::paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) {
  painter->drawPixmap(rect, scaledPixmap(rect.size() * painter->device()->devicePixelRatioF(), mode, state,
                                         painter->device()->devicePixelRatioF()));
}

QPixmap ThemedIconEngine::pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) {
  return scaledPixmap(size, mode, state, 1);
}

QPixmap ThemedIconEngine::scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal) {
  const QColor colour = ink(mode);
  const QString key = QStringLiteral("trabecula-icon:%1:%2:%3x%4")
                          .arg(name_, colour.name())
                          .arg(size.width())
                          .arg(size.height());
  QPixmap pixmap;
  if (QPixmapCache::find(key, &pixmap)) return pixmap;
  QFile file(fileName());
  if (size.isEmpty() || !file.open(QIODevice::ReadOnly)) return {};
  QSvgRenderer renderer(file.readAll().replace(fileInk, colour.name().toLatin1()));
  pixmap = QPixmap(size);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  renderer.render(&painter);
  painter.end();
  QPixmapCache::insert(key, pixmap);
  return pixmap;
}

}  // namespace trabecula::widgets
