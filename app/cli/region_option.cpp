#include "app/cli/region_option.h"

#include <CLI/CLI.hpp>
#include <array>
#include <charconv>

namespace trabecula::app {
namespace {

std::optional<core::FrameRegion> regionOf(const std::string& text) {
  std::array<int, 4> numbers{};
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0 && (at == end || *at++ != ',')) return std::nullopt;
    const auto [next, error] = std::from_chars(at, end, numbers[i]);
    if (error != std::errc()) return std::nullopt;
    at = next;
  }
  const auto [left, top, width, height] = numbers;
  if (at != end || left < 0 || top < 0 || width < 1 || height < 1) return std::nullopt;
  return core::FrameRegion{left, top, width, height};
}

}  // namespace

CLI::Option* addRegionOption(CLI::App& command, std::optional<core::FrameRegion>& region,
                             const std::string& meaning) {
  return command
      .add_option_function<std::string>(
          "--region",
          [&region](const std::string& text) {
            region = regionOf(text);
            if (!region) throw CLI::ValidationError("--region " + text, "write x,y,w,h in whole pixels");
          },
          "x,y,w,h: " + meaning)
      ->type_name("RECTANGLE");
}

std::string regionText(const core::FrameRegion& region) {
  const auto number = [](int n) { return std::to_string(n); };
  return number(region.left) + "," + number(region.top) + "," + number(region.width) + "," +
         number(region.height);
}

}  // namespace trabecula::app
