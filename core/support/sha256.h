#pragma once

#include <array>
#include <memory>
#include <string>

#include "core/support/bytes.h"

namespace trabecula::core {

using Sha256Digest = std::array<std::byte, 32>;

/// Incremental SHA-256 (FIPS 180-4). Not thread-safe; one object per message.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void update(ByteSpan bytes);
  /// The digest of all bytes so far; the object must not be updated afterwards.
  Sha256Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The digest of one message.
Sha256Digest sha256Of(ByteSpan bytes);

/// Lower-case hexadecimal, two characters a byte.
std::string toHex(ByteSpan bytes);

}  // namespace trabecula::core
