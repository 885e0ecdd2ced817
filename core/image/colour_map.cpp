#include "core/image/colour_map.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace trabecula::core {

namespace {

struct LinearRgb {
  double red;
  double green;
  double blue;

  bool inGamut() const {
    constexpr double slack = 1e-9;
    const auto holds = [](double v) { return v >= -slack && v <= 1 + slack; };
    return holds(red) && holds(green) && holds(blue);
  }
  /// Relative luminance Y (IEC 61966-2-1).
  double luminance() const { return 0.2126 * red + 0.7152 * green + 0.0722 * blue; }
};

/// OkLab in cylinder coordinates; hue in degrees.
struct OkLch {
  double lightness;
  double chroma;
  double hue;
};

/// B. Ottosson, "A perceptual color space for image processing" (2020).
LinearRgb toLinear(const OkLch& colour) {
  const double angle = colour.hue * std::numbers::pi / 180;
  const double a = colour.chroma * std::cos(angle);
  const double b = colour.chroma * std::sin(angle);
  const double l = std::pow(colour.lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
  const double m = std::pow(colour.lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
  const double s = std::pow(colour.lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
  return {4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
          -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
          -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
}

/// The same lightness and hue with as much of the chroma as sRGB has.
LinearRgb toGamut(OkLch colour) {
  LinearRgb result = toLinear(colour);
  if (result.inGamut()) return result;
  double low = 0;
  double high = colour.chroma;
  for (int i = 0; i < 40; ++i) {
    colour.chroma = (low + high) / 2;
    (toLinear(colour).inGamut() ? low : high) = colour.chroma;
  }
  colour.chroma = low;
  return toLinear(colour);
}

std::uint8_t encode(double linear) {
  const double v = std::clamp(linear, 0.0, 1.0);
  const double encoded = v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
  return static_cast<std::uint8_t>(std::lround(255 * encoded));
}

Rgb encode(const LinearRgb& colour) {
  return {encode(colour.red), encode(colour.green), encode(colour.blue)};
}

/// The colour of this hue and chroma whose luminance is `luminance`.
LinearRgb withLuminance(double luminance, double chroma, double hue) {
  double low = 0;
  double high = 1;
  for (int i = 0; i < 40; ++i) {
    const double middle = (low + high) / 2;
    (toGamut({middle, chroma, hue}).luminance() < luminance ? low : high) = middle;
  }
  return toGamut({(low + high) / 2, chroma, hue});
}

/// A control point of a path through colour space.
struct Stop {
  double place;  ///< 0..1
  OkLch colour;
};

/// Monotone between the stops (no overshoot), smooth enough at them.
OkLch along(const std::vector<Stop>& stops, double place) {
  auto next =
      std::find_if(stops.begin() + 1, stops.end() - 1, [place](const Stop& s) { return s.place >= place; });
  const Stop& from = *(next - 1);
  const double t = std::clamp((place - from.place) / (next->place - from.place), 0.0, 1.0);
  return {std::lerp(from.colour.lightness, next->colour.lightness, t),
          std::lerp(from.colour.chroma, next->colour.chroma, t),
          std::lerp(from.colour.hue, next->colour.hue, t)};
}

/// Luminance at `distance` (0..1) from the centre: CIE L* rises steeply first, so that small residuals show.
double armLuminance(double distance) {
  const double lightness = 91 * std::pow(distance, 0.72);
  return lightness > 8 ? std::pow((lightness + 16) / 116, 3) : lightness / 903.3;
}

std::array<Rgb, 256> makeDiverging() {
  const std::vector<Stop> negative{
      {0, {0, 0.10, 262}}, {0.35, {0, 0.20, 258}}, {0.7, {0, 0.14, 228}}, {1, {0, 0.09, 200}}};
  const std::vector<Stop> positive{
      {0, {0, 0.10, 42}}, {0.35, {0, 0.17, 48}}, {0.7, {0, 0.17, 74}}, {1, {0, 0.14, 102}}};
  std::array<Rgb, 256> colours{};
  for (int i = 0; i < 256; ++i) {
    const double distance = std::min(1.0, std::abs(i - 128) / 127.0);
    const OkLch path = along(i < 128 ? negative : positive, distance);
    colours[static_cast<std::size_t>(i)] =
        encode(withLuminance(armLuminance(distance), path.chroma, path.hue));
  }
  colours[128] = Rgb{};
  return colours;
}

std::array<Rgb, 256> makeSequential() {
  const std::vector<Stop> stops{{0, {0.14, 0.03, 285}},
                                {0.25, {0.34, 0.14, 300}},
                                {0.5, {0.55, 0.18, 355}},
                                {0.75, {0.76, 0.13, 410}},
                                {1, {0.96, 0.06, 455}}};
  constexpr int fine = 4096;
  std::vector<OkLch> path;
  std::vector<double> length{0};
  for (int i = 0; i <= fine; ++i) {
    path.push_back(along(stops, static_cast<double>(i) / fine));
    if (i == 0) continue;
    const OkLch& a = path[path.size() - 2];
    const OkLch& b = path.back();
    const double turn = (b.hue - a.hue) * std::numbers::pi / 180;
    length.push_back(length.back() +
                     std::hypot(b.lightness - a.lightness, b.chroma - a.chroma, a.chroma * turn));
  }
  std::array<Rgb, 256> colours{};
  for (std::size_t i = 0; i < colours.size(); ++i) {
    const double target = length.back() * static_cast<double>(i) / 255;
    const auto found = std::lower_bound(length.begin(), length.end() - 1, target);
    colours[i] = encode(toGamut(path[static_cast<std::size_t>(found - length.begin())]));
  }
  return colours;
}

}  // namespace

const std::array<Rgb, 256>& divergingColours() {
  static const std::array<Rgb, 256> colours = makeDiverging();
  return colours;
}

const std::array<Rgb, 256>& sequentialColours() {
  static const std::array<Rgb, 256> colours = makeSequential();
  return colours;
}

double scalePosition(double value, double limit, ColourScale scale) {
  const double most = std::max(limit, std::numeric_limits<double>::min());
  const double size = std::abs(value);
  const double share = scale == ColourScale::Linear ? size / most : std::log1p(size) / std::log1p(most);
  return std::copysign(std::min(1.0, share), value);
}

double scaleValue(double position, double limit, ColourScale scale) {
  const double share = std::min(1.0, std::abs(position));
  const double size = scale == ColourScale::Linear ? share * limit : std::expm1(share * std::log1p(limit));
  return std::copysign(size, position);
}

Rgb colourOf(double value, double limit, ColourScale scale) {
  if (value == 0 || std::isnan(value)) return divergingColours()[128];
  const double position = scalePosition(value, limit, scale);
  const double share = divergingFloor + (1 - divergingFloor) * std::abs(position);
  const double offset = std::copysign(127 * share, position);
  return divergingColours()[static_cast<std::size_t>(128 + std::lround(offset))];
}

}  // namespace trabecula::core
