#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

namespace trabecula::widgets {

/// The chrome's look. What lies around an image stays black in both.
enum class Theme { Dark, Light };

namespace colours {

/// The few colours of the chrome: neutral, low in colour, so that they do not compete with grey levels.
struct Palette {
  QColor window, panel, raised, line, text, quietText, accent, good, bad, unknown;
  QColor page;    ///< behind a message where an image would be
  QColor marker;  ///< what stands out of the accent: the second series of a plot, a chosen point
};
/// Of the theme that is applied now.
const Palette& current();

// The same in both themes: these lie on images.
inline const QColor imageArea(0, 0, 0);
inline const QColor overlay(0xD5, 0xDA, 0xE1);
// These follow the theme: read them when painting.
inline const QColor& window = current().window;
inline const QColor& panel = current().panel;
inline const QColor& raised = current().raised;
inline const QColor& line = current().line;
inline const QColor& text = current().text;
inline const QColor& quietText = current().quietText;
inline const QColor& accent = current().accent;
inline const QColor& good = current().good;
inline const QColor& bad = current().bad;
inline const QColor& unknown = current().unknown;
inline const QColor& page = current().page;
inline const QColor& marker = current().marker;

}  // namespace colours

/// Sets style, palette, font and style sheet of the whole application. Call once after QApplication was made,
/// and again for another theme: open windows follow. UI thread.
void applyTheme(Theme theme = Theme::Dark);
Theme currentTheme();

/// Lets the style sheet look at a widget again, and at its children, after a property that it selects by was
/// set.
void restyle(QWidget* widget);

/// An icon of our own set by its name in resources/icons ("open-file"); dimmed when disabled, and drawn for
/// the theme that is applied when it is painted. No icon for an empty name.
QIcon icon(const QString& name);

}  // namespace trabecula::widgets
