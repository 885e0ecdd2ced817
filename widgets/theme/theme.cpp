#include "widgets/theme/theme.h"

#include <QApplication>
#include <QPalette>
#include <QStyleFactory>

/// Resources of a static library are only linked in if someone asks for them, outside any namespace.
static void initialiseResources() {
  Q_INIT_RESOURCE(resources);
}

namespace trabecula::widgets {
namespace {

QPalette darkPalette() {
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
  palette.setColor(QPalette::Light, colours::line);
  palette.setColor(QPalette::Midlight, colours::line);
  palette.setColor(QPalette::Mid, colours::line);
  palette.setColor(QPalette::Dark, QColor(0x14, 0x15, 0x18));
  palette.setColor(QPalette::Shadow, Qt::black);
  const QColor disabled(0x7C, 0x84, 0x8F);
  for (const auto role :
       {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
    palette.setColor(QPalette::Disabled, role, disabled);
  return palette;
}

QString styleSheet() {
  return QStringLiteral(R"(
    QToolTip { color: #E3E6EA; background: #2C3036; border: 1px solid #4A505A; padding: 4px; }
    QMainWindow::separator { background: #14161A; width: 4px; height: 4px; }
    QMainWindow::separator:hover { background: #4C9AD9; }
    QMenuBar, QToolBar, QStatusBar { background: #1B1D21; border: none; }
    QStatusBar { padding: 0 8px; min-height: 24px; }
    QStatusBar::item { border: none; }
    QMenuBar::item { padding: 5px 9px; background: transparent; }
    QMenuBar::item:selected, QMenu::item:selected { background: #2F5F8A; color: white; }
    QMenu { background: #22252A; border: 1px solid #3A3F47; padding: 4px 0; }
    QMenu::item { padding: 5px 26px 5px 26px; }
    QMenu::item:disabled { color: #7C848F; }
    QMenu::separator { height: 1px; background: #3A3F47; margin: 4px 8px; }
    QMenu::icon { padding-left: 6px; }
    QToolBar { spacing: 4px; padding: 3px 6px; border-bottom: 1px solid #2C3036; }
    QToolButton { border: 1px solid transparent; border-radius: 4px; padding: 4px; }
    QToolButton::menu-indicator { image: none; }
    QToolButton:hover { background: #2C3036; }
    QToolButton:checked { background: #28435C; border-color: #4C9AD9; }
    QToolButton:focus, QPushButton:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus,
    QLineEdit:focus { border: 1px solid #4C9AD9; }
    QPushButton { background: #2C3036; border: 1px solid #454B55; border-radius: 4px; padding: 5px 12px; }
    QPushButton:hover { background: #363B43; }
    QPushButton:pressed { background: #24272C; }
    QPushButton:disabled { color: #7C848F; border-color: #33373E; }
    QPushButton[primary="true"] { background: #23669E; border-color: #4C9AD9; color: white; font-weight: 600; }
    QPushButton[primary="true"]:hover { background: #2B76B4; }
    QPushButton[primary="true"]:disabled { background: #2A3540; border-color: #3A4754; color: #8A93A0; }
    QComboBox, QSpinBox, QDoubleSpinBox, QLineEdit {
      background: #1B1D21; border: 1px solid #454B55; border-radius: 4px; padding: 3px 6px; min-height: 20px; }
    QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled { color: #7C848F; border-color: #33373E; }
    QComboBox::drop-down { border: none; width: 20px; }
    QComboBox::down-arrow, QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {
      image: url(:/icons/chevron-down.svg); width: 12px; height: 12px; }
    QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url(:/icons/chevron-up.svg); width: 12px; height: 12px; }
    QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {
      border: none; width: 20px; }
    QComboBox QAbstractItemView { background: #22252A; border: 1px solid #454B55; selection-background-color: #2F5F8A; }
    QDockWidget { titlebar-close-icon: none; }
    QDockWidget::title { background: #1B1D21; padding: 6px 8px; text-align: left; }
    QTreeView, QTableView, QListView { background: #1F2226; border: none; alternate-background-color: #24272C;
      selection-background-color: #2F5F8A; selection-color: white; }
    QTableView::item { padding: 0 3px; border: none; }
    QHeaderView::section { background: #24272C; color: #B4BBC5; border: none; border-right: 1px solid #33373E;
      border-bottom: 1px solid #33373E; padding: 4px 6px; }
    QTabBar::tab { background: #1B1D21; color: #A4ABB5; padding: 6px 14px; border: none;
      border-bottom: 2px solid transparent; }
    QTabBar::tab:selected { color: #E3E6EA; border-bottom: 2px solid #4C9AD9; }
    QTabWidget::pane { border: none; }
    QProgressBar { background: #15171A; border: 1px solid #3A3F47; border-radius: 3px; height: 12px;
      text-align: center; color: #E3E6EA; }
    QProgressBar::chunk { background: #2B76B4; border-radius: 2px; }
    QScrollBar:vertical { background: #1B1D21; width: 11px; margin: 0; }
    QScrollBar:horizontal { background: #1B1D21; height: 11px; margin: 0; }
    QScrollBar::handle { background: #474D57; border-radius: 4px; min-height: 24px; min-width: 24px; margin: 2px; }
    QScrollBar::handle:hover { background: #5A616C; }
    QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
    QScrollBar::add-page, QScrollBar::sub-page { background: none; }
    QLabel[quiet="true"] { color: #A4ABB5; }
    QLabel[heading="true"] { font-weight: 600; }
  )");
}

}  // namespace

void applyTheme() {
  initialiseResources();
  QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
  QApplication::setPalette(darkPalette());
  qApp->setStyleSheet(styleSheet());
}

QIcon icon(const QString& name) {
  if (name.isEmpty()) return {};
  return QIcon(QStringLiteral(":/icons/") + name + QStringLiteral(".svg"));
}

}  // namespace trabecula::widgets
