#include "core/phantom/anatomy.h"
#include "core/phantom/outline.h"
#include "core/phantom/side_marker.h"

// The right wrist from the back, thumb to the left. Coordinates in 1/10 mm from the centre of the image.

namespace trabecula::core::phantom {

namespace {

Body radius(int density) {
  Body body;
  body.outline = smoothOutline({
      at(-215, 3000), at(-216, 2400), at(-218, 1900), at(-222, 1400), at(-232, 900), at(-240, 620),
      at(-262, 420),  at(-300, 280),  at(-326, 180),  at(-334, 100),  at(-328, 40),  at(-306, 8),
      at(-268, 38),   at(-210, 72),   at(-150, 96),   at(-90, 118),   at(-52, 122),  at(-34, 150),
      at(-34, 210),   at(-48, 280),   at(-70, 400),   at(-88, 620),   at(-96, 900),  at(-90, 1400),
      at(-84, 1900),  at(-78, 2400),  at(-70, 3000),
  });
  const int shaft = byDensity(density, 14, 34);
  const int thin = byDensity(density, 4, 9);
  body.sections = {
      section(at(-290, 100), 100, 90, thin, 950),    section(at(-180, 130), 90, 95, thin + 4, 1100),
      section(at(-70, 170), 90, 95, thin + 3, 1000), section(at(-180, 240), 105, 100, thin, 800),
      section(at(-170, 400), 90, 85, thin + 6, 560), section(at(-165, 620), 74, 72, shaft * 3 / 4, 260),
      section(at(-160, 950), 66, 66, shaft, 90),     section(at(-155, 1400), 64, 66, shaft, 60),
      section(at(-150, 2500), 64, 66, shaft, 60),
  };
  return body;
}

Body ulna(int density) {
  Body body;
  body.outline =
      smoothOutline({at(40, 3000), at(42, 2400), at(43, 1900),  at(44, 1400),  at(40, 900),   at(36, 560),
                     at(16, 360),  at(-2, 250),  at(-4, 180),   at(22, 142),   at(62, 132),   at(92, 124),
                     at(112, 78),  at(134, 64),  at(148, 100),  at(150, 180),  at(146, 280),  at(142, 400),
                     at(150, 640), at(160, 950), at(172, 1400), at(176, 1900), at(178, 2400), at(180, 3000)});
  const int shaft = byDensity(density, 13, 31);
  const int thin = byDensity(density, 4, 8);
  body.sections = {
      section(at(70, 180), 70, 72, thin + 2, 900), section(at(130, 90), 40, 40, thin, 700),
      section(at(80, 380), 60, 62, thin + 6, 480), section(at(95, 650), 54, 58, shaft * 3 / 4, 220),
      section(at(105, 1000), 56, 58, shaft, 80),   section(at(110, 2000), 60, 60, shaft, 60)};
  return body;
}

/// The back rim of the radius reaches further than the front one: a second contour across the joint.
Body dorsalRim(int density) {
  Body body;
  body.outline = smoothOutline({at(-304, 2), at(-235, 18), at(-150, 58), at(-80, 90), at(-46, 112),
                                at(-60, 160), at(-150, 150), at(-235, 120), at(-312, 80)});
  body.sections = {section(at(-180, 60), 40, 26, byDensity(density, 2, 4), 700),
                   section(at(-180, 140), 40, 8, 0, 300)};
  return body;
}

/// What is left of the growth plate: a faint dense line across the metaphysis.
Body growthPlateScar(int density) {
  Body body;
  body.outline = barOutline({{at(-306, 196), tenths(6)},
                             {at(-230, 190), tenths(6)},
                             {at(-150, 206), tenths(6)},
                             {at(-70, 226), tenths(6)}});
  body.sections = {section(at(-180, 200), 6, 9, byDensity(density, 1, 3), 600)};
  return body;
}

Body carpal(std::vector<Point> controls, Point centre, int radius, int depth, int density) {
  Body body;
  // Cartilage is thin: neighbours stand closer on film than their contours drawn here.
  for (Point& control : controls) {
    control = {centre.x + (control.x - centre.x) * 107 / 100, centre.y + (control.y - centre.y) * 107 / 100};
  }
  body.outline = smoothOutline(controls);
  const int thin = byDensity(density, 3, 6);
  body.sections = {section(centre, radius, depth, thin, 1250),
                   section(controls.front(), radius * 4 / 5, depth, thin + 2, 1500),
                   section(controls[controls.size() / 2], radius * 4 / 5, depth, thin, 1350)};
  return body;
}

void addCarpals(Anatomy& anatomy, int density) {
  auto& bodies = anatomy.bodies;
  // Scaphoid, lunate, triquetrum, pisiform.
  bodies.push_back(carpal({at(-318, -128), at(-300, -190), at(-248, -206), at(-200, -170), at(-150, -120),
                           at(-108, -66), at(-112, 8), at(-160, 46), at(-220, 22), at(-272, -36)},
                          at(-200, -80), 62, 62, density));
  bodies.push_back(carpal({at(-108, -60), at(-60, -86), at(-10, -84), at(34, -50), at(40, 6), at(14, 58),
                           at(-40, 80), at(-86, 62), at(-108, 10)},
                          at(-30, 0), 62, 66, density));
  bodies.push_back(carpal({at(48, -30), at(70, -84), at(118, -116), at(162, -96), at(172, -40), at(140, 18),
                           at(90, 50), at(54, 30)},
                          at(105, -30), 54, 54, density));
  bodies.push_back(
      carpal({at(104, -50), at(132, -74), at(168, -66), at(182, -28), at(166, 12), at(130, 20), at(104, -8)},
             at(142, -25), 36, 40, density));
  // Trapezium, trapezoid, capitate, hamate with its hook.
  bodies.push_back(carpal({at(-372, -262), at(-330, -318), at(-282, -330), at(-238, -292), at(-228, -226),
                           at(-262, -186), at(-318, -176), at(-360, -204)},
                          at(-300, -250), 56, 58, density));
  bodies.push_back(carpal({at(-236, -312), at(-196, -334), at(-148, -318), at(-130, -262), at(-150, -206),
                           at(-190, -186), at(-232, -218)},
                          at(-185, -260), 50, 52, density));
  bodies.push_back(carpal({at(-140, -330), at(-90, -352), at(-28, -340), at(-12, -280), at(-16, -200),
                           at(-22, -136), at(-58, -92), at(-104, -92), at(-130, -136), at(-138, -220)},
                          at(-80, -220), 62, 64, density));
  bodies.push_back(carpal({at(-14, -336), at(48, -352), at(108, -322), at(122, -254), at(100, -180),
                           at(56, -112), at(14, -76), at(-8, -120), at(-4, -220)},
                          at(50, -240), 58, 58, density));
  bodies.push_back(
      carpal({at(28, -240), at(50, -268), at(82, -262), at(92, -226), at(74, -196), at(40, -200)},
             at(60, -232), 22, 42, density));
}

Body metacarpal(const std::vector<BarNode>& nodes, int density) {
  Body body;
  body.outline = barOutline(nodes);
  const int shaft = byDensity(density, 10, 24);
  const int thin = byDensity(density, 4, 8);
  const std::size_t last = nodes.size() - 1;
  const auto tenthsOf = [](Fixed length) { return static_cast<int>(length * 10 / fixedOne); };
  for (std::size_t i = 0; i <= last; ++i) {
    const int halfWidth = tenthsOf(nodes[i].halfWidth);
    const bool end = i == 0 || i == last;
    const bool neck = i == 1 || i + 1 == last;
    const int cortex = end ? thin : (neck ? shaft / 2 : shaft);
    const int fill = end ? 900 : (neck ? 520 : 120);
    body.sections.push_back(section(nodes[i].centre, halfWidth * 9 / 10, halfWidth * 9 / 10, cortex, fill));
  }
  return body;
}

void addMetacarpals(Anatomy& anatomy, int density) {
  const auto node = [](int x, int y, int halfWidth) { return BarNode{at(x, y), tenths(halfWidth)}; };
  const std::vector<std::vector<BarNode>> rays = {
      {node(-352, -336, 62), node(-388, -400, 56), node(-442, -500, 43), node(-500, -610, 44),
       node(-550, -710, 58), node(-575, -770, 60)},
      {node(-205, -368, 72), node(-216, -430, 62), node(-236, -560, 42), node(-254, -700, 40),
       node(-272, -860, 50), node(-282, -960, 68), node(-288, -1020, 66)},
      {node(-88, -385, 66), node(-90, -450, 58), node(-94, -580, 41), node(-98, -720, 40),
       node(-102, -880, 50), node(-104, -980, 68), node(-105, -1040, 66)},
      {node(14, -380, 48), node(22, -440, 46), node(40, -560, 34), node(58, -690, 33), node(78, -840, 44),
       node(92, -930, 60), node(98, -985, 58)},
      {node(86, -362, 52), node(104, -420, 48), node(142, -530, 35), node(180, -640, 34), node(222, -770, 46),
       node(246, -850, 58), node(258, -900, 56)},
  };
  for (const auto& ray : rays) anatomy.bodies.push_back(metacarpal(ray, density));
}

void addSoftTissue(Anatomy& anatomy) {
  Body whole;
  whole.material = Material::Fat;
  whole.outline = smoothOutline(
      {at(-340, 3000), at(-352, 1400), at(-362, 800),  at(-376, 450),   at(-392, 200),  at(-402, 0),
       at(-430, -200), at(-500, -380), at(-600, -560), at(-690, -760),  at(-720, -900), at(-600, -960),
       at(-500, -860), at(-420, -820), at(-400, -900), at(-400, -3000), at(360, -3000), at(352, -900),
       at(320, -650),  at(276, -430),  at(238, -220),  at(224, 0),      at(236, 200),   at(262, 450),
       at(284, 800),   at(300, 1400),  at(320, 3000)});
  whole.sections = {section(at(-80, 0), 200, 190, 0, 1000), section(at(-60, 900), 270, 250, 0, 1000),
                    section(at(-60, -700), 210, 185, 0, 1000), section(at(-560, -700), 100, 120, 0, 1000)};
  anatomy.bodies.push_back(whole);
  const auto muscle = [&](const std::vector<BarNode>& nodes, int radius, int depth) {
    Body body;
    body.material = Material::Muscle;
    body.outline = barOutline(nodes);
    body.sections = {section(nodes.front().centre, radius, depth, 0, 1000)};
    anatomy.bodies.push_back(body);
  };
  muscle({{at(-150, 2400), tenths(150)},
          {at(-170, 1000), tenths(140)},
          {at(-200, 500), tenths(90)},
          {at(-220, 200), tenths(50)}},
         120, 130);
  muscle({{at(120, 2400), tenths(150)},
          {at(130, 1000), tenths(130)},
          {at(130, 500), tenths(90)},
          {at(140, 150), tenths(45)}},
         110, 120);
  muscle({{at(-330, -250), tenths(60)}, {at(-420, -420), tenths(120)}, {at(-500, -620), tenths(90)}}, 80,
         110);
  muscle({{at(170, -180), tenths(45)}, {at(230, -420), tenths(80)}, {at(270, -700), tenths(60)}}, 60, 100);
}

void addTrabeculae(Anatomy& anatomy) {
  const Fixed shortest = tenths(20);
  const Fixed longest = tenths(80);
  anatomy.bundles.push_back({{at(-318, 40), at(-315, 150), at(-270, 360), at(-232, 700)},
                             {at(-45, 125), at(-50, 220), at(-72, 400), at(-92, 700)},
                             1050,
                             shortest,
                             longest,
                             55,
                             640});
  anatomy.bundles.push_back({{at(-310, 60), at(-190, 100), at(-50, 150)},
                             {at(-318, 160), at(-190, 210), at(-50, 210)},
                             630,
                             shortest,
                             tenths(45),
                             38,
                             850});
  anatomy.bundles.push_back({{at(5, 140), at(10, 260), at(40, 500), at(46, 900)},
                             {at(140, 130), at(140, 260), at(140, 500), at(155, 900)},
                             910,
                             shortest,
                             longest,
                             50,
                             640});
  anatomy.bundles.push_back({{at(-136, -340), at(-134, -200), at(-100, -95)},
                             {at(-16, -340), at(-18, -200), at(-50, -95)},
                             840,
                             shortest,
                             tenths(60),
                             42,
                             650});
  anatomy.bundles.push_back(
      {{at(-105, -60), at(-105, 60)}, {at(35, -60), at(35, 60)}, 840, shortest, tenths(60), 58, 650});
  anatomy.meshes.push_back({at(-640, -1050), at(320, 700), 1300, tenths(8), tenths(28), 82, 800});
}

}  // namespace

Anatomy wristAnatomy(int densityPermille) {
  Anatomy anatomy;
  anatomy.exposure = {tenths(1150), 14'000, 92'000, 62'000, tenths(25)};
  addSoftTissue(anatomy);
  anatomy.bodies.push_back(radius(densityPermille));
  anatomy.bodies.push_back(dorsalRim(densityPermille));
  anatomy.bodies.push_back(growthPlateScar(densityPermille));
  anatomy.bodies.push_back(ulna(densityPermille));
  addCarpals(anatomy, densityPermille);
  addMetacarpals(anatomy, densityPermille);
  addTrabeculae(anatomy);
  addSideMarker(anatomy, at(400, -520), 80);
  return anatomy;
}

}  // namespace trabecula::core::phantom
