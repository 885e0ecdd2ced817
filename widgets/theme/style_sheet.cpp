#include "widgets/theme/style_sheet.h"

#include <QLatin1String>
#include <algorithm>
#include <vector>

namespace trabecula::widgets {
namespace {

/// What stands for a name of the sheet in each theme.
struct Entry {
  const char* name;
  const char* dark;
  const char* light;
};

const std::vector<Entry>& entries() {
  static const std::vector<Entry> table = {{"@accent", "#4C9AD9", "#1A69AC"},
                                           {"@alternate", "#24272C", "#F4F6F8"},
                                           {"@bar", "#1E2126", "#E6E9EE"},
                                           {"@barActive", "#262B32", "#D6E1EC"},
                                           {"@border", "#454B55", "#9FA8B3"},
                                           {"@bright", "#2B76B4", "#2B76B4"},
                                           {"@checked", "#28435C", "#CFE2F3"},
                                           {"@dimmed", "#8A93A0", "#68727E"},
                                           {"@disabled", "#7C848F", "#7B8490"},
                                           {"@edge", "#3A4754", "#BCC7D2"},
                                           {"@error", "#4A2A22", "#F6D9CF"},
                                           {"@faint", "#33373E", "#DCE0E6"},
                                           {"@field", "#1B1D21", "#FFFFFF"},
                                           {"@grip", "#5A616C", "#98A1AD"},
                                           {"@groove", "#15171A", "#DDE1E7"},
                                           {"@handle", "#474D57", "#B4BBC5"},
                                           {"@heading", "#B4BBC5", "#454E59"},
                                           {"@hover", "#363B43", "#D6DBE2"},
                                           {"@idle", "#2A3540", "#D5DEE7"},
                                           {"@info", "#23384A", "#D7E6F4"},
                                           {"@line", "#3A3F47", "#C3C9D1"},
                                           {"@page", "#0B0C0E", "#E4E7EC"},
                                           {"@panel", "#22252A", "#FFFFFF"},
                                           {"@primary", "#23669E", "#1F69A8"},
                                           {"@quiet", "#A4ABB5", "#505965"},
                                           {"@raised", "#2C3036", "#E2E6EB"},
                                           {"@selection", "#2F5F8A", "#2F6FA6"},
                                           {"@separator", "#14161A", "#D3D8DF"},
                                           {"@table", "#1F2226", "#FFFFFF"},
                                           {"@text", "#E3E6EA", "#1B2027"},
                                           {"@variant", "", "-ink"},
                                           {"@window", "#1B1D21", "#EFF1F4"}};
  return table;
}

constexpr auto sheet = R"(
    QToolTip { color: @text; background: @raised; border: 1px solid @border; padding: 4px; }
    QMainWindow::separator { background: @separator; width: 4px; height: 4px; }
    QMainWindow::separator:hover { background: @accent; }
    QMenuBar, QToolBar, QStatusBar { background: @window; border: none; }
    QStatusBar { padding: 0 8px; min-height: 24px; }
    QStatusBar::item { border: none; }
    QMenuBar::item { padding: 5px 9px; background: transparent; }
    QMenuBar::item:selected, QMenu::item:selected { background: @selection; color: white; }
    QMenu { background: @panel; border: 1px solid @line; padding: 4px 0; }
    QMenu::item { padding: 5px 26px 5px 26px; }
    QMenu::item:disabled { color: @disabled; }
    QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
    QMenu::icon { padding-left: 6px; }
    QToolBar { spacing: 4px; padding: 3px 6px; border-bottom: 1px solid @raised; }
    QToolButton { border: 1px solid transparent; border-radius: 4px; padding: 4px; }
    QToolButton::menu-indicator { image: none; }
    QToolButton:hover { background: @raised; }
    QToolButton:checked { background: @checked; border-color: @accent; }
    QToolButton:focus, QPushButton:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus,
    QLineEdit:focus { border: 1px solid @accent; }
    QPushButton { background: @raised; border: 1px solid @border; border-radius: 4px; padding: 5px 12px; }
    QPushButton:hover { background: @hover; }
    QPushButton:pressed { background: @alternate; }
    QPushButton:disabled { color: @disabled; border-color: @faint; }
    QPushButton[primary="true"] { background: @primary; border-color: @accent; color: white; font-weight: 600; }
    QPushButton[primary="true"]:hover { background: @bright; }
    QPushButton[primary="true"]:disabled { background: @idle; border-color: @edge; color: @dimmed; }
    QComboBox, QSpinBox, QDoubleSpinBox, QLineEdit {
      background: @field; border: 1px solid @border; border-radius: 4px; padding: 3px 6px; min-height: 20px; }
    QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled { color: @disabled; border-color: @faint; }
    QComboBox::drop-down { border: none; width: 20px; }
    QComboBox::down-arrow, QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {
      image: url(:/icons/chevron-down@variant.svg); width: 12px; height: 12px; }
    QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url(:/icons/chevron-up@variant.svg); width: 12px; height: 12px; }
    QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {
      border: none; width: 20px; }
    QComboBox QAbstractItemView { background: @panel; border: 1px solid @border; selection-background-color: @selection; }
    QDockWidget { titlebar-close-icon: none; }
    QDockWidget::title { background: @window; padding: 6px 8px; text-align: left; }
    QTreeView, QTableView, QListView { background: @table; border: none; alternate-background-color: @alternate;
      selection-background-color: @selection; selection-color: white; }
    QTableView::item { padding: 0 3px; border: none; }
    QHeaderView::section { background: @alternate; color: @heading; border: none; border-right: 1px solid @faint;
      border-bottom: 1px solid @faint; padding: 4px 6px; }
    QTabBar::tab { background: @window; color: @quiet; padding: 6px 14px; border: none;
      border-bottom: 2px solid transparent; }
    QTabBar::tab:selected { color: @text; border-bottom: 2px solid @accent; }
    QTabWidget::pane { border: none; }
    QProgressBar { background: @groove; border: 1px solid @line; border-radius: 3px; height: 12px;
      text-align: center; color: @text; }
    QProgressBar::chunk { background: @bright; border-radius: 2px; }
    QScrollBar:vertical { background: @window; width: 11px; margin: 0; }
    QScrollBar:horizontal { background: @window; height: 11px; margin: 0; }
    QScrollBar::handle { background: @handle; border-radius: 4px; min-height: 24px; min-width: 24px; margin: 2px; }
    QScrollBar::handle:hover { background: @grip; }
    QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
    QScrollBar::add-page, QScrollBar::sub-page { background: none; }
    QLabel[quiet="true"] { color: @quiet; }
    QLabel[heading="true"] { font-weight: 600; }
    QLabel[note="true"] { color: @quiet; font-size: 11px; }
    #viewPane { border: 1px solid @line; background: #000; }
    #viewPane[active="true"] { border-color: @accent; }
    #paneHeader { background: @bar; }
    #viewPane[active="true"] #paneHeader { background: @barActive; }
    #paneNote { background: @info; padding: 3px 8px; }
    #messagePage { background: @page; }
    #headline { font-size: 15px; font-weight: 600; }
    #messageBar { background: @info; }
    #messageBar[error="true"] { background: @error; }
    #recentFile { text-align: left; border-color: transparent; background: transparent; }
    #recentFile:hover { background: @bar; }
    #recentFile:focus { border-color: @accent; }
  )";

}  // namespace

QString styleSheet(Theme theme) {
  QString text = QLatin1String(sheet);
  // Longer names first: some begin like others.
  std::vector<Entry> ordered = entries();
  std::ranges::sort(ordered, [](const Entry& a, const Entry& b) {
    return QLatin1String(a.name).size() > QLatin1String(b.name).size();
  });
  for (const Entry& entry : ordered)
    text.replace(QLatin1String(entry.name), QLatin1String(theme == Theme::Dark ? entry.dark : entry.light));
  return text;
}

}  // namespace trabecula::widgets
