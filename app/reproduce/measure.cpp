#include "app/reproduce/measure.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <new>
#include <span>
#include <thread>
#include <utility>

#include "core/analysis/residual.h"
#include "core/job/compression_job.h"
#include "core/study/image_file.h"
#include "core/support/error.h"

namespace trabecula::app::reproduce {
namespace {

namespace fs = std::filesystem;

/// Runs `work`; the reason of an expected failure, or empty. A cancellation is passed on.
template <typename Work>
std::string failureOf(const Work& work) {
  try {
    work();
    return {};
  } catch (const core::Error& error) {
    if (error.category() == core::ErrorCategory::Cancelled) throw;
    return error.what();
  } catch (const std::bad_alloc&) {
    return "not enough memory for this image";
  }
}

CodedRecord measureContestant(const Contestant& contestant, const core::Image& image, const fs::path& scratch,
                              core::JobContext& context) {
  CodedRecord record;
  record.setting = contestant.setting.name;
  record.error = failureOf([&] {
    core::JobContext coding = context.part(0, 0.5);
    const core::CompressionResult result = core::runCompression(
        image, *contestant.entrant.codec, contestant.entrant.parameters, scratch, coding);
    std::error_code ignored;
    fs::remove(result.output, ignored);
    if (!result.verified) throw core::Error(core::ErrorCategory::Corrupt, core::brokenPromise(result));
    record.bytes = result.bytes;
    record.bitsPerPixel = result.bitsPerPixel;
    record.spaceSaving = 1 - 1 / result.ratio;
    record.encodeSeconds = result.encodeSeconds;
    record.decodeSeconds = result.decodeSeconds;
    if (contestant.setting.lossless) return;
    core::JobContext judging = context.part(0.5, 1);
    for (auto& [metric, value] : core::computeMetrics(image, result.decoded, qualityMetricIds(), judging))
      record.quality.emplace(metric->id, std::move(value));
  });
  return record;
}

/// Cells along a side: enough to see where the errors lie, few enough for a page of many such maps.
constexpr int reliefCells = 80;

ResidualRecord residualRecord(const core::ResidualMap& map) {
  return {.title = map.title,
          .histogram = core::residualCounts(map),
          .relief = core::decimateByMagnitude(std::span<const std::int32_t>(map.values), map.width,
                                              map.height, reliefCells, reliefCells)};
}

/// What the paper's own codec left to code, where it is here, and what a fixed predictor leaves. Of the first
/// frame.
void measureResiduals(const Measuring& measuring, const core::Image& image, core::JobContext& context,
                      ImageRecord& record) {
  const core::Image frame = image.frames() > 1 ? image.frame(0) : image;
  for (const Contestant& contestant : *measuring.contestants) {
    if (contestant.setting.codecId != measuring.paper->codec) continue;
    const core::Analysis analysis =
        contestant.entrant.codec->analyse(frame, contestant.entrant.parameters, context);
    for (const core::ResidualMap& map : analysis.predictionResiduals)
      if (!map.values.empty()) record.residuals.push_back(residualRecord(map));
    for (const core::StreamSize& stream : analysis.streams)
      record.streams.push_back({stream.name, stream.bytes});
    break;
  }
  record.residuals.push_back(residualRecord(core::medianEdgeResidual(frame, 0)));
}

/// Hands the images of a shard to threads and their records back to the caller's.
class Workers {
 public:
  using Measure = std::function<ImageRecord(std::size_t index)>;

  Workers(std::vector<std::size_t> indices, Measure measure)
      : indices_(std::move(indices)), measure_(std::move(measure)), records_(indices_.size()) {}

  std::vector<ImageRecord> run(
      int jobs, const std::function<void(std::size_t, std::size_t, const ImageRecord&)>& onDone) {
    std::vector<std::jthread> threads;
    const std::size_t count = std::min(static_cast<std::size_t>(std::max(1, jobs)), indices_.size());
    threads.reserve(count);
    for (std::size_t i = 0; i < count; ++i) threads.emplace_back([this] { work(); });
    std::unique_lock lock(mutex_);
    for (std::size_t told = 0; told < indices_.size(); ++told) {
      changed_.wait(lock, [&] { return failure_ != nullptr || finished_.size() > told; });
      if (failure_ != nullptr) break;
      const std::size_t place = finished_[told];
      lock.unlock();
      onDone(told + 1, indices_.size(), records_[place]);
      lock.lock();
    }
    lock.unlock();
    threads.clear();
    if (failure_ != nullptr) std::rethrow_exception(failure_);
    return std::move(records_);
  }

 private:
  void work() {
    for (;;) {
      std::size_t place = 0;
      {
        const std::scoped_lock lock(mutex_);
        if (failure_ != nullptr || next_ == indices_.size()) return;
        place = next_++;
      }
      try {
        ImageRecord record = measure_(indices_[place]);
        const std::scoped_lock lock(mutex_);
        records_[place] = std::move(record);
        finished_.push_back(place);
      } catch (...) {
        const std::scoped_lock lock(mutex_);
        failure_ = std::current_exception();
      }
      changed_.notify_all();
    }
  }

  const std::vector<std::size_t> indices_;
  const Measure measure_;
  std::vector<ImageRecord> records_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t next_ = 0;
  std::vector<std::size_t> finished_;
  std::exception_ptr failure_;
};

}  // namespace

ImageRecord measureImage(const Measuring& measuring, const Plan& plan, std::size_t index,
                         const fs::path& path, core::JobContext& context) {
  ImageRecord record;
  record.index = index;
  core::Image image;
  record.error = failureOf([&] { image = core::readImageFile(path, {}, context).image; });
  // The same words wherever the folder lies.
  const std::string prefix = path.string() + ": ";
  if (record.error.starts_with(prefix)) record.error.erase(0, prefix.size());
  if (!record.error.empty()) return record;
  record.width = image.width();
  record.height = image.height();
  record.frames = image.frames();
  record.bitsStored = image.bitsStored();
  record.isSigned = image.isSigned();
  record.notes = image.notes();
  const fs::path scratch = measuring.scratch / ("image-" + std::to_string(index));
  for (const Contestant& contestant : *measuring.contestants)
    record.coded.push_back(measureContestant(contestant, image, scratch, context));
  if (measuring.paper->key == "lfc" && isFirstOfSet(plan, index)) {
    const std::string failure = failureOf([&] { measureResiduals(measuring, image, context, record); });
    if (!failure.empty()) record.notes.push_back("Residuals: " + failure);
  }
  return record;
}

std::vector<ImageRecord> measureImages(
    const Measuring& measuring, const Plan& plan, const Shard& shard, const std::vector<fs::path>& paths,
    int jobs, const core::JobContext& context,
    const std::function<void(std::size_t, std::size_t, const ImageRecord&)>& onDone) {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < plan.images.size(); ++i)
    if (isInShard(shard, i)) indices.push_back(i);
  const auto measure = [&](std::size_t index) {
    core::JobContext own = context;
    own.setThreads(1);
    return measureImage(measuring, plan, index, paths[index], own);
  };
  return Workers(std::move(indices), measure).run(jobs, onDone);
}

}  // namespace trabecula::app::reproduce
