#include "core/phantom/anatomy.h"
#include "core/phantom/outline.h"
#include "core/phantom/side_marker.h"

// The right hip from the front, drawn after textbook proportions: head 50 mm, neck-shaft angle 127 degrees,
// all magnified as at the detector. Coordinates in 1/10 mm from the centre of the image.

namespace trabecula::core::phantom {

namespace {

Body femur(int density) {
  Body body;
  body.outline = smoothOutline({
      at(-230, 4000), at(-268, 3000), at(-310, 2300), at(-344, 1800), at(-372, 1340), at(-400, 900),
      at(-424, 600),  at(-446, 300),  at(-474, 110),  at(-512, -30),  at(-536, -170), at(-525, -300),
      at(-478, -405), at(-415, -450), at(-352, -432), at(-300, -375), at(-245, -352), at(-190, -385),
      at(-120, -440), at(-62, -510),  at(-22, -590),  at(50, -655),   at(140, -688),  at(235, -688),
      at(322, -640),  at(390, -560),  at(428, -450),  at(412, -335),  at(346, -243),  at(255, -195),
      at(165, -172),  at(88, -122),   at(15, -40),    at(-38, 50),    at(-70, 130),   at(-62, 195),
      at(-48, 250),   at(-72, 320),   at(-112, 410),  at(-124, 600),  at(-108, 900),  at(-84, 1340),
      at(-54, 1800),  at(-16, 2300),  at(34, 3000),   at(90, 4000),
  });
  const int shaft = byDensity(density, 26, 68);
  const int calcar = byDensity(density, 14, 40);
  const int thin = byDensity(density, 4, 10);
  body.sections = {
      section(at(175, -440), 240, 235, thin, 1150),
      section(at(390, -500), 240, 225, thin, 1050),
      section(at(120, -640), 240, 225, thin, 1050),
      section(at(-30, -420), 170, 140, thin + 2, 800),
      section(at(80, -170), 170, 140, calcar, 900),
      section(at(20, -280), 170, 140, thin, 750),
      section(at(-120, -210), 180, 150, thin, 480),
      section(at(-400, -330), 150, 140, thin + 1, 560),
      section(at(-500, -150), 160, 140, thin + 3, 520),
      section(at(-300, -100), 190, 165, thin, 560),
      section(at(-20, 20), 170, 150, calcar, 750),
      section(at(-70, 230), 160, 150, calcar, 600),
      section(at(-460, 150), 160, 145, shaft / 2, 480),
      section(at(-270, 260), 155, 150, calcar, 420),
      section(at(-430, 450), 145, 145, shaft * 3 / 4, 260),
      section(at(-120, 480), 145, 145, shaft * 4 / 5, 260),
      section(at(-270, 650), 143, 145, shaft, 130),
      section(at(-250, 1000), 140, 142, shaft, 60),
      section(at(-228, 1340), 138, 140, shaft, 50),
      section(at(-200, 2500), 138, 140, shaft, 50),
  };
  return body;
}

/// The lesser trochanter stands behind the shaft: its own contour runs on through the shaft.
Body lesserTrochanter(int density) {
  Body body;
  body.outline = smoothOutline({at(-62, 140), at(-40, 200), at(-38, 260), at(-80, 330), at(-150, 350),
                                at(-190, 280), at(-170, 190), at(-120, 140)});
  body.sections = {section(at(-100, 240), 90, 55, byDensity(density, 3, 7), 500)};
  return body;
}

/// The ridge between the trochanters, at the back of the femur.
Body trochantericCrest(int density) {
  Body body;
  body.outline = barOutline({{at(-390, -395), tenths(42)},
                             {at(-290, -260), tenths(48)},
                             {at(-220, -80), tenths(44)},
                             {at(-150, 90), tenths(44)},
                             {at(-110, 220), tenths(50)}});
  body.sections = {section(at(-300, -250), 44, 20, byDensity(density, 1, 3), 900),
                   section(at(-130, 200), 44, 20, byDensity(density, 1, 3), 900)};
  return body;
}

/// Ilium, ischium and pubis around the obturator foramen; the joint space stays free of them.
Body innominate(int density) {
  Body body;
  body.outline = smoothOutline({
      at(-100, -668),  at(-122, -740),  at(-160, -812),  at(-158, -900), at(-196, -1030), at(-238, -1190),
      at(-330, -1400), at(-520, -1800), at(-520, -2300), at(600, -2400), at(900, -1700),  at(810, -1330),
      at(752, -1120),  at(728, -960),   at(704, -800),   at(690, -640),  at(700, -510),   at(752, -390),
      at(850, -290),   at(980, -220),   at(1120, -180),  at(1300, -120), at(1310, 210),   at(1180, 330),
      at(1010, 440),   at(840, 530),    at(690, 590),    at(545, 612),   at(430, 582),    at(352, 500),
      at(314, 390),    at(326, 240),    at(368, 90),     at(398, -50),   at(384, -140),   at(366, -215),
      at(424, -296),   at(455, -370),   at(463, -440),   at(455, -510),  at(424, -584),   at(378, -645),
      at(319, -689),   at(250, -718),   at(175, -728),   at(100, -718),  at(31, -689),    at(-30, -646),
      at(-64, -622),
  });
  body.hole =
      smoothOutline({at(606, -70), at(700, -30), at(830, 40), at(950, 120), at(1010, 215), at(950, 300),
                     at(830, 380), at(710, 430), at(622, 405), at(580, 290), at(566, 100)});
  const int rim = byDensity(density, 15, 30);
  const int thin = byDensity(density, 6, 11);
  body.sections = {
      section(at(175, -740), 90, 130, rim + 6, 1000), section(at(-80, -700), 60, 80, rim, 850),
      section(at(470, -480), 70, 90, thin + 8, 800),  section(at(200, -900), 140, 135, thin, 900),
      section(at(300, -1200), 160, 90, thin, 560),    section(at(200, -1600), 200, 55, thin, 420),
      section(at(720, -1000), 80, 110, rim, 600),     section(at(660, -600), 60, 95, rim, 600),
      section(at(570, -150), 70, 95, rim - 6, 560),   section(at(430, 100), 110, 115, thin + 3, 640),
      section(at(450, 430), 120, 125, thin + 3, 700), section(at(-150, -1000), 100, 95, thin + 6, 600),
      section(at(850, -140), 85, 75, thin + 4, 620),  section(at(1150, 60), 120, 95, thin + 3, 700),
      section(at(700, 510), 75, 75, thin + 2, 600),   section(at(950, 360), 60, 62, thin + 2, 560),
  };
  return body;
}

/// The back wall of the acetabulum, seen through the head.
Body posteriorWall(int density) {
  Body body;
  body.outline = smoothOutline({at(-95, -668), at(-40, -640), at(30, -560), at(75, -470), at(118, -380),
                                at(190, -280), at(290, -205), at(390, -160), at(470, -200), at(520, -330),
                                at(510, -480), at(450, -620), at(330, -720), at(180, -752), at(30, -735)});
  body.sections = {section(at(100, -420), 110, 62, byDensity(density, 4, 9), 700),
                   section(at(450, -400), 110, 30, 1, 500), section(at(520, -350), 110, 8, 0, 300),
                   section(at(350, -690), 110, 12, 0, 400),
                   section(at(320, -190), 80, 40, byDensity(density, 3, 7), 600)};
  return body;
}

/// The front wall: fainter, and nearer to the midline.
Body anteriorWall(int density) {
  Body body;
  body.outline =
      smoothOutline({at(-60, -690), at(60, -668), at(180, -600), at(290, -500), at(370, -400), at(440, -290),
                     at(560, -270), at(620, -420), at(560, -600), at(420, -720), at(200, -760)});
  body.sections = {section(at(250, -520), 110, 46, byDensity(density, 3, 6), 600),
                   section(at(560, -420), 110, 5, 0, 300), section(at(420, -720), 110, 6, 0, 300)};
  return body;
}

Body softBody(Material material, std::vector<Point> outline, int radius, int depth) {
  Body body;
  body.material = material;
  body.sections = {section(outline.front(), radius, depth, 0, 1000)};
  body.outline = std::move(outline);
  return body;
}

void addSoftTissue(Anatomy& anatomy) {
  Body whole = softBody(
      Material::Fat,
      smoothOutline({at(-900, 6000), at(-960, 1400), at(-1010, 700), at(-1035, 100), at(-1010, -500),
                     at(-950, -1000), at(-940, -1600), at(-1000, -6000), at(3000, -6000), at(3000, 6000)}),
      700, 820);
  whole.sections = {section(at(0, 0), 760, 900, 0, 1000), section(at(0, -1400), 760, 900, 0, 1000),
                    section(at(-100, 1300), 700, 760, 0, 1000), section(at(1300, 0), 700, 900, 0, 1000)};
  anatomy.bodies.push_back(whole);
  anatomy.bodies.push_back(
      softBody(Material::Muscle,
               smoothOutline({at(-640, -2400), at(-760, -1300), at(-770, -700), at(-640, -300),
                              at(-420, -100), at(200, -500), at(700, -1000), at(900, -2400)}),
               420, 620));
  anatomy.bodies.push_back(
      softBody(Material::Muscle,
               smoothOutline({at(-560, -150), at(-760, 150), at(-790, 600), at(-740, 1300), at(-680, 4000),
                              at(-160, 4000), at(-180, 900), at(-330, 100)}),
               330, 480));
  anatomy.bodies.push_back(
      softBody(Material::Muscle,
               smoothOutline({at(150, -60), at(330, -100), at(900, 300), at(900, 620), at(640, 1000),
                              at(560, 1500), at(600, 4000), at(-120, 4000), at(-40, 1200), at(-20, 500)}),
               380, 520));
  anatomy.bodies.push_back(
      softBody(Material::Muscle,
               smoothOutline({at(300, -1500), at(420, -800), at(250, -200), at(-20, 180), at(-90, 300),
                              at(90, 180), at(420, -150), at(640, -700), at(800, -1500)}),
               260, 330));
}

void addTrabeculae(Anatomy& anatomy) {
  const Fixed shortest = tenths(35);
  const Fixed longest = tenths(120);
  // Principal compressive group: from the medial cortex up through the neck to the top of the head.
  anatomy.bundles.push_back(
      {{at(-95, 330), at(-50, 90), at(20, -130), at(70, -330), at(60, -540), at(0, -760)},
       {at(-60, 300), at(40, -30), at(130, -140), at(230, -300), at(320, -470), at(390, -700)},
       560,
       shortest,
       longest,
       130,
       380});
  // Principal tensile group: from the lateral cortex in an arch through the neck to the lower head.
  anatomy.bundles.push_back({{at(-440, 330), at(-470, 60), at(-380, -200), at(-180, -370), at(60, -470),
                              at(260, -440), at(410, -330)},
                             {at(-400, 360), at(-400, 100), at(-300, -120), at(-130, -270), at(60, -350),
                              at(200, -310), at(320, -230)},
                             510,
                             shortest,
                             longest,
                             118,
                             720});
  // Greater trochanter group.
  anatomy.bundles.push_back({{at(-480, 80), at(-515, -120), at(-490, -300), at(-440, -420)},
                             {at(-420, 60), at(-400, -120), at(-360, -280), at(-330, -400)},
                             390,
                             shortest,
                             tenths(80),
                             104,
                             800});
  // Secondary compressive group: from the medial cortex towards the greater trochanter.
  anatomy.bundles.push_back({{at(-70, 90), at(-160, -40), at(-280, -200), at(-380, -380)},
                             {at(-110, 400), at(-220, 220), at(-350, 40), at(-480, -120)},
                             390,
                             shortest,
                             tenths(90),
                             104,
                             850});
  // Secondary tensile group: crossing it from the lateral cortex.
  anatomy.bundles.push_back({{at(-430, 350), at(-350, 150), at(-220, 0), at(-60, -80)},
                             {at(-400, 600), at(-300, 400), at(-190, 230), at(-90, 130)},
                             240,
                             shortest,
                             tenths(80),
                             95,
                             880});
  // Along the shaft, inside the cortex.
  anatomy.bundles.push_back({{at(-424, 350), at(-404, 700), at(-380, 1400), at(-330, 2400)},
                             {at(-110, 350), at(-116, 700), at(-80, 1400), at(-40, 2400)},
                             150,
                             tenths(40),
                             tenths(150),
                             104,
                             600});
  // From the roof of the acetabulum into the ilium, and along the ischium.
  anatomy.bundles.push_back({{at(-90, -690), at(-120, -900), at(-120, -1200), at(-100, -1700)},
                             {at(420, -690), at(560, -900), at(660, -1100), at(760, -1400)},
                             330,
                             shortest,
                             longest,
                             114,
                             600});
  anatomy.bundles.push_back({{at(400, -100), at(370, 150), at(380, 450)},
                             {at(600, -100), at(570, 150), at(600, 450)},
                             270,
                             shortest,
                             tenths(80),
                             99,
                             600});
  anatomy.meshes.push_back({at(-600, -1500), at(1200, 700), 760, tenths(12), tenths(42), 125, 800});
}

}  // namespace

Anatomy hipAnatomy(int densityPermille) {
  Anatomy anatomy;
  anatomy.exposure = {tenths(2150), 128'000, 300'000, 235'000, tenths(35)};
  addSoftTissue(anatomy);
  for (const auto& make :
       {femur, lesserTrochanter, trochantericCrest, innominate, posteriorWall, anteriorWall}) {
    anatomy.bodies.push_back(make(densityPermille));
  }
  addTrabeculae(anatomy);
  addSideMarker(anatomy, at(-960, -1080), 130);
  return anatomy;
}

}  // namespace trabecula::core::phantom
