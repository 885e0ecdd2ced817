#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/cli/report.h"
#include "core/image/image.h"
#include "core/job/job_context.h"

namespace trabecula::app {

/// The pictures that `compare` is asked for.
struct PictureOrders {
  std::string heatmap;            ///< file of the residual in colours, or empty
  std::string surface;            ///< file of the residual as a surface, or empty
  std::vector<std::string> maps;  ///< "ID=FILE"
  int frame = 1;                  ///< from 1
};

/// Every file that was named, in no order.
std::vector<std::filesystem::path> pictureFiles(const PictureOrders& orders);

/// Before anything is read: throws core::Error{InvalidArgument} for an unknown map, a file that is one of the
/// `originals` or not to be written, and for two pictures in one file.
void requireSafePictures(const PictureOrders& orders, const std::vector<std::filesystem::path>& originals);

/// Before anything is computed: throws core::Error{InvalidArgument} for a frame that there is not and for an
/// image too small for a map.
void requirePossiblePictures(const PictureOrders& orders, const core::Image& image);

/// Writes them; `report` gets a line on the scale of each map where `withLines`.
void writePictures(const PictureOrders& orders, const core::Image& reference, const core::Image& test,
                   core::JobContext& context, bool withLines, const Report& report);

}  // namespace trabecula::app
