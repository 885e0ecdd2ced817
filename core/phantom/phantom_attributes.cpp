#include <array>

#include "core/phantom/phantom.h"
#include "core/support/sha256.h"

namespace trabecula::core {

namespace {

struct KindNames {
  const char* id;
  const char* bodyPart;  ///< a defined term of Body Part Examined, DICOM PS3.16 annex L
  const char* view;
};

const KindNames& namesOf(PhantomKind kind) {
  static constexpr std::array<KindNames, 3> names{{{"hip", "HIP", "Hip right AP"},
                                                   {"wrist", "WRIST", "Wrist right PA"},
                                                   {"vertebra", "LSPINE", "Lumbar spine lateral"}}};
  return names[static_cast<std::size_t>(kind)];
}

/// "2.25." and a decimal number of 120 bits, from the digest of `text`: DICOM PS3.5 annex B.2.
std::string uidOf(const std::string& text) {
  const Sha256Digest digest = sha256Of(asByteSpan(text.data(), text.size()));
  // Long division of the leading bytes by ten, digit after digit.
  std::array<unsigned, 15> number{};
  for (std::size_t i = 0; i < number.size(); ++i) number[i] = std::to_integer<unsigned>(digest[i]);
  number[0] |= 0x80U;  // so that every identifier has the same length, without a leading zero
  std::string digits;
  for (bool isZero = false; !isZero;) {
    unsigned rest = 0;
    isZero = true;
    for (unsigned& byte : number) {
      const unsigned value = rest * 256 + byte;
      byte = value / 10;
      rest = value % 10;
      isZero = isZero && byte == 0;
    }
    digits.insert(digits.begin(), static_cast<char>('0' + rest));
  }
  return "2.25." + digits;
}

std::string boneDescription(int densityPermille) {
  if (densityPermille >= 800) return "normal bone density";
  if (densityPermille >= 500) return "reduced bone density";
  return "osteoporotic";
}

}  // namespace

StudyAttributes phantomAttributes(const PhantomRecipe& recipe) {
  const KindNames& names = namesOf(recipe.kind);
  // One patient and study a kind and seed, so that several densities of a phantom open side by side.
  const std::string study = std::string("phantom ") + names.id + " " + std::to_string(recipe.seed);
  const std::string series = study + " " + std::to_string(recipe.densityPermille) + " " +
                             std::to_string(recipe.bitsStored) + " " + std::to_string(recipe.width) + "x" +
                             std::to_string(recipe.height);
  StudyAttributes attributes;
  // No word of it is one of the series' description, where the viewer would hide it as a part of the name.
  attributes.patientName = "Phantom^Trabecula";
  attributes.patientId = std::string("PHANTOM-") + names.bodyPart + "-" + std::to_string(recipe.seed);
  attributes.studyUid = uidOf(study);
  attributes.studyDescription = std::string("Synthetic radiograph, ") + names.id;
  attributes.studyDate = "20000101";
  attributes.seriesUid = uidOf(series);
  attributes.seriesDescription = std::string(names.view) + ", " + boneDescription(recipe.densityPermille);
  attributes.modality = "DX";
  attributes.bodyPart = names.bodyPart;
  attributes.seriesNumber = 1;
  attributes.instanceNumber = 1;
  attributes.lossy = false;
  return attributes;
}

}  // namespace trabecula::core
