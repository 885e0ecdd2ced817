#include "core/phantom/phantom.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "core/phantom/anatomy.h"
#include "core/phantom/detector.h"
#include "core/support/error.h"

namespace trabecula::core {

namespace {

using phantom::Anatomy;

void requireValid(const PhantomRecipe& recipe) {
  const auto require = [](bool holds, const std::string& message) {
    if (!holds) throw Error(ErrorCategory::InvalidArgument, message);
  };
  require(recipe.bitsStored >= 8 && recipe.bitsStored <= 16, "A phantom has 8 to 16 bits a pixel.");
  require(recipe.densityPermille >= 0 && recipe.densityPermille <= 1000,
          "The bone density of a phantom is 0 (severe osteoporosis) to 1 (healthy).");
  require(recipe.width >= 16 && recipe.width <= 8192 && recipe.height >= 16 && recipe.height <= 8192,
          "A phantom is 16 to 8192 pixels wide and high.");
}

Anatomy anatomyOf(const PhantomRecipe& recipe) {
  switch (recipe.kind) {
    case PhantomKind::Wrist:
      return phantom::wristAnatomy(recipe.densityPermille);
    case PhantomKind::Vertebra:
      return phantom::vertebraAnatomy(recipe.densityPermille);
    case PhantomKind::Hip:
      break;
  }
  return phantom::hipAnatomy(recipe.densityPermille);
}

/// Runs bands of rows on several threads; which thread does which band has no influence on the samples.
class BandRunner {
 public:
  BandRunner(const phantom::Detector& detector, std::vector<std::uint16_t>& samples, JobContext& context)
      : detector_(detector), samples_(samples), context_(context) {}

  void run() {
    const int helpers = std::min(context_.threads(), bands()) - 1;
    std::vector<std::jthread> threads;
    threads.reserve(static_cast<std::size_t>(std::max(0, helpers)));
    for (int i = 0; i < helpers; ++i) {
      threads.emplace_back([this] { work([this] { return context_.isCancelled(); }); });
    }
    work([this] {
      context_.report(static_cast<double>(next_.load()) / (bands() + 1));
      return false;
    });
    threads.clear();
    if (failure_) std::rethrow_exception(failure_);
    context_.report(1);
  }

 private:
  static constexpr int bandRows = 64;
  int bands() const { return (detector_.geometry().height + bandRows - 1) / bandRows; }

  template <typename ShouldStop>
  void work(const ShouldStop& shouldStop) {
    try {
      for (int band = next_++; band < bands() && !shouldStop(); band = next_++) {
        const int firstRow = band * bandRows;
        const int endRow = std::min(firstRow + bandRows, detector_.geometry().height);
        const std::vector<std::uint16_t> rows = detector_.expose(firstRow, endRow);
        std::copy(rows.begin(), rows.end(),
                  samples_.begin() + static_cast<std::ptrdiff_t>(firstRow) * detector_.geometry().width);
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      failure_ = std::current_exception();
      next_ = bands();
    }
  }

  const phantom::Detector& detector_;
  std::vector<std::uint16_t>& samples_;
  JobContext& context_;
  std::atomic<int> next_{0};
  std::mutex mutex_;
  std::exception_ptr failure_;
};

Presentation presentationOf(const PhantomRecipe& recipe, const Anatomy& anatomy) {
  Presentation presentation;
  presentation.photometric = Photometric::Monochrome2;
  const double range = static_cast<double>(1 << recipe.bitsStored);
  presentation.windows.push_back({range / 2, range, VoiFunction::Linear, "Full range"});
  const double pitch = static_cast<double>(anatomy.exposure.fieldWidth) / phantom::fixedOne / recipe.width;
  presentation.spacing = {pitch, pitch, SpacingSource::AtDetector, std::nullopt};
  return presentation;
}

}  // namespace

Image makePhantom(const PhantomRecipe& recipe, JobContext& context) {
  requireValid(recipe);
  context.report(0);
  const Anatomy anatomy = anatomyOf(recipe);
  const phantom::Geometry geometry{recipe.width, recipe.height, anatomy.exposure.fieldWidth};
  const phantom::Detector detector(anatomy, geometry, recipe.seed, recipe.densityPermille, recipe.bitsStored);

  ImageFormat format;
  format.width = recipe.width;
  format.height = recipe.height;
  format.bitsStored = recipe.bitsStored;
  std::vector<std::uint16_t> samples(format.pixels());
  BandRunner(detector, samples, context).run();
  return Image(format, std::move(samples), presentationOf(recipe, anatomy));
}

}  // namespace trabecula::core
