// The reader of certificates: as they are, which the digest nearly always refuses, and with the digest put
// right, as whoever forges one would.
#include <cstdlib>

#include "core/archive/certificate.h"
#include "core/archive/certificate_pdf.h"
#include "core/support/error.h"
#include "core/support/sha256.h"
#include "tests/robustness/fuzz/fuzz_target.h"

namespace trabecula::tests {
namespace {

using core::ByteSpan;
using core::ByteVector;

ByteVector bytesOf(const std::string& text) {
  const ByteSpan bytes = core::asByteSpan(text.data(), text.size());
  return {bytes.begin(), bytes.end()};
}

core::Certificate someCertificate() {
  core::Certificate certificate;
  certificate.program = "Trabecula 0.1.0";
  certificate.created = "2026-01-31T23:59:59Z";
  certificate.original = {.name = "a.dcm", .bytes = 4000, .sha256 = std::string(64, 'a'), .kind = "DICOM"};
  certificate.compressed = {.bytes = 1000, .kind = "JPEG-LS", .notes = {"a note", "another"}};
  certificate.format = {.width = 40, .height = 30, .frames = 2, .bitsStored = 12, .isSigned = true};
  certificate.codecId = "jpegls";
  certificate.models = {{"default", std::string(64, 'b')}};
  certificate.recorded = core::RecordedEncoding{"a library 1.0", "near=3"};
  certificate.stated = core::StatedEncoding{"a library 1.0", {{"near", "3"}}, "cpu"};
  certificate.roundTrip = {.identical = false, .differing = 7, .maxAbsError = 3};
  certificate.bitsPerPixel = 3.3333333333333335;
  certificate.ratio = 4.8;
  certificate.metrics = {
      {"mse", 0.25}, {"psnr", core::Infinite{"identical"}}, {"ssim", core::Undefined{"small"}}};
  return certificate;
}

/// The text with the digest of itself where a certificate has it.
ByteVector resealed(ByteVector text) {
  constexpr std::size_t digits = 64;
  constexpr std::size_t after = 4;  // "\n}\n
  if (text.size() < digits + after) return text;
  const auto place = text.end() - static_cast<std::ptrdiff_t>(digits + after);
  std::fill_n(place, digits, std::byte{'0'});
  core::Sha256 hash;
  hash.update(text);
  const ByteVector digest = bytesOf(core::toHex(hash.finish()));
  std::copy(digest.begin(), digest.end(), place);
  return text;
}

void readOne(ByteSpan text) {
  try {
    const core::Certificate certificate = core::readCertificate(text);
    // One certificate has one text, and can be shown.
    const ByteVector again = bytesOf(core::certificateJson(certificate));
    if (!std::equal(again.begin(), again.end(), text.begin(), text.end())) std::abort();
    core::certificatePdf(certificate);
  } catch (const core::Error&) {
  }
}

}  // namespace

std::vector<ByteVector> fuzzSeeds() {
  core::Certificate plain = someCertificate();
  plain.recorded.reset();
  plain.stated.reset();
  plain.models.clear();
  plain.declaredBits = 12;
  return {bytesOf(core::certificateJson(someCertificate())), bytesOf(core::certificateJson(plain))};
}

void fuzzOne(ByteSpan bytes) {
  readOne(bytes);
  readOne(resealed(ByteVector(bytes.begin(), bytes.end())));
}

}  // namespace trabecula::tests
