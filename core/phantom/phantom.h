#pragma once

#include <cstdint>

#include "core/image/image.h"
#include "core/study/image_file.h"

namespace trabecula::core {

enum class PhantomKind { Hip, Wrist, Vertebra };

/// Recipe of a synthetic radiograph. The same recipe gives the same samples on every machine: all
/// arithmetic is on integers.
struct PhantomRecipe {
  PhantomKind kind = PhantomKind::Hip;
  int bitsStored = 12;         ///< 8..16
  int densityPermille = 1000;  ///< 0 (severe osteoporosis) to 1000 (healthy)
  std::uint64_t seed = 1;
  int width = 1024;   ///< 16..8192
  int height = 1280;  ///< 16..8192
};

/// Projects bone (cortical shell, trabecular texture that thins as density falls) and soft tissue, then
/// applies exposure, detector blur and Poisson noise. Throws Error{InvalidArgument} for a recipe out of
/// range.
Image makePhantom(const PhantomRecipe& recipe, JobContext& context);

/// Attributes of the DX object the phantom is written as (invented identifiers under a 2.25 UID, derived
/// from the recipe; patient name "Phantom^Trabecula").
StudyAttributes phantomAttributes(const PhantomRecipe& recipe);

}  // namespace trabecula::core
