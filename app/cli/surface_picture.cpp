#include "app/cli/surface_picture.h"

#ifdef TRABECULA_HAS_SURFACE
#include "widgets/surface/surface_scene.h"
#else
#include "core/support/error.h"
#endif

namespace trabecula::app {

#ifdef TRABECULA_HAS_SURFACE
void writeSurfacePicture(const std::filesystem::path& path, const core::ResidualMap& map) {
  widgets::SurfaceScene scene;
  widgets::SurfaceField field;
  field.width = map.width;
  field.height = map.height;
  field.values = std::span<const std::int32_t>(map.values);
  field.title = map.title;
  field.units = "stored units";
  scene.setField(field);
  scene.renderToPng(path, 1200, 900);
}
#else
void writeSurfacePicture(const std::filesystem::path&, const core::ResidualMap&) {
  throw core::Error(core::ErrorCategory::Unsupported,
                    "--surface: this trabecula-cli was built without the desktop part that draws surfaces");
}
#endif

}  // namespace trabecula::app
