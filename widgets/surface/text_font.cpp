#include "widgets/surface/text_font.h"

#include <fontconfig/fontconfig.h>

#include <filesystem>
#include <string>

namespace trabecula::widgets {
namespace {

/// The file of the face that fontconfig takes for sans-serif; empty where it finds no scalable one.
std::string findSansSerifFile() {
  FcPattern* const pattern = FcNameParse(reinterpret_cast<const FcChar8*>("sans-serif:scalable=true"));
  if (!pattern) return {};
  FcConfigSubstitute(nullptr, pattern, FcMatchPattern);
  FcDefaultSubstitute(pattern);
  FcResult result = FcResultNoMatch;
  FcPattern* const match = FcFontMatch(nullptr, pattern, &result);
  std::string file;
  FcChar8* name = nullptr;
  if (match && FcPatternGetString(match, FC_FILE, 0, &name) == FcResultMatch)
    file = reinterpret_cast<const char*>(name);
  if (match) FcPatternDestroy(match);
  FcPatternDestroy(pattern);
  std::error_code ignored;
  return std::filesystem::is_regular_file(file, ignored) ? file : std::string();
}

}  // namespace

void useSystemFont(vtkTextProperty& text) {
  static const std::string file = findSansSerifFile();
  if (file.empty()) return;
  text.SetFontFamily(VTK_FONT_FILE);
  text.SetFontFile(file.c_str());
}

}  // namespace trabecula::widgets
