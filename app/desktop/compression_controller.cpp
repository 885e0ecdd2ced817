#include "app/desktop/compression_controller.h"

#include <QSet>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "app/desktop/history_result.h"
#include "app/desktop/history_store.h"
#include "core/codec/registry.h"
#include "core/fixedpoint/engine.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/view/patient_text.h"

namespace trabecula::app {

/// Everything a worker needs.
struct CompressionController::Request {
  ImagePtr image;
  const core::Codec& codec;
  core::Parameters parameters;
  std::filesystem::path output;  ///< of what is made now
  std::filesystem::path folder;  ///< of what the history has
  Reuse reuse;
  HistoryStore* history;
  std::shared_ptr<ImageDigests> digests;
  std::shared_ptr<KeysInWork> inWork;
};

/// Keys of the results that are being made: who wants the same one waits, and then finds it in the history.
/// Thread-safe.
class CompressionController::KeysInWork {
 public:
  /// Holds a key from when nobody else does until it goes.
  class Claim {
   public:
    Claim(std::shared_ptr<KeysInWork> keys, QString key, const core::JobContext& context)
        : keys_(std::move(keys)), key_(std::move(key)) {
      std::unique_lock lock(keys_->mutex_);
      constexpr std::chrono::milliseconds poll(50);
      while (keys_->keys_.contains(key_)) {
        keys_->released_.wait_for(lock, poll);
        context.checkCancelled();
      }
      keys_->keys_.insert(key_);
    }
    ~Claim() {
      const std::scoped_lock lock(keys_->mutex_);
      keys_->keys_.remove(key_);
      keys_->released_.notify_all();
    }
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;

   private:
    std::shared_ptr<KeysInWork> keys_;
    QString key_;
  };

 private:
  std::mutex mutex_;
  std::condition_variable released_;
  QSet<QString> keys_;
};

/// The digest of the image that was asked for last: every codec asks for the same. Thread-safe.
class CompressionController::ImageDigests {
 public:
  QString of(const ImagePtr& image) {
    const std::scoped_lock lock(mutex_);
    if (image_.lock() != image) {
      digest_ = historyImage(image->image);
      image_ = image;
    }
    return digest_;
  }

 private:
  std::mutex mutex_;
  std::weak_ptr<const core::ImageFile> image_;
  QString digest_;
};

namespace {

const QString processor = QStringLiteral("CPU");

/// What the codec's networks are computed by: "CPU (AVX2)"; codecs without any use the processor as it is.
QString engineName(const core::Codec& codec, const core::JobContext& context) {
  if (!codec.info().usesGpu) return processor;
  return QString::fromStdString(core::fixedpoint::engineForDevice(context.device())->name());
}

/// Jobs on a device other than the processor run one after the other: its memory is for one of them.
std::unique_lock<std::timed_mutex> takeTurn(const QString& engine, const core::JobContext& context) {
  static std::timed_mutex device;
  if (engine.startsWith(processor)) return {};
  std::unique_lock lock(device, std::defer_lock);
  constexpr std::chrono::milliseconds poll(50);
  while (!lock.try_lock_for(poll)) context.checkCancelled();
  return lock;
}

}  // namespace

/// Compression with its proof, then the metrics.
widgets::ShownResult CompressionController::encoded(const Request& request, core::JobContext& context) {
  constexpr double compressionShare = 0.8;
  const core::Image& image = request.image->image;
  widgets::ShownResult shown;
  const auto turn = takeTurn(engineName(request.codec, context), context);
  core::JobContext first = context.part(0, compressionShare);
  shown.compression = core::runCompression(image, request.codec, request.parameters, request.output, first);
  // Now, not before: where a device fails that nobody asked for by name, the processor takes over.
  shown.device = engineName(request.codec, context);
  core::JobContext second = context.part(compressionShare, 1);
  shown.metrics = core::computeMetrics(image, shown.compression.decoded, core::usualMetricIds(), second);
  return shown;
}

/// Worker half: the history's result, or one made now and kept there.
widgets::ShownResult CompressionController::work(const Request& request, core::JobContext& context) {
  if (request.history == nullptr) return encoded(request, context);
  const QString image = request.digests->of(request.image);
  const QString key = historyKey(image, request.codec, request.parameters, context.device());
  const KeysInWork::Claim claim(request.inWork, key, context);
  if (request.reuse == Reuse::Yes) {
    if (const auto entry = request.history->find(key)) {
      if (auto shown = recalledResult(*entry, request.image->image, request.folder, context)) {
        shown->historyKey = key;
        return *std::move(shown);
      }
      request.history->remove(key);
    }
  }
  widgets::ShownResult shown = encoded(request, context);
  shown.historyKey = key;
  // What broke its promise is no result to be offered again.
  if (shown.compression.verified) request.history->add(historyEntry(image, key, context.device(), shown));
  return shown;
}

CompressionController::CompressionController(widgets::JobRunner& runner, HistoryStore* history,
                                             QObject* parent)
    : QObject(parent),
      runner_(runner),
      history_(history),
      digests_(std::make_shared<ImageDigests>()),
      inWork_(std::make_shared<KeysInWork>()) {}

/// What the table says of it beside the numbers.
CompressionController::ResultPtr CompressionController::labelled(widgets::ShownResult result,
                                                                 const ImagePtr& image) {
  const core::CodecInfo& info = core::CodecRegistry::instance().get(result.compression.codecId).info();
  result.codecTitle = QString::fromStdString(info.title);
  result.parameterText = QString::fromStdString(result.compression.parameters.summary(info));
  result.fileName = QString::fromStdString(image->path.filename().string());
  if (!image->image.colour().empty())
    result.conversion = tr("The colour image was converted to luma before.");
  return std::make_shared<const widgets::ShownResult>(std::move(result));
}

widgets::JobHandle* CompressionController::compress(const ImagePtr& image, const core::Codec& codec,
                                                    const core::Parameters& parameters, Reuse reuse) {
  const QString codecTitle = QString::fromStdString(codec.info().title);
  const QString fileName = QString::fromStdString(image->path.filename().string());
  const Request request{.image = image,
                        .codec = codec,
                        .parameters = parameters,
                        // A plain number: a name with dots (a UID) would pass for one with an extension.
                        .output = folder() / std::to_string(++counter_),
                        .folder = folder(),
                        .reuse = reuse,
                        .history = history_,
                        .digests = digests_,
                        .inWork = inWork_};
  auto remark = std::make_shared<QString>();
  constexpr double million = 1e6;
  const widgets::JobLabel label{
      .title = codecTitle,
      .detail = fileName,
      .publicDetail = widgets::withoutPatient(fileName, image->attributes),
      .megapixels = static_cast<double>(image->image.format().pixels()) / million,
      .remark = remark,
      .retry = [self = QPointer(this), weak = std::weak_ptr(image), path = image->path, &codec, parameters,
                reuse] {
        // A list of jobs that failed holds no images.
        if (!self) return;
        if (const auto again = weak.lock())
          self->compress(again, codec, parameters, reuse);
        else
          Q_EMIT self->failed(tr("Open %1 again to compress it").arg(QString::fromStdString(path.string())));
      }};
  return runner_.start(
      label,
      [request, remark](core::JobContext& context) {
        widgets::ShownResult shown = work(request, context);
        if (shown.recalled) *remark = tr("from history");
        return shown;
      },
      this,
      [this, image](widgets::ShownResult result) {
        Q_EMIT finished(image, labelled(std::move(result), image));
      },
      [this, codecTitle, fileName](const core::Error& error) {
        Q_EMIT failed(
            tr("%1 could not compress %2: %3").arg(codecTitle, fileName, QString::fromUtf8(error.what())));
      });
}

void CompressionController::recall(widgets::JobRunner& runner, const ImagePtr& image) {
  if (history_ == nullptr) return;
  // Enough for a reader to go on; each holds a decoded image, unless it is exact.
  constexpr std::size_t most = 16;
  if (recalling_) recalling_->cancel();
  recalling_ = runner.start(
      tr("History"),
      [image, folder = folder(), history = history_, digests = digests_](core::JobContext& context) {
        std::vector<widgets::ShownResult> found;
        for (const QString& key : history->keysOf(digests->of(image))) {
          if (found.size() == most) break;
          context.checkCancelled();
          const auto entry = history->find(key, HistoryStore::Use::IsNone);
          if (!entry) continue;
          if (auto shown = recalledResult(*entry, image->image, folder, context)) {
            shown->historyKey = key;
            found.push_back(*std::move(shown));
          }
        }
        return found;
      },
      this,
      [this, image](std::vector<widgets::ShownResult> found) {
        std::vector<ResultPtr> results;
        results.reserve(found.size());
        for (widgets::ShownResult& result : found) results.push_back(labelled(std::move(result), image));
        if (!results.empty()) Q_EMIT recalled(image, results);
      });
}

}  // namespace trabecula::app
