#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

namespace trabecula::widgets {

/// The few colours of the chrome: dark, neutral, low in colour, so that they do not compete with grey levels.
namespace colours {
inline const QColor imageArea(0, 0, 0);
inline const QColor window(0x1B, 0x1D, 0x21);
inline const QColor panel(0x22, 0x25, 0x2A);
inline const QColor raised(0x2C, 0x30, 0x36);
inline const QColor line(0x3A, 0x3F, 0x47);
inline const QColor text(0xE3, 0xE6, 0xEA);
inline const QColor quietText(0xA4, 0xAB, 0xB5);
inline const QColor accent(0x4C, 0x9A, 0xD9);
inline const QColor overlay(0xD5, 0xDA, 0xE1);
inline const QColor good(0x6C, 0xC0, 0x8B);
inline const QColor bad(0xF0, 0x8A, 0x6B);
inline const QColor unknown(0xD9, 0xB9, 0x5B);
}  // namespace colours

/// Sets style, palette, font and style sheet of the whole application.
/// Call once, after QApplication was made.
void applyTheme();

/// An icon of our own set by its name in resources/icons ("open-file"); dimmed when disabled. No icon for
/// an empty name.
QIcon icon(const QString& name);

}  // namespace trabecula::widgets
