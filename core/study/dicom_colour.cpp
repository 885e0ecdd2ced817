#include "core/study/dicom_colour.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/study/colour_limit.h"
#include "core/study/dicom_text.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

struct Palette {
  int firstMapped = 0;
  std::vector<std::uint16_t> entries;

  std::uint16_t at(std::uint16_t index) const {
    const int position = std::clamp(index - firstMapped, 0, static_cast<int>(entries.size()) - 1);
    return entries[static_cast<std::size_t>(position)];
  }
};

/// Entries brought to 8 bits: displays show no more, and it is what a colour image keeps.
Palette readPalette(DcmDataset& dataset, const DcmTagKey& descriptorTag, const DcmTagKey& dataTag) {
  const std::optional<int> declared = integerValue(dataset, descriptorTag, 0);
  const std::optional<int> first = integerValue(dataset, descriptorTag, 1);
  const std::optional<int> bits = integerValue(dataset, descriptorTag, 2);
  if (!declared || !first || !bits || (*bits != 8 && *bits != 16)) {
    throw Error(ErrorCategory::Corrupt, "the colour palette has no valid description");
  }
  const int declaredCount = *declared & 0xFFFF;
  const std::size_t count = declaredCount == 0 ? 65536U : static_cast<std::size_t>(declaredCount);
  const Uint16* words = nullptr;
  unsigned long wordCount = 0;
  if (dataset.findAndGetUint16Array(dataTag, words, &wordCount).bad() || !words || wordCount == 0) {
    throw Error(ErrorCategory::Unsupported,
                "the colour palette is missing or segmented, which cannot be read");
  }
  Palette palette;
  palette.firstMapped = *first;
  palette.entries.resize(count);
  if (wordCount >= count) {
    const bool high = std::any_of(words, words + count, [](Uint16 word) { return word > 0xFFU; });
    for (std::size_t i = 0; i < count; ++i) {
      palette.entries[i] = static_cast<std::uint16_t>(high ? words[i] >> 8U : words[i]);
    }
  } else if (*bits == 8 && wordCount * 2 >= count) {
    for (std::size_t i = 0; i < count; ++i) {
      palette.entries[i] = static_cast<std::uint16_t>((words[i / 2] >> (i % 2 == 0 ? 0U : 8U)) & 0xFFU);
    }
  } else {
    throw Error(ErrorCategory::Corrupt, "the colour palette is shorter than described");
  }
  return palette;
}

}  // namespace

void convertYbrToRgb(std::span<std::uint16_t> interleaved, int bits) {
  const double top = static_cast<double>((1U << static_cast<unsigned>(bits)) - 1U);
  const double middle = static_cast<double>(1U << static_cast<unsigned>(bits - 1));
  const auto toSample = [top](double value) {
    return static_cast<std::uint16_t>(std::lround(std::clamp(value, 0.0, top)));
  };
  for (std::size_t i = 0; i + 2 < interleaved.size(); i += 3) {
    const double y = interleaved[i];
    const double cb = interleaved[i + 1] - middle;
    const double cr = interleaved[i + 2] - middle;
    interleaved[i] = toSample(y + 1.402 * cr);
    interleaved[i + 1] = toSample(y - 0.344136 * cb - 0.714136 * cr);
    interleaved[i + 2] = toSample(y + 1.772 * cb);
  }
}

Image imageFromColourCells(const PixelModule& module, const std::string& photometric,
                           std::vector<std::uint16_t> cells) {
  if (photometric == "YBR_FULL" || photometric == "YBR_FULL_422") {
    convertYbrToRgb(cells, module.format.bitsStored);
  } else if (photometric != "RGB" && photometric != "YBR_RCT" && photometric != "YBR_ICT") {
    throw Error(ErrorCategory::Unsupported,
                "images of colour model " + printable(photometric) + " cannot be read");
  }
  ImageFormat format = module.format;
  format.isSigned = false;
  return imageFromColour(format, cells);
}

Image imageFromPalette(DcmDataset& dataset, const PixelModule& module,
                       std::span<const std::uint16_t> indices) {
  const std::array<Palette, 3> palettes = {
      readPalette(dataset, DCM_RedPaletteColorLookupTableDescriptor, DCM_RedPaletteColorLookupTableData),
      readPalette(dataset, DCM_GreenPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableData),
      readPalette(dataset, DCM_BluePaletteColorLookupTableDescriptor, DCM_BluePaletteColorLookupTableData)};
  ImageFormat format = module.format;
  format.bitsStored = 8;
  format.isSigned = false;
  requireColourFits(format);
  std::vector<std::uint16_t> rgb(indices.size() * 3);
  for (std::size_t i = 0; i < indices.size(); ++i) {
    for (std::size_t c = 0; c < 3; ++c) rgb[i * 3 + c] = palettes[c].at(indices[i]);
  }
  return imageFromColour(format, rgb);
}

}  // namespace trabecula::core
