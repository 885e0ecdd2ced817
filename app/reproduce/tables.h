#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/reproduce/published.h"
#include "app/reproduce/records.h"

namespace trabecula::app::reproduce {

/// A mean over the images of a set, and how many of them it is of.
struct Mean {
  double value = 0;
  int images = 0;    ///< that have a value
  int ofImages = 0;  ///< in the set
};

/// Lossless sizes of one system over the sets.
struct Table1Row {
  std::string system;   ///< the paper's name where it has one, else the codec's title
  std::string setting;  ///< name of the setting; empty for a system that is not here
  bool isOfPaper = false;
  std::vector<Mean> rates;    ///< bits per pixel, one a set
  std::vector<Mean> savings;  ///< space saving

  bool isHere() const { return !setting.empty(); }
};
struct Table1 {
  std::vector<std::string> sets;
  std::vector<Table1Row> rows;  ///< the paper's systems in its order, then what else was run
};

/// Means are those of the images' own figures, each image counting the same.
Table1 table1Of(const Run& run, const Paper& paper);

/// One lossy setting over one set, or over all images where `set` is empty.
struct QualityRow {
  std::string set;
  const Setting* setting = nullptr;
  Mean rate;                ///< bits per pixel
  std::vector<Mean> means;  ///< one for each of the metrics asked for; only finite values count
};
std::vector<QualityRow> qualityRows(const Run& run, const std::vector<std::string>& metricIds);

/// How many images of the run could not be read, or not be coded at some setting.
int failedImages(const Run& run);

/// A title that tells two settings of one codec apart.
std::string titleOf(const Setting& setting);

}  // namespace trabecula::app::reproduce
