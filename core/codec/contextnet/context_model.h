#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/codec/contextnet/geometry.h"
#include "core/codec/contextnet/mixture_tables.h"
#include "core/codec/contextnet/settings.h"
#include "core/fixedpoint/dense_stack.h"
#include "core/fixedpoint/model_file.h"
#include "core/support/bytes.h"

namespace trabecula::core::contextnet {

/// A trained model, ready to code with. Immutable; any thread.
class ContextModel {
 public:
  /// From the bytes of a model file. Throws Error{Corrupt}, or
  /// Error{InvalidArgument} for a network of another shape, where it is not one of this codec; runs its known
  /// answers and throws Error{Unsupported} where this machine does not compute them.
  explicit ContextModel(ByteSpan file);

  /// First 8 bytes of the model file's SHA-256: how streams name it.
  std::uint64_t id() const { return id_; }
  const Settings& settings() const { return settings_; }
  const MixtureTables& tables() const { return tables_; }
  const fixedpoint::DenseStack& network() const { return *network_; }
  const std::string& description() const { return description_; }

 private:
  explicit ContextModel(const fixedpoint::ModelFile& file);

  std::uint64_t id_ = 0;
  std::string description_;
  Settings settings_;
  MixtureTables tables_;
  std::unique_ptr<fixedpoint::DenseStack> network_;
};

}  // namespace trabecula::core::contextnet
