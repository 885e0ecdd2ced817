#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/fixedpoint/model_file.h"
#include "core/support/bytes.h"
#include "core/support/sha256.h"
#include "tests/support/fixedpoint_networks.h"

namespace trabecula::tests {

/// Two networks, tables of every width, texts.
inline fp::ModelFile everySectionModel() {
  fp::ModelFile model;
  model.description = "For tests \xE2\x80\x94 every section";
  model.provenance = R"({"seed": 7})";
  model.tables = {
      {"small", {-128, 0, 127}}, {"middle", {-32768, 32767}}, {"large", {65536, -2147483647 - 1, 5}}};
  model.networks = {everyLayerNetwork(), denseNetwork({6, 8, 4}, 3)};
  return model;
}

struct ModelSection {
  std::string type;
  core::ByteVector payload;
};

inline constexpr std::size_t modelHeaderBytes = 12;
inline constexpr std::size_t modelDigestBytes = 32;

/// Takes a valid model apart, as MODEL_FORMAT.md describes it.
inline std::vector<ModelSection> sectionsOf(const core::ByteVector& bytes) {
  std::vector<ModelSection> sections;
  std::size_t at = modelHeaderBytes;
  while (at + modelDigestBytes < bytes.size()) {
    const std::byte* head = bytes.data() + at;
    const auto length = static_cast<std::size_t>(core::readLe64(head + 4));
    sections.push_back(
        {std::string(reinterpret_cast<const char*>(head), 4), {head + 12, head + 12 + length}});
    at += 12 + length;
  }
  return sections;
}

/// Puts the digest of what is there at the end.
inline void appendDigest(core::ByteVector& bytes) {
  core::Sha256 sha;
  sha.update(bytes);
  const core::Sha256Digest digest = sha.finish();
  bytes.insert(bytes.end(), digest.begin(), digest.end());
}

/// Puts a model together again, with the right checksum.
inline core::ByteVector modelOf(const std::vector<ModelSection>& sections) {
  core::ByteVector bytes;
  for (const unsigned value : {0x89U, 0x54U, 0x4DU, 0x44U, 0x4CU, 0x0DU, 0x0AU, 0x1AU, 1U, 0U, 0U, 0U}) {
    bytes.push_back(static_cast<std::byte>(value));
  }
  for (const ModelSection& section : sections) {
    for (const char letter : section.type) bytes.push_back(static_cast<std::byte>(letter));
    for (std::size_t i = 0; i < 8; ++i)
      bytes.push_back(static_cast<std::byte>((section.payload.size() >> (8 * i)) & 0xFFU));
    bytes.insert(bytes.end(), section.payload.begin(), section.payload.end());
  }
  appendDigest(bytes);
  return bytes;
}

}  // namespace trabecula::tests
