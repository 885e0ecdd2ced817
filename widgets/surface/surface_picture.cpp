#include <vtkImageData.h>
#include <vtkPNGWriter.h>
#include <vtkPointData.h>
#include <vtkRenderWindow.h>
#include <vtkUnsignedCharArray.h>
#include <vtkWindowToImageFilter.h>

#include <algorithm>

#include "core/support/error.h"
#include "core/support/file_io.h"
#include "widgets/surface/display_probe.h"
#include "widgets/surface/surface_scene_internals.h"

namespace trabecula::widgets {
namespace {

/// The scene as VTK sees it, bottom row first.
vtkSmartPointer<vtkImageData> renderedImage(SurfaceScene::Internals& scene, int width, int height) {
  if (width < 64 || height < 64 || width > 8192 || height > 8192)
    throw core::Error(core::ErrorCategory::InvalidArgument,
                      "The picture of a surface must have between 64 and 8192 pixels a side.");
  requireDisplayWithOpenGl();
  vtkNew<vtkRenderWindow> window;
  window->SetOffScreenRendering(1);
  window->SetShowWindow(false);
  window->SetMultiSamples(8);
  window->SetDPI(72);
  window->SetSize(width, height);
  scene.attach(*window);
  scene.prepare(width, height);
  window->Render();
  vtkNew<vtkWindowToImageFilter> grabber;
  grabber->SetInput(window);
  grabber->SetInputBufferTypeToRGB();
  grabber->ReadFrontBufferOff();
  grabber->ShouldRerenderOff();
  grabber->Update();
  vtkSmartPointer<vtkImageData> image = grabber->GetOutput();
  scene.detach(*window);
  return image;
}

}  // namespace

RgbPicture SurfaceScene::renderToRgb(int width, int height) {
  const auto image = renderedImage(*internals_, width, height);
  const auto* const bytes = static_cast<const std::uint8_t*>(image->GetScalarPointer());
  RgbPicture picture{.width = width, .height = height, .pixels = {}};
  picture.pixels.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
  const std::ptrdiff_t stride = std::ptrdiff_t{3} * width;
  for (int row = height - 1; row >= 0; --row)
    picture.pixels.insert(picture.pixels.end(), bytes + row * stride, bytes + (row + 1) * stride);
  return picture;
}

void SurfaceScene::renderToPng(const std::filesystem::path& path, int width, int height) {
  const auto image = renderedImage(*internals_, width, height);
  vtkNew<vtkPNGWriter> writer;
  writer->SetInputData(image);
  writer->WriteToMemoryOn();
  writer->Write();
  vtkUnsignedCharArray* const bytes = writer->GetResult();
  core::writeFileAtomically(
      path,
      std::as_bytes(std::span(bytes->GetPointer(0), static_cast<std::size_t>(bytes->GetNumberOfValues()))));
}

}  // namespace trabecula::widgets
