#include "core/phantom/projection.h"

#include <algorithm>
#include <array>

namespace trabecula::core::phantom {

namespace {

// Linear attenuation coefficients at about 60 keV in 1/mm, as 1/65536 (NIST XCOM, rounded): fat 0.018,
// muscle 0.0205, cortical bone 0.055. Muscle and bone count by what they absorb more than what they displace.
constexpr std::int64_t fatCoefficient = 1180;
constexpr std::int64_t muscleExcess = 164;
constexpr std::int64_t boneExcess = 2294;
constexpr std::int64_t leadCoefficient = 120'000;

/// The chord of a disc of radius 1 at the distance i/4096 from its edge, divided by its diameter.
std::array<std::int32_t, fixedOne + 1> makeChords() {
  std::array<std::int32_t, fixedOne + 1> chords{};
  for (std::size_t i = 0; i < chords.size(); ++i) {
    const auto d = static_cast<std::uint64_t>(i);
    chords[i] = static_cast<std::int32_t>(squareRoot(d * (2 * static_cast<std::uint64_t>(fixedOne) - d)));
  }
  return chords;
}

/// Thickness along the beam at `distance` from the outline of a body that is 2 * depth thick from `radius`
/// on.
Fixed thicknessAt(Fixed distance, Fixed radius, Fixed depth) {
  static const std::array<std::int32_t, fixedOne + 1> chords = makeChords();
  if (distance <= 0 || depth <= 0) return 0;
  if (distance >= radius) return 2 * depth;
  return 2 * multiply(depth, chords[static_cast<std::size_t>((distance << fixedBits) / radius)]);
}

/// The same with a parabola for the chord: no edge that draws a line.
Fixed taperedThickness(Fixed distance, Fixed radius, Fixed depth) {
  if (distance >= radius) return 2 * depth;
  const Fixed t = (distance << fixedBits) / radius;
  return 2 * multiply(depth, multiply(t, 2 * fixedOne - t));
}

/// Compact bone equivalent along the beam.
Fixed boneThickness(const BodyField::Sample& sample, Fixed volumeFraction, Fixed texture) {
  const Fixed outer = thicknessAt(sample.distance, sample.radius, sample.depth);
  const Fixed inner = thicknessAt(sample.distance - sample.cortex, sample.radius - sample.cortex,
                                  sample.depth - sample.cortex);
  // Trabeculae drawn on the whole field show where there is a marrow space to hold them.
  constexpr Fixed fullyShown = 12 * fixedOne;
  const Fixed shown =
      multiply(std::min(inner, fullyShown) / 12, std::min<Fixed>(sample.fill, fixedOne * 5 / 4));
  return outer - inner + multiply(multiply(inner, sample.fill), volumeFraction) + multiply(shown, texture);
}

}  // namespace

Projection::Projection(const Anatomy& anatomy, const Geometry& geometry, std::uint64_t seed,
                       int densityPermille)
    : geometry_(geometry),
      volumeFraction_(byDensity(densityPermille, 30, 155) * fixedOne / 1000),
      texture_(anatomy, geometry, randomBits(seed, -1), densityPermille) {
  std::int64_t stream = 0;
  for (const Body& body : anatomy.bodies) {
    bodies_.emplace_back(body, geometry, randomBits(seed, ++stream, 1), densityPermille);
  }
}

void Projection::addBody(const BodyField& body, std::int64_t row, const std::int32_t* texture,
                         std::vector<BodyField::Sample>& samples, std::int32_t* attenuation) const {
  body.sampleRow(row, samples);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const BodyField::Sample& sample = samples[i];
    if (sample.distance <= 0) continue;
    const std::size_t column = static_cast<std::size_t>(body.firstColumn()) + i;
    Fixed weighted = 0;
    if (body.material() == Material::Bone) {
      weighted = boneExcess * boneThickness(sample, volumeFraction_, texture[column]);
    } else {
      // Skin is cut sharply by the beam; what lies within blends into its surroundings.
      const Fixed depth = body.material() == Material::Muscle || body.material() == Material::Gas
                              ? taperedThickness(sample.distance, sample.radius, sample.depth)
                              : thicknessAt(sample.distance, sample.radius, sample.depth);
      const Fixed thickness = multiply(depth, sample.fill);
      switch (body.material()) {
        case Material::Fat:
          weighted = fatCoefficient * thickness;
          break;
        case Material::Muscle:
          weighted = muscleExcess * thickness;
          break;
        case Material::Gas:
          weighted = -fatCoefficient * thickness;
          break;
        default:
          weighted = leadCoefficient * thickness;
      }
    }
    attenuation[column] += static_cast<std::int32_t>(weighted >> fixedBits);
  }
}

std::vector<std::int32_t> Projection::attenuation(std::int64_t firstRow, std::int64_t endRow) const {
  const auto width = static_cast<std::size_t>(geometry_.width);
  const std::vector<std::int32_t> texture = texture_.render(firstRow, endRow);
  std::vector<std::int32_t> result(texture.size(), 0);
  std::vector<BodyField::Sample> samples;
  for (std::int64_t row = firstRow; row < endRow; ++row) {
    const std::size_t offset = static_cast<std::size_t>(row - firstRow) * width;
    for (const BodyField& body : bodies_) {
      if (body.coversRow(row)) addBody(body, row, texture.data() + offset, samples, result.data() + offset);
    }
  }
  for (std::int32_t& value : result) value = std::max(value, 0);
  return result;
}

}  // namespace trabecula::core::phantom
