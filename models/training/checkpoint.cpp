#include "models/training/checkpoint.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "core/support/bytes.h"
#include "core/support/error.h"
#include "core/support/file_io.h"
#include "core/support/sha256.h"

// Layout: magic, step, seconds, best score, best step, length and text of the identity, then for each array
// its length and values; SHA-256 of all that. 64-bit numbers, the machine's byte order: a checkpoint stays
// where it was made.
namespace trabecula::models {
namespace {

constexpr std::uint64_t magic = 0x31544E49504B4354ULL;  // "TCKPINT1"
constexpr std::size_t digestBytes = sizeof(core::Sha256Digest);

class Writer {
 public:
  template <typename T>
  void number(T value) {
    static_assert(sizeof(T) == 8);
    array(&value, sizeof value);
  }
  void array(const void* data, std::size_t size) {
    const core::ByteSpan bytes = core::asByteSpan(data, size);
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  }
  void values(const std::vector<float>& values) {
    number(std::uint64_t{values.size()});
    array(values.data(), values.size() * sizeof(float));
  }
  core::ByteVector finish() {
    const core::Sha256Digest digest = core::sha256Of(bytes_);
    bytes_.insert(bytes_.end(), digest.begin(), digest.end());
    return std::move(bytes_);
  }

 private:
  core::ByteVector bytes_;
};

class Reader {
 public:
  explicit Reader(core::ByteSpan bytes) : rest_(bytes) {}
  template <typename T>
  T number() {
    T value{};
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  core::ByteSpan take(std::uint64_t size) {
    if (size > rest_.size()) throw core::Error(core::ErrorCategory::Corrupt, "the checkpoint is cut off");
    const core::ByteSpan taken = rest_.first(static_cast<std::size_t>(size));
    rest_ = rest_.subspan(taken.size());
    return taken;
  }
  std::vector<float> values() {
    const auto count = number<std::uint64_t>();
    const core::ByteSpan bytes =
        take(std::min<std::uint64_t>(count, UINT64_MAX / sizeof(float)) * sizeof(float));
    std::vector<float> values(bytes.size() / sizeof(float));
    if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  }

 private:
  core::ByteSpan rest_;
};

Checkpoint parse(core::ByteSpan bytes) {
  if (bytes.size() < sizeof magic + digestBytes || Reader(bytes).number<std::uint64_t>() != magic) {
    throw core::Error(core::ErrorCategory::Corrupt, "this is no training checkpoint");
  }
  const core::ByteSpan body = bytes.first(bytes.size() - digestBytes);
  const core::Sha256Digest digest = core::sha256Of(body);
  if (!std::equal(digest.begin(), digest.end(), bytes.begin() + static_cast<std::ptrdiff_t>(body.size()))) {
    throw core::Error(core::ErrorCategory::Corrupt, "the checkpoint is damaged");
  }
  Reader reader(body.subspan(sizeof magic));
  Checkpoint result;
  result.step = reader.number<std::int64_t>();
  result.seconds = reader.number<double>();
  result.bestScore = reader.number<double>();
  result.bestStep = reader.number<std::int64_t>();
  const core::ByteSpan identity = reader.take(reader.number<std::uint64_t>());
  result.identity.resize(identity.size());
  std::transform(identity.begin(), identity.end(), result.identity.begin(),
                 [](std::byte byte) { return static_cast<char>(byte); });
  for (std::vector<float>* values :
       {&result.weights, &result.firstMoment, &result.secondMoment, &result.average, &result.best}) {
    *values = reader.values();
  }
  return result;
}

}  // namespace

void writeCheckpoint(const std::filesystem::path& path, const Checkpoint& checkpoint) {
  Writer writer;
  writer.number(magic);
  writer.number(checkpoint.step);
  writer.number(checkpoint.seconds);
  writer.number(checkpoint.bestScore);
  writer.number(checkpoint.bestStep);
  writer.number(std::uint64_t{checkpoint.identity.size()});
  writer.array(checkpoint.identity.data(), checkpoint.identity.size());
  for (const std::vector<float>* values : {&checkpoint.weights, &checkpoint.firstMoment,
                                           &checkpoint.secondMoment, &checkpoint.average, &checkpoint.best}) {
    writer.values(*values);
  }
  core::writeFileAtomically(path, writer.finish());
}

Checkpoint readCheckpoint(const std::filesystem::path& path) {
  try {
    return parse(core::readFile(path));
  } catch (const core::Error& error) {
    throw core::withFileName(error, path.string());
  }
}

}  // namespace trabecula::models
