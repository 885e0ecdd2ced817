#pragma once

#include <QWidget>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/codec/codec.h"
#include "core/codec/registry.h"

class QComboBox;
class QFormLayout;
class QLabel;
class QPushButton;

namespace trabecula::widgets {

/// A compute device as the panel offers it.
struct DeviceChoice {
  QString id;  ///< "auto", "cpu", "cuda:0"
  QString title;
  bool usable = true;
  QString reason;  ///< why not, where it is not
};

/// Chooses codec, parameters and device. The form is generated from CodecInfo; no codec is named here.
class CodecPanel : public QWidget {
  Q_OBJECT

 public:
  explicit CodecPanel(const core::CodecRegistry& registry, QWidget* parent = nullptr);

  const core::Codec& codec() const;
  /// Selects a codec by id; false where there is none.
  bool selectCodec(const std::string& id);
  /// What the form says, complete and valid.
  core::Parameters parameters() const;
  /// Sets one parameter of the selected codec from text, as after -p; throws core::Error where it is wrong.
  void setParameter(const std::string& name, const std::string& value);
  QString deviceId() const;
  void setDevices(const std::vector<DeviceChoice>& devices);
  /// The open image's format, or none: greys codecs that cannot take its depth, and the buttons.
  void setImageFormat(std::optional<core::ImageFormat> format);

 Q_SIGNALS:
  void compressRequested();
  void compressAllRequested();
  void deviceChanged(const QString& id);

 private:
  struct Row {
    core::ParameterInfo info;
    QWidget* editor = nullptr;
  };

  void buildForm();
  Row makeRow(const core::ParameterInfo& info);
  void rememberForm();
  void refreshRows();
  void refreshCodecs();
  void refreshDevices();
  static QString textOf(const Row& row);
  static void setText(const Row& row, const std::string& value);

  const core::CodecRegistry& registry_;
  std::optional<core::ImageFormat> format_;
  std::vector<DeviceChoice> devices_;
  std::vector<Row> rows_;
  /// What was set in each codec's form, so that switching back and forth loses nothing.
  std::map<std::string, std::vector<std::pair<std::string, std::string>>> remembered_;
  std::string shownCodec_;

  QComboBox* codecBox_ = nullptr;
  QLabel* codecLabel_ = nullptr;
  QFormLayout* form_ = nullptr;
  QComboBox* deviceBox_ = nullptr;
  QPushButton* compressButton_ = nullptr;
  QPushButton* allButton_ = nullptr;
};

}  // namespace trabecula::widgets
