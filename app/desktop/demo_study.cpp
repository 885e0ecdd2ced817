#include "app/desktop/demo_study.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>

#include "core/phantom/phantom.h"
#include "core/study/image_file.h"
#include "core/support/error.h"

namespace trabecula::app {
namespace {

core::PhantomKind kindOf(const QString& name) {
  if (name == QStringLiteral("wrist")) return core::PhantomKind::Wrist;
  if (name == QStringLiteral("vertebra")) return core::PhantomKind::Vertebra;
  return core::PhantomKind::Hip;
}

core::PhantomRecipe recipeOf(const QJsonObject& object) {
  return {.kind = kindOf(object[QStringLiteral("kind")].toString()),
          .bitsStored = object[QStringLiteral("bits")].toInt(),
          .densityPermille = object[QStringLiteral("density")].toInt(),
          .seed = static_cast<std::uint64_t>(object[QStringLiteral("seed")].toInt()),
          .width = object[QStringLiteral("width")].toInt(),
          .height = object[QStringLiteral("height")].toInt()};
}

}  // namespace

std::filesystem::path demoStudyFolder() {
  const QString cache = QStandardPaths::writableLocation(QStandardPaths::CacheLocation);
  return std::filesystem::path(cache.toStdString()) / "demo-study";
}

std::vector<std::filesystem::path> writeDemoStudy(const std::filesystem::path& folder,
                                                  core::JobContext& context) {
  QFile file(QStringLiteral(":/demo/demo_study.json"));
  if (!file.open(QIODevice::ReadOnly))
    throw core::Error(core::ErrorCategory::Unreadable, "The demo study's recipe is missing from this build");
  const QJsonArray images =
      QJsonDocument::fromJson(file.readAll()).object()[QStringLiteral("phantoms")].toArray();

  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    throw core::Error(core::ErrorCategory::WriteFailed,
                      folder.string() + ": cannot write: " + error.message());
  std::vector<std::filesystem::path> paths;
  for (const auto& value : images) {
    const QJsonObject object = value.toObject();
    const core::PhantomRecipe recipe = recipeOf(object);
    // The recipe is in the name, so that a changed recipe makes a new file.
    const std::string name = object[QStringLiteral("kind")].toString().toStdString() + "-" +
                             std::to_string(recipe.densityPermille) + "-" + std::to_string(recipe.seed) +
                             "-" + std::to_string(recipe.width) + "x" + std::to_string(recipe.height) +
                             ".dcm";
    paths.push_back(folder / name);
    if (std::filesystem::exists(paths.back(), error)) continue;
    const auto index = static_cast<double>(paths.size() - 1);
    const auto count = static_cast<double>(images.size());
    core::JobContext part = context.part(index / count, (index + 1) / count);
    core::StudyAttributes attributes = core::phantomAttributes(recipe);
    attributes.seriesNumber = static_cast<int>(paths.size());
    attributes.seriesDescription = object[QStringLiteral("description")].toString().toStdString();
    core::writeImageFile(paths.back(), core::makePhantom(recipe, part), attributes, part);
  }
  return paths;
}

}  // namespace trabecula::app
