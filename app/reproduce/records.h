#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/analysis/decimate.h"
#include "core/image/histogram.h"
#include "core/metrics/metric.h"

namespace trabecula::app::reproduce {

/// Part `index` (from 1) of `count` equal ones.
struct Shard {
  int index = 1;
  int count = 1;
  bool operator==(const Shard&) const = default;
};

/// "2/8". Throws core::Error{InvalidArgument}.
Shard parseShard(const std::string& text);

/// An image of the run, whoever measures it.
struct PlannedImage {
  std::string name;  ///< relative to the data folder, with slashes
  std::string set;
  bool operator==(const PlannedImage&) const = default;
};

/// A codec at one setting, as told to the reader.
struct Setting {
  std::string name;      ///< "jpegxl", "contextnet:preset=fast": unique in a run
  std::string codecId;   ///< "jpegxl"
  std::string title;     ///< "JPEG XL"
  std::string software;  ///< "libjxl 0.7.0"
  std::string summary;   ///< "mode=lossy distance=1"
  bool lossless = true;  ///< for Table 1; else for the quality figures
  bool operator==(const Setting&) const = default;
};

/// What all shards of a run have in common.
struct Plan {
  std::string paper;  ///< key: "dslc"
  std::string version;
  std::vector<PlannedImage> images;
  std::vector<Setting> settings;
  bool operator==(const Plan&) const = default;
};

/// One image coded at one setting.
struct CodedRecord {
  std::string setting;
  std::string error;  ///< empty where the promise was kept; else nothing below counts
  std::uint64_t bytes = 0;
  double bitsPerPixel = 0;
  double spaceSaving = 0;  ///< 1 - bytes / original bytes
  std::map<std::string, core::MetricValue> quality;
  double encodeSeconds = 0;
  double decodeSeconds = 0;
};

/// What a predictor left of one image or of a part of it.
struct ResidualRecord {
  std::string title;
  core::Histogram histogram;
  core::DecimatedMap<std::int32_t> relief;  ///< see decimateByMagnitude
};

/// A part of the file that the paper's own codec makes of an image.
struct StreamRecord {
  std::string name;  ///< "Sub-image A"
  std::uint64_t bytes = 0;
};

/// One image measured.
struct ImageRecord {
  std::size_t index = 0;  ///< in Plan::images
  std::string error;      ///< why it could not be read; then nothing below counts
  int width = 0;
  int height = 0;
  int frames = 0;
  int bitsStored = 0;
  bool isSigned = false;
  std::vector<std::string> notes;  ///< what was done to the file's values to get these
  std::vector<CodedRecord> coded;
  std::vector<ResidualRecord> residuals;  ///< of the first frame of the image that stands for its set
  std::vector<StreamRecord> streams;      ///< likewise
};

/// A run or one shard of it.
struct Run {
  Plan plan;
  Shard shard;
  std::vector<ImageRecord> records;  ///< in the order of the images
};

/// Image `index` is measured by this shard.
inline bool isInShard(const Shard& shard, std::size_t index) {
  return index % static_cast<std::size_t>(shard.count) == static_cast<std::size_t>(shard.index - 1);
}

/// Whether it is the first image of its set: the one whose residuals are shown.
bool isFirstOfSet(const Plan& plan, std::size_t index);

/// Of the one frame that it is a part of.
inline double bitsPerPixelOf(const ImageRecord& record, const StreamRecord& stream) {
  return 8.0 * static_cast<double>(stream.bytes) / (static_cast<double>(record.width) * record.height);
}

/// The names of the sets, sorted.
std::vector<std::string> setsOf(const Plan& plan);

/// nullptr where the setting was not tried.
const CodedRecord* codedOf(const ImageRecord& record, const std::string& setting);

/// All shards of one run put together. Throws core::Error{InvalidArgument} that says which one is missing,
/// there twice or of another run; `names` are those of the shards, for the message.
Run mergeShards(std::vector<Run> shards, const std::vector<std::string>& names);

}  // namespace trabecula::app::reproduce
