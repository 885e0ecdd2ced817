#pragma once

#include <QObject>
#include <QPointer>
#include <QTemporaryDir>
#include <memory>
#include <vector>

#include "core/codec/codec.h"
#include "widgets/view/viewer_model.h"

namespace trabecula::widgets {
class JobHandle;
class JobRunner;
}  // namespace trabecula::widgets

namespace trabecula::app {

class HistoryStore;

/// Compresses images in the background into files of a folder that lives as long as this object; every
/// result was decoded from the written file and measured before it is announced. What was compressed before
/// with the same settings comes from the history instead, marked so, with the times of then. UI thread only.
class CompressionController : public QObject {
  Q_OBJECT

 public:
  using ImagePtr = widgets::ViewerModel::ImagePtr;
  using ResultPtr = widgets::ViewerModel::ResultPtr;

  /// Whether an earlier result will do. A new one is kept in the history either way.
  enum class Reuse { Yes, No };

  /// `history` may be null; it outlives the runner's jobs.
  explicit CompressionController(widgets::JobRunner& runner, HistoryStore* history,
                                 QObject* parent = nullptr);

  widgets::JobHandle* compress(const ImagePtr& image, const core::Codec& codec,
                               const core::Parameters& parameters, Reuse reuse = Reuse::Yes);
  /// Finds what the history has of an image, as a job of `runner`; recalled() follows where that is
  /// something. What is still looked for of another image is not.
  void recall(widgets::JobRunner& runner, const ImagePtr& image);

 Q_SIGNALS:
  void finished(const ImagePtr& image, const ResultPtr& result);
  /// The last used first.
  void recalled(const ImagePtr& image, const std::vector<ResultPtr>& results);
  /// One line that names codec, file and reason.
  void failed(const QString& message);

 private:
  struct Request;
  class ImageDigests;
  class KeysInWork;

  static widgets::ShownResult encoded(const Request& request, core::JobContext& context);
  static widgets::ShownResult work(const Request& request, core::JobContext& context);
  static ResultPtr labelled(widgets::ShownResult result, const ImagePtr& image);
  std::filesystem::path folder() const { return folder_.path().toStdString(); }

  widgets::JobRunner& runner_;
  HistoryStore* history_;
  std::shared_ptr<ImageDigests> digests_;
  std::shared_ptr<KeysInWork> inWork_;
  QPointer<widgets::JobHandle> recalling_;
  QTemporaryDir folder_;
  int counter_ = 0;
};

}  // namespace trabecula::app
