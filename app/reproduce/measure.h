#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "app/common/entrant.h"
#include "app/reproduce/published.h"
#include "app/reproduce/records.h"
#include "core/job/job_context.h"

namespace trabecula::app::reproduce {

/// A codec at one setting, ready to be run, and how it is told of.
struct Contestant {
  Entrant entrant;
  Setting setting;
};

/// What is measured for a paper. `codecs` are those chosen ("id" or "id:name=value"), all of this build where
/// empty: the paper's first, in its order. Settings that lose nothing are for Table 1; for the quality
/// figures of DSLC-Net each of these codecs that can also lose something runs at a few stated settings,
/// unless lossy ones were chosen. Throws core::Error{InvalidArgument}.
std::vector<Contestant> contestantsOf(const Paper& paper, const std::vector<std::string>& codecs);

/// The metrics of DSLC-Net's Figures 8 to 10, as ids of core::metrics().
const std::vector<std::string>& qualityMetricIds();

/// What measuring one image needs to know.
struct Measuring {
  const Paper* paper = nullptr;
  const std::vector<Contestant>* contestants = nullptr;
  std::filesystem::path scratch;  ///< folder for the coded files
};

/// Reads, codes and measures one image. Expected failures are in the record; throws core::Error{Cancelled}.
/// Any thread; different images may use the same folder.
ImageRecord measureImage(const Measuring& measuring, const Plan& plan, std::size_t index,
                         const std::filesystem::path& path, core::JobContext& context);

/// Measures the images of a shard on `jobs` threads, each using one. `paths` are those of plan.images.
/// `onDone` is called on the calling thread with how many of how many are done, and the record. The result is
/// in the order of the images.
std::vector<ImageRecord> measureImages(
    const Measuring& measuring, const Plan& plan, const Shard& shard,
    const std::vector<std::filesystem::path>& paths, int jobs, const core::JobContext& context,
    const std::function<void(std::size_t done, std::size_t of, const ImageRecord& record)>& onDone);

}  // namespace trabecula::app::reproduce
