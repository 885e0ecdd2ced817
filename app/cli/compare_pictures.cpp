#include "app/cli/compare_pictures.h"

#include <set>

#include "app/cli/heatmap.h"
#include "app/cli/output_path.h"
#include "app/cli/surface_picture.h"
#include "core/analysis/residual.h"
#include "core/metrics/metric.h"
#include "core/metrics/metric_map.h"
#include "core/support/error.h"

namespace trabecula::app {
namespace {

/// "ssim=lost.png" taken apart.
struct MapOrder {
  const core::MetricMapKind* kind;
  std::string path;
};

MapOrder mapOrder(const std::string& text) {
  const std::size_t equals = text.find('=');
  MapOrder order{core::findMetricMap(text.substr(0, equals)),
                 equals == std::string::npos ? "" : text.substr(equals + 1)};
  if (order.kind && !order.path.empty()) return order;
  throw core::Error(
      core::ErrorCategory::InvalidArgument,
      "--map " + text + ": write ID=FILE, with ID one of " + core::listed(core::metricMapIds()));
}

}  // namespace

std::vector<std::filesystem::path> pictureFiles(const PictureOrders& orders) {
  std::vector<std::filesystem::path> files;
  for (const std::string& file : {orders.heatmap, orders.surface})
    if (!file.empty()) files.emplace_back(file);
  for (const std::string& map : orders.maps) files.emplace_back(map.substr(map.find('=') + 1));
  return files;
}

void requireSafePictures(const PictureOrders& orders, const std::vector<std::filesystem::path>& originals) {
  for (const std::string& map : orders.maps) mapOrder(map);
  std::set<std::filesystem::path> seen;
  for (const std::filesystem::path& file : pictureFiles(orders)) {
    requireSafeOutput(file, originals, Existing::Replace);
    if (!seen.insert(std::filesystem::weakly_canonical(file)).second) {
      throw core::Error(core::ErrorCategory::InvalidArgument,
                        file.string() + ": two pictures cannot be written to one file");
    }
  }
}

void requirePossiblePictures(const PictureOrders& orders, const core::Image& image) {
  if (orders.frame > image.frames()) {
    throw core::Error(core::ErrorCategory::InvalidArgument, "--frame " + std::to_string(orders.frame) +
                                                                ": the image has " +
                                                                std::to_string(image.frames()) + " frame(s)");
  }
  for (const std::string& map : orders.maps) core::requireLargeEnough(*mapOrder(map).kind, image);
}

void writePictures(const PictureOrders& orders, const core::Image& reference, const core::Image& test,
                   core::JobContext& context, bool withLines, const Report& report) {
  for (const std::string& map : orders.maps) {
    const MapOrder order = mapOrder(map);
    const core::MetricMap values = order.kind->compute(reference, test, orders.frame - 1, context);
    writeHeatmap(order.path, values);
    const std::string unit = order.kind->unit.empty() ? "" : " " + order.kind->unit;
    if (withLines)
      report.line(order.path + ": " + order.kind->title + ", from dark, 0, to bright, " +
                  significant(values.fullScale, 3) + unit);
  }
  if (orders.heatmap.empty() && orders.surface.empty()) return;
  const core::ResidualMap residual = core::reconstructionResidual(reference, test, orders.frame - 1);
  if (!orders.heatmap.empty()) writeHeatmap(orders.heatmap, residual);
  if (!orders.surface.empty()) writeSurfacePicture(orders.surface, residual);
}

}  // namespace trabecula::app
