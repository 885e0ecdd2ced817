#include <CLI/CLI.hpp>
#include <cmath>

#include "app/cli/commands.h"
#include "app/cli/report.h"
#include "core/phantom/phantom.h"
#include "core/support/error.h"

namespace trabecula::app {
namespace {

using core::PhantomKind;

const std::vector<std::pair<std::string, PhantomKind>> kinds = {
    {"hip", PhantomKind::Hip}, {"wrist", PhantomKind::Wrist}, {"vertebra", PhantomKind::Vertebra}};

struct Options {
  std::string output;
  std::string kind = "hip";
  double density = 1;
  std::string size;
  core::PhantomRecipe recipe;
};

/// "1024x1280" into width and height.
void parseSize(const std::string& text, core::PhantomRecipe& recipe) {
  std::size_t used = 0;
  try {
    recipe.width = std::stoi(text, &used);
    const std::string rest = text.substr(used);
    if (!rest.starts_with('x')) throw std::invalid_argument(text);
    recipe.height = std::stoi(rest.substr(1), &used);
    if (used + 1 != rest.size()) throw std::invalid_argument(text);
  } catch (const std::logic_error&) {
    throw core::Error(core::ErrorCategory::InvalidArgument,
                      "--size " + text + ": a size is given as WIDTHxHEIGHT, for example 1024x1280");
  }
}

core::PhantomRecipe recipeOf(const Options& options) {
  core::PhantomRecipe recipe = options.recipe;
  for (const auto& [name, kind] : kinds) {
    if (name == options.kind) recipe.kind = kind;
  }
  recipe.densityPermille = static_cast<int>(std::lround(options.density * 1000));
  if (!options.size.empty()) parseSize(options.size, recipe);
  return recipe;
}

void makePhantomFile(const Options& options, Session& session, Report& report) {
  const core::PhantomRecipe recipe = recipeOf(options);
  core::JobContext context = session.context();
  const core::Image image = core::makePhantom(recipe, context);
  core::writeImageFile(options.output, image, core::phantomAttributes(recipe), context);
  const std::string digest = core::pixelSha256(image);
  report.add({{"output", options.output},
              {"kind", options.kind},
              {"width", recipe.width},
              {"height", recipe.height},
              {"bits_stored", recipe.bitsStored},
              {"density", recipe.densityPermille / 1000.0},
              {"seed", recipe.seed},
              {"pixel_sha256", digest}});
  report.line(options.output + ": " + options.kind + ", " + std::to_string(recipe.width) + " x " +
              std::to_string(recipe.height) + ", " + std::to_string(recipe.bitsStored) + " bits");
  report.line("pixel SHA-256 " + digest);
}

void run(const Options& options, Session& session) {
  Report report(session.json);
  session.forFile(options.output, [&] { makePhantomFile(options, session, report); });
  report.finish();
}

std::vector<std::string> kindNames() {
  std::vector<std::string> names;
  names.reserve(kinds.size());
  for (const auto& [name, kind] : kinds) names.push_back(name);
  return names;
}

}  // namespace

void addPhantomCommand(CLI::App& program, Session& session) {
  auto options = std::make_shared<Options>();
  CLI::App* command = addCommand(program, session, "phantom",
                                 "Write a synthetic radiograph; the same options give the same pixels on "
                                 "every machine");
  command->add_option("OUT", options->output, "OUT.dcm, OUT.png or OUT.pgm")->required();
  command->add_option("--kind", options->kind, "Bone shown")
      ->check(CLI::IsMember(kindNames()))
      ->capture_default_str();
  command->add_option("--bits", options->recipe.bitsStored, "Bits stored")
      ->check(CLI::Range(8, 16))
      ->capture_default_str();
  command->add_option("--density", options->density, "Bone density: 0 (severe osteoporosis) to 1 (healthy)")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command->add_option("--seed", options->recipe.seed, "Seed of texture and noise")->capture_default_str();
  command->add_option("--size", options->size,
                      "WIDTHxHEIGHT (default " + std::to_string(options->recipe.width) + "x" +
                          std::to_string(options->recipe.height) + ")");
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace trabecula::app
