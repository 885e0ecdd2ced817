#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/codec/codec_info.h"

namespace trabecula::core {

using ParameterValue = std::variant<std::int64_t, double, std::string>;

/// A complete, validated setting of a codec's parameters: every name of CodecInfo::parameters has a value
/// of its type within its range. Comparable, so that equal settings are recognised as such.
class Parameters {
 public:
  /// All defaults.
  static Parameters defaults(const CodecInfo& info);
  /// Defaults with the given "name", "value" texts over them. Throws Error{InvalidArgument} naming the
  /// parameter, what was given and what is allowed.
  static Parameters parse(const CodecInfo& info,
                          const std::vector<std::pair<std::string, std::string>>& given);

  std::int64_t integer(const std::string& name) const;
  double real(const std::string& name) const;
  const std::string& choice(const std::string& name) const;
  const std::map<std::string, ParameterValue>& values() const { return values_; }

  /// "effort=7 mode=lossless": only what matters at these values (see ParameterInfo::dependsOn).
  std::string summary(const CodecInfo& info) const;

  bool operator==(const Parameters&) const = default;

 private:
  std::map<std::string, ParameterValue> values_;
};

/// Shortest text that parses back to the same value.
std::string toString(const ParameterValue& value);

}  // namespace trabecula::core
