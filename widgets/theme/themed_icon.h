#pragma once

#include <QHash>
#include <QIconEngine>
#include <QString>

namespace trabecula::widgets {

/// Paints one SVG of our set in the ink of the theme that is applied now, so that icons made earlier follow a
/// new theme. UI thread.
class ThemedIconEngine : public QIconEngine {
 public:
  explicit ThemedIconEngine(QString name) : name_(std::move(name)) {}

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override;
  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override;
  QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal scale) override;
  QIconEngine* clone() const override { return new ThemedIconEngine(name_); }
  bool isNull() override;

 private:
  QString fileName() const;

  QString name_;
};

}  // namespace trabecula::widgets
