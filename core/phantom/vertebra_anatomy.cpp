#include "core/phantom/anatomy.h"
#include "core/phantom/outline.h"

// The lumbar spine from the left, front to the left. Each vertebra is drawn around the origin in 1/10 mm and
// then turned and moved to its place on the lordotic curve.

namespace trabecula::core::phantom {

namespace {

/// Where a vertebra sits: centre of its body, rotation in 1/1024 turns, size in percent.
struct Seat {
  int x;
  int y;
  unsigned turn;
  int percent;
};

class Placement {
 public:
  explicit Placement(const Seat& seat) : seat_(seat) {}

  Point operator()(int x, int y) const {
    const Point turn = directionOf(seat_.turn);
    const Fixed dx = tenths(x) * seat_.percent / 100;
    const Fixed dy = tenths(y) * seat_.percent / 100;
    return {tenths(seat_.x) + multiply(dx, turn.x) - multiply(dy, turn.y),
            tenths(seat_.y) + multiply(dx, turn.y) + multiply(dy, turn.x)};
  }

 private:
  Seat seat_;
};

Body vertebralBody(const Placement& place, int density) {
  // Softened endplates give way to the discs: the biconcave "fish vertebra" of osteoporosis.
  const int sag = byDensity(density, 38, 12);
  Body body;
  body.outline = smoothOutline({
      place(-176, -142),
      place(-150, -146),
      place(-80, -146 + sag * 3 / 4),
      place(0, -146 + sag),
      place(80, -148 + sag * 3 / 4),
      place(140, -150),
      place(166, -148),
      place(175, -122),
      place(170, -60),
      place(166, 0),
      place(170, 60),
      place(174, 122),
      place(166, 146),
      place(140, 150),
      place(80, 148 - sag * 3 / 4),
      place(0, 146 - sag),
      place(-80, 144 - sag * 3 / 4),
      place(-150, 144),
      place(-178, 138),
      place(-182, 116),
      place(-166, 60),
      place(-158, 0),
      place(-166, -60),
      place(-184, -120),
  });
  const int endplate = byDensity(density, 9, 14);
  const int wall = byDensity(density, 5, 11);
  body.sections = {
      section(place(0, 0), 70, 215, wall, 780),          section(place(0, -130), 50, 205, endplate, 950),
      section(place(0, 130), 50, 205, endplate, 950),    section(place(-130, -135), 45, 170, endplate, 900),
      section(place(-130, 135), 45, 170, endplate, 900), section(place(130, -140), 45, 190, endplate, 900),
      section(place(130, 140), 45, 190, endplate, 900),  section(place(-160, 0), 55, 160, wall, 800),
      section(place(155, 0), 50, 190, wall, 850),
  };
  return body;
}

/// The rim of the endplate that lies nearer to the tube and is projected a little off the other.
Body endplateRim(const Placement& place, int y, int sag, int density) {
  Body body;
  body.outline =
      smoothOutline({place(-176, y), place(-90, y - sag), place(0, y - sag - 4), place(90, y - sag),
                     place(168, y), place(90, y + sag), place(0, y + sag + 4), place(-90, y + sag)});
  body.sections = {section(place(0, y), 16, 26, byDensity(density, 4, 7), 500)};
  return body;
}

Body bar(const Placement& place, const std::vector<std::pair<Point, int>>& nodes, int depth, int cortex,
         int fill) {
  std::vector<BarNode> bars;
  Body body;
  for (const auto& [node, halfWidth] : nodes) {
    const Point centre = place(static_cast<int>(node.x), static_cast<int>(node.y));
    bars.push_back({centre, tenths(halfWidth)});
    // The root grows out of the bone behind it without an edge.
    const bool root = body.sections.empty();
    body.sections.push_back(
        section(centre, halfWidth * 9 / 10, root ? depth / 6 : depth, root ? 0 : cortex, fill));
  }
  body.outline = barOutline(bars);
  return body;
}

void addPosteriorElements(Anatomy& anatomy, const Placement& place, int density) {
  const int cortex = byDensity(density, 5, 10);
  auto& bodies = anatomy.bodies;
  // Pedicles (both, one behind the other), articular processes, spinous process.
  bodies.push_back(
      bar(place, {{{125, -66}, 62}, {{205, -62}, 52}, {{255, -52}, 54}, {{296, -40}, 56}}, 90, cortex, 600));
  bodies.push_back(bar(place, {{{258, -40}, 56}, {{275, -110}, 50}, {{292, -180}, 44}, {{308, -235}, 36}}, 70,
                       cortex, 560));
  bodies.push_back(
      bar(place, {{{280, -30}, 58}, {{312, 40}, 52}, {{340, 120}, 50}, {{350, 190}, 42}}, 70, cortex, 560));
  bodies.push_back(
      bar(place, {{{270, -10}, 50}, {{390, 30}, 66}, {{500, 60}, 92}, {{600, 90}, 104}, {{660, 110}, 84}}, 45,
          cortex * 2 / 3, 480));
}

void addTrabeculae(Anatomy& anatomy, const Placement& place) {
  const Fixed shortest = tenths(30);
  const Fixed longest = tenths(140);
  // Bodies carry load upright: the vertical trabeculae stay longest, the horizontal ones go first.
  anatomy.bundles.push_back({{place(-170, -145), place(-158, 0), place(-170, 145)},
                             {place(170, -150), place(158, 0), place(170, 150)},
                             910,
                             shortest,
                             longest,
                             147,
                             420});
  anatomy.bundles.push_back({{place(-170, -140), place(0, -125), place(165, -140)},
                             {place(-170, 140), place(0, 125), place(165, 140)},
                             525,
                             shortest,
                             tenths(90),
                             116,
                             900});
  anatomy.bundles.push_back({{place(120, -100), place(300, -80), place(600, 20)},
                             {place(120, -20), place(300, 20), place(600, 170)},
                             245,
                             shortest,
                             tenths(80),
                             105,
                             700});
}

void addSoftTissue(Anatomy& anatomy) {
  Body whole;
  whole.material = Material::Fat;
  whole.outline = smoothOutline({at(-3000, -6000), at(-3000, 6000), at(1000, 6000), at(960, 1200),
                                 at(900, 500), at(860, 0), at(880, -500), at(940, -1200), at(1000, -6000)});
  whole.sections = {section(at(-300, 0), 900, 1250, 0, 1000), section(at(500, 0), 760, 1050, 0, 1000),
                    section(at(-300, -1100), 900, 1150, 0, 1000),
                    section(at(-300, 1100), 900, 1330, 0, 1000)};
  anatomy.bodies.push_back(whole);
  const auto soft = [&](Material material, std::vector<Point> outline, int radius, int depth) {
    Body body;
    body.material = material;
    body.sections = {section(outline.front(), radius, depth, 0, 1000)};
    body.outline = std::move(outline);
    anatomy.bodies.push_back(body);
  };
  soft(Material::Muscle,
       smoothOutline({at(300, -3000), at(330, -600), at(360, 0), at(330, 600), at(360, 3000), at(760, 3000),
                      at(720, 600), at(700, 0), at(720, -600), at(780, -3000)}),
       260, 500);
  soft(Material::Muscle,
       smoothOutline({at(-330, -900), at(-420, -200), at(-400, 500), at(-300, 1300), at(100, 1500),
                      at(120, 500), at(60, -300), at(0, -1000)}),
       300, 420);
  // Gas in the bowel in front of the spine.
  soft(Material::Gas,
       smoothOutline({at(-760, -420), at(-650, -470), at(-540, -400), at(-560, -280), at(-500, -160),
                      at(-590, -60), at(-700, -110), at(-690, -230), at(-790, -300)}),
       110, 60);
  soft(Material::Gas,
       smoothOutline({at(-800, 60), at(-680, 20), at(-560, 90), at(-600, 200), at(-520, 300), at(-620, 380),
                      at(-760, 330), at(-720, 200)}),
       110, 52);
  soft(Material::Gas,
       smoothOutline({at(-720, 520), at(-560, 500), at(-420, 560), at(-460, 680), at(-600, 640),
                      at(-680, 720), at(-780, 640)}),
       100, 45);
}

}  // namespace

Anatomy vertebraAnatomy(int densityPermille) {
  Anatomy anatomy;
  anatomy.exposure = {tenths(1700), 182'000, 385'000, 300'000, tenths(30)};
  addSoftTissue(anatomy);
  const Seat seats[] = {{-50, -1160, 1024 - 14, 92}, {-110, -772, 1024 - 6, 95}, {-150, -376, 2, 98},
                        {-165, 32, 12, 101},         {-140, 446, 30, 104},       {-60, 860, 58, 106},
                        {90, 1240, 110, 106}};
  for (const Seat& seat : seats) {
    const Placement place(seat);
    anatomy.bodies.push_back(vertebralBody(place, densityPermille));
    anatomy.bodies.push_back(endplateRim(place, -146, 9, densityPermille));
    anatomy.bodies.push_back(endplateRim(place, 146, 9, densityPermille));
    addPosteriorElements(anatomy, place, densityPermille);
    addTrabeculae(anatomy, place);
  }
  anatomy.meshes.push_back({at(-420, -1400), at(800, 1500), 760, tenths(12), tenths(40), 130, 800});
  return anatomy;
}

}  // namespace trabecula::core::phantom
