#include "models/training/training_log.h"

#include <cmath>
#include <filesystem>
#include <ios>
#include <system_error>

#include "core/support/error.h"

namespace trabecula::models {

TrainingLog::TrainingLog(const std::filesystem::path& path) {
  if (path.empty()) return;
  std::error_code status;
  const bool fresh = std::filesystem::file_size(path, status) == 0 || status;
  stream_.open(path, std::ios::app);
  if (!stream_) {
    throw core::Error(core::ErrorCategory::WriteFailed, path.string() + ": the log cannot be written");
  }
  if (fresh) stream_ << "step,seconds,samples_per_second,learning_rate,loss,gradient_norm,validation\n";
}

void TrainingLog::write(const TrainingRecord& record) {
  if (!stream_.is_open()) return;
  stream_ << record.step << ',' << record.seconds << ',' << record.samplesPerSecond << ','
          << record.learningRate << ',' << record.loss << ',' << record.gradientNorm << ',';
  if (!std::isnan(record.validation)) stream_ << record.validation;
  stream_ << '\n' << std::flush;
}

}  // namespace trabecula::models
