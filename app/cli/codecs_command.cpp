#include <CLI/CLI.hpp>

#include "app/cli/commands.h"
#include "app/cli/report.h"
#include "core/codec/registry.h"

namespace trabecula::app {
namespace {

template <typename Range>
Json numberJson(const char* type, const Range& range) {
  return {{"type", type}, {"min", range.min}, {"max", range.max}, {"default", range.defaultValue}};
}

struct RangeToJson {
  Json operator()(const core::IntegerRange& range) const { return numberJson("integer", range); }
  Json operator()(const core::RealRange& range) const { return numberJson("real", range); }
  Json operator()(const core::Choice& choice) const {
    return {{"type", "choice"}, {"values", choice.values}, {"default", choice.values.front()}};
  }
};

struct RangeToText {
  std::string operator()(const core::IntegerRange& range) const {
    return std::to_string(range.min) + ".." + std::to_string(range.max) + ", default " +
           std::to_string(range.defaultValue);
  }
  std::string operator()(const core::RealRange& range) const {
    return significant(range.min, 6) + ".." + significant(range.max, 6) + ", default " +
           significant(range.defaultValue, 6);
  }
  std::string operator()(const core::Choice& choice) const {
    std::string text;
    for (const std::string& value : choice.values) text += (text.empty() ? "" : "|") + value;
    return text + ", default " + choice.values.front();
  }
};

Json describe(const core::ParameterInfo& parameter) {
  Json object = {{"name", parameter.name}, {"title", parameter.title}, {"meaning", parameter.meaning}};
  object.update(std::visit(RangeToJson{}, parameter.range));
  if (!parameter.dependsOn.empty()) object["only_if"] = {{parameter.dependsOn, parameter.onValue}};
  return object;
}

Json describe(const core::CodecInfo& info) {
  Json parameters = Json::array();
  for (const core::ParameterInfo& parameter : info.parameters) parameters.push_back(describe(parameter));
  return {{"id", info.id},
          {"title", info.title},
          {"lossless", info.lossless},
          {"near_lossless", info.nearLossless},
          {"lossy", info.lossy},
          {"bits_min", info.minBits},
          {"bits_max", info.maxBits},
          {"parameters", std::move(parameters)}};
}

std::string kinds(const core::CodecInfo& info) {
  std::string text;
  const auto add = [&text](bool has, const char* name) {
    if (has) text += (text.empty() ? "" : ", ") + std::string(name);
  };
  add(info.lossless, "lossless");
  add(info.nearLossless, "near-lossless");
  add(info.lossy, "lossy");
  return text;
}

void print(Report& report, const core::CodecInfo& info) {
  std::vector<std::pair<std::string, std::string>> lines = {
      {"kinds", kinds(info)},
      {"bits stored", std::to_string(info.minBits) + ".." + std::to_string(info.maxBits)},
      {"done by", info.implementation}};
  for (const core::ParameterInfo& parameter : info.parameters) {
    const std::string condition =
        parameter.dependsOn.empty() ? "" : " (with " + parameter.dependsOn + "=" + parameter.onValue + ")";
    lines.emplace_back("-p " + parameter.name,
                       std::visit(RangeToText{}, parameter.range) + ": " + parameter.meaning + condition);
  }
  report.fields(info.id + " - " + info.title, lines);
}

void run(Session& session) {
  Report report(session.json);
  for (const auto& codec : core::CodecRegistry::instance().codecs()) {
    report.add(describe(codec->info()));
    print(report, codec->info());
  }
  report.finish();
}

}  // namespace

void addCodecsCommand(CLI::App& program, Session& session) {
  CLI::App* command =
      addCommand(program, session, "codecs", "Codecs of this build: ids, kinds, depths, parameters");
  command->callback([&session] { run(session); });
}

}  // namespace trabecula::app
