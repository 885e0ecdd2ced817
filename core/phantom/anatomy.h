#pragma once

#include <cstdint>
#include <vector>

#include "core/phantom/fixed_point.h"
#include "core/phantom/phantom.h"

namespace trabecula::core::phantom {

/// What a body is made of; decides how its thickness attenuates (see projection.cpp).
enum class Material {
  Fat,     ///< of skin and all soft tissue, as far as the body's outline reaches
  Muscle,  ///< what muscle absorbs more than the fat it displaces
  Bone,    ///< a cortical shell around trabecular bone, in addition to the soft tissue displaced
  Gas,     ///< soft tissue that is missing
  Lead     ///< side markers
};

/// The cross-section of a body near one place; between places it changes smoothly.
struct CrossSection {
  Point place;
  Fixed radius;  ///< distance from the outline at which the full depth is reached
  Fixed depth;   ///< half the thickness along the beam there
  Fixed cortex;  ///< thickness of the cortical shell
  Fixed fill;    ///< trabecular bone volume fraction relative to a well-filled metaphysis, 0..1 and above
};

/// A thing in the beam: its outline as seen by the detector and its thickness along the beam.
struct Body {
  Material material = Material::Bone;
  std::vector<Point> outline;  ///< closed, smooth, as a dense polygon
  std::vector<Point> hole;     ///< the outline of an opening in it, or empty
  std::vector<CrossSection> sections;
};

/// Trabeculae that follow a common course: the area between two curves, along which they run.
struct Bundle {
  std::vector<Point> left;   ///< control points of one edge, at least 2
  std::vector<Point> right;  ///< of the other edge: as many, in the same order
  int perSquareCentimetre;   ///< trabeculae started on it in healthy bone
  Fixed shortest;            ///< their lengths
  Fixed longest;
  int crossSection;  ///< of one trabecula or plate seen edge on, in 1/1000 mm^2
  int lossPermille;  ///< how many of them a density of 0 takes away
};

/// Struts without a common course, everywhere in a rectangle.
struct Mesh {
  Point topLeft;
  Point bottomRight;
  int perSquareCentimetre;
  Fixed shortest;
  Fixed longest;
  int crossSection;
  int lossPermille;
};

/// How attenuation becomes grey.
struct Exposure {
  Fixed fieldWidth;                 ///< of the image, in mm at the detector
  std::int64_t darkAttenuation;     ///< natural logarithm as 1/65536 that is shown (nearly) black
  std::int64_t brightAttenuation;   ///< and that is shown (nearly) white
  std::int64_t typicalAttenuation;  ///< behind which the detector gets its nominal dose
  Fixed collimatorMargin;           ///< width of the unexposed border
};

struct Anatomy {
  Exposure exposure;
  std::vector<Body> bodies;
  std::vector<Bundle> bundles;
  std::vector<Mesh> meshes;
};

/// The right hip, anterior-posterior: proximal femur, acetabulum, parts of ilium, pubis and ischium.
Anatomy hipAnatomy(int densityPermille);
/// The wrist, posterior-anterior: distal radius and ulna, carpals, metacarpals.
Anatomy wristAnatomy(int densityPermille);
/// The lumbar spine from the side: bodies, pedicles, processes.
Anatomy vertebraAnatomy(int densityPermille);

/// 1/10 mm.
constexpr Fixed tenths(int value) {
  return static_cast<Fixed>(value) * fixedOne / 10;
}
constexpr Point at(int xTenths, int yTenths) {
  return {tenths(xTenths), tenths(yTenths)};
}
/// All lengths in 1/10 mm, fill in 1/1000.
constexpr CrossSection section(Point place, int radius, int depth, int cortex, int fill) {
  return {place, tenths(radius), tenths(depth), tenths(cortex), static_cast<Fixed>(fill) * fixedOne / 1000};
}
/// value at density 0 .. value at density 1000, linearly; any unit.
constexpr int byDensity(int densityPermille, int poorest, int healthiest) {
  return poorest + (healthiest - poorest) * densityPermille / 1000;
}

}  // namespace trabecula::core::phantom
