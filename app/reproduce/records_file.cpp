#include "app/reproduce/records_file.h"

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <variant>

#include "core/support/error.h"
#include "core/support/file_io.h"

namespace trabecula::app::reproduce {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* formatName = "trabecula-reproduce 1";

struct MetricToJson {
  Json operator()(double value) const { return value; }
  Json operator()(const core::Infinite& infinite) const { return {{"infinite", infinite.reason}}; }
  Json operator()(const core::Undefined& undefined) const { return {{"undefined", undefined.reason}}; }
};

core::MetricValue metricFrom(const Json& json) {
  if (json.is_number()) return json.get<double>();
  if (json.contains("infinite")) return core::Infinite{json.at("infinite")};
  return core::Undefined{json.at("undefined")};
}

Json toJson(const CodedRecord& coded) {
  Json json = {{"setting", coded.setting}};
  if (!coded.error.empty()) {
    json["error"] = coded.error;
    return json;
  }
  json["bytes"] = coded.bytes;
  json["bits_per_pixel"] = coded.bitsPerPixel;
  json["space_saving"] = coded.spaceSaving;
  for (const auto& [id, value] : coded.quality) json["quality"][id] = std::visit(MetricToJson{}, value);
  return json;
}

CodedRecord codedFrom(const Json& json) {
  CodedRecord coded;
  coded.setting = json.at("setting");
  coded.error = json.value("error", "");
  if (!coded.error.empty()) return coded;
  coded.bytes = json.at("bytes");
  coded.bitsPerPixel = json.at("bits_per_pixel");
  coded.spaceSaving = json.at("space_saving");
  const Json quality = json.value("quality", Json::object());
  for (const auto& [id, value] : quality.items()) coded.quality.emplace(id, metricFrom(value));
  return coded;
}

Json toJson(const ResidualRecord& residual) {
  return {{"title", residual.title},
          {"smallest", residual.histogram.minValue},
          {"counts", residual.histogram.counts},
          {"relief",
           {{"width", residual.relief.width},
            {"height", residual.relief.height},
            {"source_width", residual.relief.sourceWidth},
            {"source_height", residual.relief.sourceHeight},
            {"values", residual.relief.values}}}};
}

ResidualRecord residualFrom(const Json& json) {
  ResidualRecord residual;
  residual.title = json.at("title");
  residual.histogram.minValue = json.at("smallest");
  residual.histogram.counts = json.at("counts").get<std::vector<std::uint64_t>>();
  // Differences of 16-bit values.
  constexpr std::int64_t reach = std::int64_t{1} << 17U;
  const std::int64_t smallest = residual.histogram.minValue;
  if (smallest < -reach || smallest + static_cast<std::int64_t>(residual.histogram.counts.size()) > reach)
    throw core::Error(core::ErrorCategory::Corrupt, "a residual is out of range");
  for (const std::uint64_t count : residual.histogram.counts) residual.histogram.total += count;
  const Json& relief = json.at("relief");
  residual.relief.width = relief.at("width");
  residual.relief.height = relief.at("height");
  residual.relief.sourceWidth = relief.at("source_width");
  residual.relief.sourceHeight = relief.at("source_height");
  residual.relief.values = relief.at("values").get<std::vector<std::int32_t>>();
  const auto cells = static_cast<std::int64_t>(residual.relief.width) * residual.relief.height;
  if (residual.relief.width < 1 || cells != static_cast<std::int64_t>(residual.relief.values.size()))
    throw core::Error(core::ErrorCategory::Corrupt, "a relief has not as many values as cells");
  return residual;
}

Json toJson(const StreamRecord& stream) {
  return {{"name", stream.name}, {"bytes", stream.bytes}};
}

Json toJson(const ImageRecord& record);
Json toJson(const PlannedImage& image);
Json toJson(const Setting& setting);

template <typename Record>
Json arrayOf(const std::vector<Record>& records) {
  Json array = Json::array();
  for (const Record& record : records) array.push_back(toJson(record));
  return array;
}

Json toJson(const ImageRecord& record) {
  Json json = {{"image", record.index}};
  if (!record.error.empty()) {
    json["error"] = record.error;
    return json;
  }
  json["width"] = record.width;
  json["height"] = record.height;
  json["frames"] = record.frames;
  json["bits_stored"] = record.bitsStored;
  json["signed"] = record.isSigned;
  json["notes"] = record.notes;
  json["coded"] = arrayOf(record.coded);
  json["residuals"] = arrayOf(record.residuals);
  json["streams"] = arrayOf(record.streams);
  return json;
}

ImageRecord imageFrom(const Json& json, const Plan& plan) {
  ImageRecord record;
  record.index = json.at("image");
  if (record.index >= plan.images.size())
    throw core::Error(core::ErrorCategory::Corrupt, "a record is of no image");
  record.error = json.value("error", "");
  if (!record.error.empty()) return record;
  record.width = json.at("width");
  record.height = json.at("height");
  record.frames = json.at("frames");
  record.bitsStored = json.at("bits_stored");
  record.isSigned = json.at("signed");
  record.notes = json.at("notes").get<std::vector<std::string>>();
  for (const Json& coded : json.at("coded")) record.coded.push_back(codedFrom(coded));
  for (const Json& residual : json.at("residuals")) record.residuals.push_back(residualFrom(residual));
  for (const Json& stream : json.at("streams"))
    record.streams.push_back({stream.at("name"), stream.at("bytes")});
  return record;
}

Json toJson(const PlannedImage& image) {
  return {{"name", image.name}, {"set", image.set}};
}

Json toJson(const Setting& setting) {
  return {{"name", setting.name},         {"codec", setting.codecId},   {"title", setting.title},
          {"software", setting.software}, {"summary", setting.summary}, {"lossless", setting.lossless}};
}

Plan planFrom(const Json& json) {
  Plan plan;
  plan.paper = json.at("paper");
  plan.version = json.at("version");
  for (const Json& image : json.at("images")) plan.images.push_back({image.at("name"), image.at("set")});
  for (const Json& setting : json.at("settings")) {
    plan.settings.push_back({setting.at("name"), setting.at("codec"), setting.at("title"),
                             setting.at("software"), setting.at("summary"), setting.at("lossless")});
  }
  return plan;
}

void addTimes(Run& run, const Json& json) {
  std::map<std::pair<std::size_t, std::string>, CodedRecord*> places;
  for (ImageRecord& record : run.records)
    for (CodedRecord& coded : record.coded) places[{record.index, coded.setting}] = &coded;
  for (const Json& time : json) {
    const auto place =
        places.find({time.at("image").get<std::size_t>(), time.at("setting").get<std::string>()});
    if (place == places.end())
      throw core::Error(core::ErrorCategory::Corrupt, "holds the time of something that was not measured");
    place->second->encodeSeconds = time.at("encode_seconds");
    place->second->decodeSeconds = time.at("decode_seconds");
  }
}

Run runFrom(const Json& json) {
  if (json.value("format", "") != formatName)
    throw core::Error(core::ErrorCategory::Unsupported, "is of another version of this command");
  Run run;
  run.plan = planFrom(json);
  run.shard = {json.at("shard").at("index"), json.at("shard").at("count")};
  constexpr int mostShards = 1'000'000;
  if (run.shard.index < 1 || run.shard.index > run.shard.count || run.shard.count > mostShards)
    throw core::Error(core::ErrorCategory::Corrupt, "there is no such shard");
  for (const Json& record : json.at("records")) run.records.push_back(imageFrom(record, run.plan));
  return run;
}

/// Parses a file; whatever is wrong with it is told in one line that names it.
template <typename Use>
void withJson(const fs::path& path, const Use& use) {
  try {
    const core::ByteVector bytes = core::readFile(path);
    const char* text = reinterpret_cast<const char*>(bytes.data());
    use(Json::parse(text, text + bytes.size()));
  } catch (const core::Error& error) {
    throw core::withFileName(error, path.string());
  } catch (const nlohmann::json::exception&) {
    throw core::Error(core::ErrorCategory::Corrupt,
                      path.string() + ": is damaged, or was not written by this command");
  }
}

/// File names need not be UTF-8; what is not becomes a replacement character.
std::string dumped(const Json& json) {
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string recordsText(const Run& run) {
  return dumped({{"format", formatName},
                 {"paper", run.plan.paper},
                 {"version", run.plan.version},
                 {"shard", {{"index", run.shard.index}, {"count", run.shard.count}}},
                 {"settings", arrayOf(run.plan.settings)},
                 {"images", arrayOf(run.plan.images)},
                 {"records", arrayOf(run.records)}});
}

std::string timesText(const Run& run) {
  Json times = Json::array();
  for (const ImageRecord& record : run.records) {
    for (const CodedRecord& coded : record.coded) {
      if (!coded.error.empty()) continue;
      times.push_back({{"image", record.index},
                       {"setting", coded.setting},
                       {"encode_seconds", coded.encodeSeconds},
                       {"decode_seconds", coded.decodeSeconds}});
    }
  }
  return dumped(times);
}

Run readRun(const fs::path& folder) {
  Run run;
  withJson(folder / recordsFileName, [&](const Json& json) { run = runFrom(json); });
  withJson(folder / timesFileName, [&](const Json& json) { addTimes(run, json); });
  return run;
}

}  // namespace trabecula::app::reproduce
