#pragma once

#include <cstddef>
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

/// Networks that a model has at most.
inline constexpr int maxExperts = 8;
/// How the model file names the network of an expert: "context", "context2", ...
std::string expertName(int index);

/// What the pixels of a tile are coded with. Looks into its ContextModel.
struct Expert {
  const Settings& settings;
  const MixtureTables& tables;
  const fixedpoint::DenseStack& network;
};

/// A trained model, ready to code with: one network or several that know different images, among which
/// the encoder chooses for every tile. Immutable; any thread.
class ContextModel {
 public:
  /// From the bytes of a model file. Throws Error{Corrupt}, or
  /// Error{InvalidArgument} for a network of another shape, where it is not one of this codec; runs its known
  /// answers and throws Error{Unsupported} where this machine does not compute them.
  explicit ContextModel(ByteSpan file);

  /// First 8 bytes of the model file's SHA-256: how streams name it.
  std::uint64_t id() const { return id_; }
  const Settings& settings() const { return settings_; }
  int experts() const { return static_cast<int>(networks_.size()); }
  Expert expert(int index) const { return {settings_, tables_, *networks_[static_cast<std::size_t>(index)]}; }
  const std::string& description() const { return description_; }

 private:
  explicit ContextModel(const fixedpoint::ModelFile& file);

  std::uint64_t id_ = 0;
  std::string description_;
  Settings settings_;
  MixtureTables tables_;
  std::vector<std::unique_ptr<fixedpoint::DenseStack>> networks_;
};

}  // namespace trabecula::core::contextnet
