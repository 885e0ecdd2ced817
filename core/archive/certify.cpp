#include "core/archive/certify.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>

#include "core/archive/archive.h"
#include "core/archive/container.h"
#include "core/archive/description.h"
#include "core/codec/registry.h"
#include "core/study/image_file.h"
#include "core/support/decimal_text.h"
#include "core/support/error.h"
#include "core/support/file_io.h"
#include "core/support/sha256.h"

namespace trabecula::core {
namespace {

namespace fs = std::filesystem;

std::string utcNow() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

ByteVector bytesOf(const fs::path& path) {
  try {
    return readFile(path);
  } catch (const Error& error) {
    throw withFileName(error, path.string());
  }
}

void describeBytes(ByteSpan bytes, CertifiedFile& file) {
  file.bytes = bytes.size();
  file.sha256 = toHex(sha256Of(bytes));
}

/// The digest is of one reading, the pixels are of another: both must be of the same file.
void requireUnchanged(const fs::path& path, const CertifiedFile& file) {
  CertifiedFile now;
  describeBytes(bytesOf(path), now);
  if (now.sha256 != file.sha256)
    throw Error(ErrorCategory::Corrupt, path.string() + ": the file changed while it was read");
}

Image describeImage(const fs::path& path, std::optional<int> bits, JobContext& context, CertifiedFile& file) {
  const ImageFile read = readImageFile(path, ReadOptions{.bitsStored = bits}, context);
  file.kind = read.formatName;
  file.transferSyntax = read.transferSyntax;
  file.pixelSha256 = pixelSha256(read.image);
  file.notes = read.image.notes();
  requireUnchanged(path, file);
  return read.image;
}

/// Codec, library and, for an archive, what it says of its own encoding.
void describeCodec(ByteSpan bytes, Certificate& certificate) {
  const Codec* codec = nullptr;
  if (isArchive(bytes)) {
    const Description description = readDescription(readParts(bytes).description);
    codec = CodecRegistry::instance().find(description.codecId);
    certificate.recorded = RecordedEncoding{description.library, description.parameters};
  } else {
    codec = CodecRegistry::instance().recognise(bytes);
  }
  if (codec == nullptr) return;
  certificate.codecId = codec->info().id;
  certificate.codecTitle = codec->info().title;
  certificate.decoder = codec->info().implementation;
  for (const ModelVersion& model : codec->info().models) certificate.models[model.preset] = model.sha256;
}

/// A request that reads the files as the certificate's maker did.
CertifyRequest requestOf(const Certificate& certificate, const fs::path& original,
                         const fs::path& compressed) {
  CertifyRequest request{.original = original,
                         .compressed = compressed,
                         .declaredBits = certificate.declaredBits,
                         .metrics = {},
                         .stated = certificate.stated};
  for (const CertifiedMetric& metric : certificate.metrics) request.metrics.push_back(metric.id);
  return request;
}

std::vector<NamedMetricValue> valuesOf(const CertifyRequest& request, const Image& original,
                                       const Image& decoded, JobContext& context) {
  // For computeMetrics() an empty list means all of them.
  if (request.metrics.empty()) return {};
  return computeMetrics(original, decoded, request.metrics, context);
}

/// JSON has no other numbers.
MetricValue finite(const MetricValue& value) {
  const double* number = std::get_if<double>(&value);
  if (number == nullptr || std::isfinite(*number)) return value;
  return Undefined{"the computation gave no finite number"};
}

Certificate describeFiles(const CertifyRequest& request) {
  Certificate certificate;
  certificate.program = request.program;
  certificate.created = utcNow();
  certificate.declaredBits = request.declaredBits;
  certificate.stated = request.stated;
  if (request.withFileNames) {
    certificate.original.name = request.original.filename().string();
    certificate.compressed.name = request.compressed.filename().string();
  }
  describeBytes(bytesOf(request.original), certificate.original);
  return certificate;
}

CertificateFinding compared(const std::string& field, const std::string& said, const std::string& found) {
  return {field, said, found, said == found};
}

const CertifiedMetric* metricNamed(const Certificate& certificate, std::size_t index) {
  return index < certificate.metrics.size() ? &certificate.metrics[index] : nullptr;
}

/// `said` with everything that the files cannot tell, and with metrics that agree, as `found` has it: the
/// same text as `found` where the certificate is right, whatever its fields look like in words.
Certificate provableOf(const Certificate& said, const Certificate& found) {
  Certificate provable = said;
  provable.program = found.program;
  provable.created = found.created;
  provable.original.name = found.original.name;
  provable.compressed.name = found.compressed.name;
  provable.codecTitle = found.codecTitle;
  provable.decoder = found.decoder;
  provable.models = found.models;
  provable.stated = found.stated;
  for (std::size_t i = 0; i < std::min(said.metrics.size(), found.metrics.size()); ++i)
    if (agree(said.metrics[i].value, found.metrics[i].value))
      provable.metrics[i].value = found.metrics[i].value;
  return provable;
}

/// Numbers are compared in full; where the fields round them to the same text, in full they are shown.
void compareNumber(CertificateFinding& finding, double said, double found) {
  constexpr int allDigits = 17;
  finding.agrees = said == found;
  if (finding.agrees || finding.said != finding.found) return;
  finding.said = significantText(said, allDigits);
  finding.found = significantText(found, allDigits);
}

bool isSame(const RoundTrip& a, const RoundTrip& b) {
  return a.identical == b.identical && a.differing == b.differing && a.maxAbsError == b.maxAbsError;
}

/// What words leave out.
void compareInFull(CertificateFinding& finding, const Certificate& said, const Certificate& found) {
  if (finding.field == "Result: Verdict") finding.agrees = isSame(said.roundTrip, found.roundTrip);
  if (finding.field == "Result: Bits per pixel")
    compareNumber(finding, said.bitsPerPixel, found.bitsPerPixel);
  if (finding.field == "Result: Compression ratio") compareNumber(finding, said.ratio, found.ratio);
  if (finding.field == "Original: Notes") finding.agrees = said.original.notes == found.original.notes;
  if (finding.field == "Compressed file: Notes")
    finding.agrees = said.compressed.notes == found.compressed.notes;
}

/// The provable fields of both, side by side; they have the same form, since one was made after the other.
std::vector<CertificateFinding> compareFields(const Certificate& said, const Certificate& found) {
  std::vector<CertificateFinding> findings;
  const std::vector<CertificateField> foundFields = certificateFields(found);
  std::size_t metric = 0;
  for (const CertificateField& field : certificateFields(said)) {
    if (!field.provable) continue;
    const auto match = std::ranges::find_if(foundFields, [&](const CertificateField& other) {
      return other.section == field.section && other.name == field.name;
    });
    CertificateFinding finding = compared(field.section + ": " + field.name, field.value,
                                          match == foundFields.end() ? "nothing" : match->value);
    // Metrics by their numbers: the texts are rounded.
    if (field.section == "Metrics" && field.name != "Data range") {
      const CertifiedMetric* a = metricNamed(said, metric);
      const CertifiedMetric* b = metricNamed(found, metric++);
      finding.agrees = a != nullptr && b != nullptr && a->id == b->id && agree(a->value, b->value);
    }
    compareInFull(finding, said, found);
    findings.push_back(std::move(finding));
  }
  for (const CertificateField& field : foundFields) {
    const bool known = std::ranges::any_of(findings, [&](const CertificateFinding& finding) {
      return finding.field == field.section + ": " + field.name;
    });
    if (field.provable && !known)
      findings.push_back(compared(field.section + ": " + field.name, "nothing", field.value));
  }
  if (std::ranges::all_of(findings, &CertificateFinding::agrees) &&
      certificateJson(provableOf(said, found)) != certificateJson(found))
    findings.push_back(
        {"Certificate: Everything else", "other values in the same words", "those of the files", false});
  return findings;
}

}  // namespace

Certificate certify(const CertifyRequest& request, JobContext& context) {
  constexpr double decodingEnds = 0.6;
  Certificate certificate = describeFiles(request);
  JobContext reading = context.part(0, decodingEnds / 2);
  const Image original = describeImage(request.original, request.declaredBits, reading, certificate.original);
  JobContext decoding = context.part(decodingEnds / 2, decodingEnds);
  const ByteVector bytes = bytesOf(request.compressed);
  describeBytes(bytes, certificate.compressed);
  const Image decoded =
      describeImage(request.compressed, request.declaredBits, decoding, certificate.compressed);
  describeCodec(bytes, certificate);

  certificate.format = original.format();
  certificate.roundTrip = compareStoredValues(original, decoded);
  const auto size = static_cast<double>(certificate.compressed.bytes);
  certificate.bitsPerPixel = 8 * size / static_cast<double>(certificate.format.pixels());
  certificate.ratio = static_cast<double>(certificate.format.originalBytes()) / size;
  JobContext measuring = context.part(decodingEnds, 1);
  for (const auto& [metric, value] : valuesOf(request, original, decoded, measuring))
    certificate.metrics.push_back({metric->id, finite(value)});
  return certificate;
}

void requireReplaceable(const fs::path& json, const std::string& originalSha256) {
  std::error_code ignored;
  if (!fs::exists(json, ignored)) return;
  const auto refuse = [&json](const char* what) {
    throw Error(ErrorCategory::WriteFailed,
                json.string() + ": exists and is " + what + "; choose another name");
  };
  try {
    if (readCertificate(bytesOf(json)).original.sha256 == originalSha256) return;
  } catch (const Error&) {
    refuse("no certificate");
  }
  refuse("the certificate of another image");
}

std::vector<CertificateFinding> checkCertificate(const Certificate& certificate, const fs::path& original,
                                                 const fs::path& compressed, JobContext& context) {
  CertifiedFile files[2];
  describeBytes(bytesOf(original), files[0]);
  describeBytes(bytesOf(compressed), files[1]);
  std::vector<CertificateFinding> digests = {
      compared("Original: SHA-256 of the file", certificate.original.sha256, files[0].sha256),
      compared("Compressed file: SHA-256 of the file", certificate.compressed.sha256, files[1].sha256)};
  // Another file has another everything: the one line that says so is enough.
  if (!std::ranges::all_of(digests, &CertificateFinding::agrees)) return digests;
  try {
    return compareFields(certificate, certify(requestOf(certificate, original, compressed), context));
  } catch (const Error& error) {
    if (error.category() == ErrorCategory::Cancelled) throw;
    std::vector<CertificateFinding> findings = digests;
    findings.push_back({"Round trip", certificateVerdict(certificate), error.what(), false});
    return findings;
  }
}

}  // namespace trabecula::core
