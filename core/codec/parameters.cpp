#include "core/codec/parameters.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "core/support/error.h"

namespace trabecula::core {
namespace {

template <typename... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};
template <typename... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

template <typename Number>
bool parseWhole(const std::string& text, Number& number) {
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  return result.ec == std::errc() && result.ptr == end;
}

std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

ParameterValue defaultValue(const ParameterInfo& parameter) {
  return std::visit(Overloaded{[](const IntegerRange& range) { return ParameterValue(range.defaultValue); },
                               [](const RealRange& range) { return ParameterValue(range.defaultValue); },
                               [](const Choice& choice) { return ParameterValue(choice.values.at(0)); }},
                    parameter.range);
}

[[noreturn]] void refuse(const ParameterInfo& parameter, const std::string& given,
                         const std::string& allowed) {
  throw Error(ErrorCategory::InvalidArgument,
              "Parameter " + parameter.name + " must be " + allowed + ", not \"" + given + "\"");
}

ParameterValue parseValue(const ParameterInfo& parameter, const std::string& text) {
  return std::visit(
      Overloaded{[&](const IntegerRange& range) {
                   std::int64_t number = 0;
                   if (!parseWhole(text, number) || number < range.min || number > range.max) {
                     refuse(parameter, text,
                            "a whole number from " + toString(range.min) + " to " + toString(range.max));
                   }
                   return ParameterValue(number);
                 },
                 [&](const RealRange& range) {
                   double number = 0;
                   // The comparison is written so that NaN fails it.
                   if (!parseWhole(text, number) || !(number >= range.min && number <= range.max)) {
                     refuse(parameter, text,
                            "a number from " + toString(range.min) + " to " + toString(range.max));
                   }
                   return ParameterValue(number);
                 },
                 [&](const Choice& choice) {
                   if (std::find(choice.values.begin(), choice.values.end(), text) == choice.values.end()) {
                     refuse(parameter, text, "one of " + listed(choice.values));
                   }
                   return ParameterValue(text);
                 }},
      parameter.range);
}

const ParameterInfo& findParameter(const CodecInfo& info, const std::string& name) {
  std::vector<std::string> known;
  for (const ParameterInfo& parameter : info.parameters) {
    if (parameter.name == name) return parameter;
    known.push_back(parameter.name);
  }
  throw Error(ErrorCategory::InvalidArgument,
              info.title + " has no parameter \"" + name + "\"" +
                  (known.empty() ? std::string("; it has none") : "; it has " + listed(known)));
}

}  // namespace

Parameters Parameters::defaults(const CodecInfo& info) {
  Parameters parameters;
  for (const ParameterInfo& parameter : info.parameters) {
    parameters.values_[parameter.name] = defaultValue(parameter);
  }
  return parameters;
}

Parameters Parameters::parse(const CodecInfo& info,
                             const std::vector<std::pair<std::string, std::string>>& given) {
  Parameters parameters = defaults(info);
  for (const auto& [name, text] : given) {
    parameters.values_[name] = parseValue(findParameter(info, name), text);
  }
  return parameters;
}

std::int64_t Parameters::integer(const std::string& name) const {
  return std::get<std::int64_t>(values_.at(name));
}

double Parameters::real(const std::string& name) const {
  return std::get<double>(values_.at(name));
}

const std::string& Parameters::choice(const std::string& name) const {
  return std::get<std::string>(values_.at(name));
}

std::string Parameters::summary(const CodecInfo& info) const {
  std::string text;
  for (const ParameterInfo& parameter : info.parameters) {
    if (!parameter.dependsOn.empty() && choice(parameter.dependsOn) != parameter.onValue) continue;
    text += (text.empty() ? "" : " ") + parameter.name + "=" + toString(values_.at(parameter.name));
  }
  return text;
}

std::string toString(const ParameterValue& value) {
  return std::visit(Overloaded{[](const std::string& text) { return text; },
                               [](auto number) {
                                 char buffer[64];
                                 const auto result = std::to_chars(buffer, buffer + sizeof buffer, number);
                                 return std::string(buffer, result.ptr);
                               }},
                    value);
}

}  // namespace trabecula::core
