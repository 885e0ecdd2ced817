#pragma once

#include <QObject>
#include <QTemporaryDir>

#include "core/codec/codec.h"
#include "widgets/view/viewer_model.h"

namespace trabecula::widgets {
class JobHandle;
class JobRunner;
}  // namespace trabecula::widgets

namespace trabecula::app {

/// Compresses images in the background into files of a folder that lives as long as this object; every
/// result was decoded from the written file and measured before it is announced. UI thread only.
class CompressionController : public QObject {
  Q_OBJECT

 public:
  using ImagePtr = widgets::ViewerModel::ImagePtr;
  using ResultPtr = widgets::ViewerModel::ResultPtr;

  explicit CompressionController(widgets::JobRunner& runner, QObject* parent = nullptr);

  /// `deviceTitle` is what the result says about where it ran.
  widgets::JobHandle* compress(const ImagePtr& image, const core::Codec& codec,
                               const core::Parameters& parameters, const QString& deviceTitle);

 Q_SIGNALS:
  void finished(const ImagePtr& image, const ResultPtr& result);
  /// One line that names codec, file and reason.
  void failed(const QString& message);

 private:
  widgets::JobRunner& runner_;
  QTemporaryDir folder_;
  int counter_ = 0;
};

}  // namespace trabecula::app
