#include "widgets/theme/theme.h"

#include <QApplication>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>
#include <QWidget>

#include "widgets/theme/style_sheet.h"
#include "widgets/theme/themed_icon.h"

/// Resources of a static library are only linked in if someone asks for them, outside any namespace.
static void initialiseResources() {
  Q_INIT_RESOURCE(resources);
}

namespace trabecula::widgets {
namespace {

colours::Palette darkColours() {
  return {.window = {0x1B, 0x1D, 0x21},
          .panel = {0x22, 0x25, 0x2A},
          .raised = {0x2C, 0x30, 0x36},
          .line = {0x3A, 0x3F, 0x47},
          .text = {0xE3, 0xE6, 0xEA},
          .quietText = {0xA4, 0xAB, 0xB5},
          .accent = {0x4C, 0x9A, 0xD9},
          .good = {0x6C, 0xC0, 0x8B},
          .bad = {0xF0, 0x8A, 0x6B},
          .unknown = {0xD9, 0xB9, 0x5B},
          .page = {0x0B, 0x0C, 0x0E},
          .marker = {0xE8, 0xA8, 0x4C}};
}

colours::Palette lightColours() {
  return {.window = {0xEF, 0xF1, 0xF4},
          .panel = {0xFF, 0xFF, 0xFF},
          .raised = {0xE2, 0xE6, 0xEB},
          .line = {0xC3, 0xC9, 0xD1},
          .text = {0x1B, 0x20, 0x27},
          .quietText = {0x50, 0x59, 0x65},
          .accent = {0x1A, 0x69, 0xAC},
          .good = {0x1B, 0x74, 0x40},
          .bad = {0xAE, 0x3F, 0x1B},
          .unknown = {0x76, 0x59, 0x00},
          .page = {0xE4, 0xE7, 0xEC},
          .marker = {0xA8, 0x5F, 0x00}};
}

struct Applied {
  Theme theme = Theme::Dark;
  colours::Palette colours = darkColours();
};

Applied& applied() {
  static Applied instance;
  return instance;
}

QPalette palette(Theme theme) {
  const bool dark = theme == Theme::Dark;
  QPalette palette;
  palette.setColor(QPalette::Window, colours::window);
  palette.setColor(QPalette::WindowText, colours::text);
  palette.setColor(QPalette::Base, colours::panel);
  palette.setColor(QPalette::AlternateBase, colours::raised);
  palette.setColor(QPalette::Text, colours::text);
  palette.setColor(QPalette::PlaceholderText, colours::quietText);
  palette.setColor(QPalette::Button, colours::raised);
  palette.setColor(QPalette::ButtonText, colours::text);
  palette.setColor(QPalette::BrightText, Qt::white);
  palette.setColor(QPalette::ToolTipBase, colours::raised);
  palette.setColor(QPalette::ToolTipText, colours::text);
  palette.setColor(QPalette::Highlight, QColor(0x2F, 0x5F, 0x8A));
  palette.setColor(QPalette::HighlightedText, Qt::white);
  palette.setColor(QPalette::Link, colours::accent);
  palette.setColor(QPalette::Light, dark ? colours::line : QColor(Qt::white));
  palette.setColor(QPalette::Midlight, colours::line);
  palette.setColor(QPalette::Mid, colours::line);
  palette.setColor(QPalette::Dark, dark ? QColor(0x14, 0x15, 0x18) : QColor(0x9A, 0xA2, 0xAD));
  palette.setColor(QPalette::Shadow, Qt::black);
  const QColor disabled = dark ? QColor(0x7C, 0x84, 0x8F) : QColor(0x7B, 0x84, 0x90);
  for (const auto role :
       {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
    palette.setColor(QPalette::Disabled, role, disabled);
  return palette;
}

}  // namespace

const colours::Palette& colours::current() {
  return applied().colours;
}

void applyTheme(Theme theme) {
  initialiseResources();
  applied() = {.theme = theme, .colours = theme == Theme::Dark ? darkColours() : lightColours()};
  QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
  QApplication::setPalette(palette(theme));
  qApp->setStyleSheet(styleSheet(theme));
}

Theme currentTheme() {
  return applied().theme;
}

void restyle(QWidget* widget) {
  QList<QWidget*> widgets = widget->findChildren<QWidget*>();
  widgets.prepend(widget);
  for (QWidget* child : widgets) {
    child->style()->unpolish(child);
    child->style()->polish(child);
    child->update();
  }
}

QIcon icon(const QString& name) {
  return name.isEmpty() ? QIcon() : QIcon(new ThemedIconEngine(name));
}

}  // namespace trabecula::widgets
