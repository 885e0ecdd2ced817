#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "core/codec/codec.h"

namespace trabecula::core {

/// All codecs of this build, in the order in which front ends list them. Immutable after construction.
class CodecRegistry {
 public:
  /// The process-wide registry.
  static const CodecRegistry& instance();

  const std::vector<std::unique_ptr<Codec>>& codecs() const { return codecs_; }
  /// nullptr where there is none of that id.
  const Codec* find(std::string_view id) const;
  /// Throws Error{InvalidArgument} listing the known ids.
  const Codec& get(std::string_view id) const;
  /// The codec whose own file format starts with `head`; nullptr where none does.
  const Codec* recognise(ByteSpan head) const;

 private:
  CodecRegistry();
  std::vector<std::unique_ptr<Codec>> codecs_;
};

}  // namespace trabecula::core
