#pragma once

#include <QStringList>
#include <QWidget>
#include <optional>

#include "core/image/display_lut.h"
#include "widgets/plot/window_histogram.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;

namespace trabecula::widgets {

class ValueBox;

/// All that decides how the active pane's grey values are shown: preset, centre and width, lowest and highest
/// value (kept consistent), VOI LUT Function, VOI LUT, polarity, with the histogram and its handles. It shows
/// and reports settings and applies none itself. UI thread only.
class WindowPanel : public QWidget {
  Q_OBJECT

 public:
  using HistogramPtr = WindowHistogram::HistogramPtr;

  explicit WindowPanel(QWidget* parent = nullptr);

  /// What is shown of; nullptr (no image, or a colour one) greys the panel, and `reason` says why.
  void setImage(const core::Presentation* presentation, const QString& reason = {});
  void setHistogram(HistogramPtr histogram);
  void setDisplay(const core::DisplaySettings& display);
  const core::DisplaySettings& display() const { return display_; }
  /// The list of presets and which of them is shown now, -1 for none.
  void setPresets(const QStringList& titles, int current);
  /// Whether a region is drawn to take a window from.
  void setRegionAvailable(bool available);

  WindowHistogram& histogram() { return *histogram_; }

 Q_SIGNALS:
  void displayEdited(const trabecula::core::DisplaySettings& display);
  void presetChosen(int index);
  void automaticRequested();
  void fullRangeRequested();
  void regionRequested();
  void editPresetsRequested();

 private:
  QWidget* buildNumbers();
  QWidget* buildWays();
  QWidget* buildNote();
  void refresh();
  void edit(const core::VoiWindow& window);
  void editEnds(double low, double high);
  void chooseFunction(int index);
  void chooseLut(int index);

  std::optional<core::Presentation> presentation_;
  core::DisplaySettings display_;
  bool refreshing_ = false;  ///< fields are being set and report nothing

  QWidget* body_ = nullptr;
  QLabel* reason_ = nullptr;
  QComboBox* presets_ = nullptr;
  QStringList presetTitles_;
  WindowHistogram* histogram_ = nullptr;
  ValueBox* centre_ = nullptr;
  ValueBox* width_ = nullptr;
  ValueBox* low_ = nullptr;
  ValueBox* high_ = nullptr;
  QComboBox* function_ = nullptr;
  QComboBox* lut_ = nullptr;
  QPushButton* linear_ = nullptr;
  QPushButton* region_ = nullptr;
  QCheckBox* invert_ = nullptr;
  QLabel* polarity_ = nullptr;
};

/// What the program can honestly say of the display, in a word and in a sentence or two.
QString displayNoteTitle();
QString displayNoteText();

}  // namespace trabecula::widgets
