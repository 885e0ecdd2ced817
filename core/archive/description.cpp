#include "core/archive/description.h"

#include <nlohmann/json.hpp>

#include "core/archive/chunk.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

using Json = nlohmann::json;

constexpr std::size_t imageRecordBytes = 24;
constexpr std::size_t maxCodecRecordBytes = std::size_t{1} << 20U;

void require(bool condition, const char* part) {
  if (!condition) {
    throw Error(ErrorCategory::Corrupt,
                std::string("The archive is damaged: part ") + part + " has no valid content");
  }
}

}  // namespace

ByteVector writeImageRecord(const ImageRecord& record) {
  ByteVector bytes;
  appendLe32(bytes, static_cast<std::uint32_t>(record.format.width));
  appendLe32(bytes, static_cast<std::uint32_t>(record.format.height));
  appendLe32(bytes, static_cast<std::uint32_t>(record.format.frames));
  bytes.push_back(static_cast<std::byte>(record.format.bitsStored));
  bytes.push_back(static_cast<std::byte>(record.format.isSigned));
  bytes.push_back(static_cast<std::byte>(record.adaptation.codedBits));
  bytes.push_back(static_cast<std::byte>(record.adaptation.offsetBinary));
  bytes.push_back(static_cast<std::byte>(record.fidelity.kind));
  bytes.insert(bytes.end(), 3, std::byte{0});
  appendLe32(bytes, static_cast<std::uint32_t>(record.fidelity.maxError));
  return bytes;
}

ImageRecord readImageRecord(ByteSpan payload) {
  constexpr const char* part = "FORM";
  require(payload.size() >= imageRecordBytes, part);
  const auto byteAt = [&](std::size_t offset) { return std::to_integer<int>(payload[offset]); };
  const auto sizeAt = [&](std::size_t offset) {
    const std::uint32_t value = readLe32(payload.data() + offset);
    require(value <= INT32_MAX, part);
    return static_cast<int>(value);
  };
  ImageRecord record;
  record.format.width = sizeAt(0);
  record.format.height = sizeAt(4);
  record.format.frames = sizeAt(8);
  record.format.bitsStored = byteAt(12);
  require(byteAt(13) <= 1 && byteAt(15) <= 1 && byteAt(16) <= 2, part);
  record.format.isSigned = byteAt(13) == 1;
  record.adaptation.codedBits = byteAt(14);
  record.adaptation.offsetBinary = byteAt(15) == 1;
  record.fidelity.kind = static_cast<Fidelity::Kind>(byteAt(16));
  record.fidelity.maxError = sizeAt(20);
  requireValid(record.format);
  require(record.adaptation.codedBits >= record.format.bitsStored && record.adaptation.codedBits <= 16, part);
  require(record.format.isSigned || !record.adaptation.offsetBinary, part);
  return record;
}

ByteVector writeCodecRecord(const CodecInfo& info, const Parameters& parameters) {
  Json values = Json::object();
  for (const auto& [name, value] : parameters.values()) {
    std::visit([&, &key = name](const auto& typed) { values[key] = typed; }, value);
  }
  const std::string json =
      Json{{"id", info.id}, {"library", info.implementation}, {"parameters", values}}.dump();
  const ByteSpan bytes = asByteSpan(json.data(), json.size());
  return {bytes.begin(), bytes.end()};
}

std::string readCodecId(ByteSpan payload) {
  constexpr const char* part = "CODC";
  require(payload.size() <= maxCodecRecordBytes, part);
  const auto* begin = reinterpret_cast<const char*>(payload.data());
  const Json record = Json::parse(begin, begin + payload.size(), nullptr, false);
  require(record.is_object() && record.contains("id") && record["id"].is_string(), part);
  return record["id"].get<std::string>();
}

}  // namespace trabecula::core
