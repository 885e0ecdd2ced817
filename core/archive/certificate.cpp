#include "core/archive/certificate.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/support/error.h"
#include "core/support/sha256.h"

namespace trabecula::core {
namespace {

// Keys keep the order in which they were set.
using Json = nlohmann::ordered_json;

constexpr int formatVersion = 1;
constexpr std::size_t maxCertificateBytes = std::size_t{1} << 20U;
constexpr std::size_t digestDigits = 2 * sizeof(Sha256Digest);
/// What follows the digest in the text, where it is the last member.
constexpr std::string_view textEnd = "\"\n}\n";

Json textOrNull(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

std::string textOf(const Json& value) {
  return value.is_null() ? std::string() : value.get<std::string>();
}

Json toJson(const CertifiedFile& file) {
  return {{"file", textOrNull(file.name)},
          {"kind", file.kind},
          {"transfer_syntax", textOrNull(file.transferSyntax)},
          {"bytes", file.bytes},
          {"sha256", file.sha256},
          {"pixel_sha256", file.pixelSha256},
          {"notes", file.notes}};
}

CertifiedFile fileOf(const Json& json) {
  return {.name = textOf(json.at("file")),
          .bytes = json.at("bytes").get<std::uint64_t>(),
          .sha256 = json.at("sha256").get<std::string>(),
          .pixelSha256 = json.at("pixel_sha256").get<std::string>(),
          .kind = json.at("kind").get<std::string>(),
          .transferSyntax = textOf(json.at("transfer_syntax")),
          .notes = json.at("notes").get<std::vector<std::string>>()};
}

Json toJson(const MetricValue& value) {
  if (const auto* infinite = std::get_if<Infinite>(&value)) return {{"infinite", infinite->reason}};
  if (const auto* undefined = std::get_if<Undefined>(&value)) return {{"undefined", undefined->reason}};
  return std::get<double>(value);
}

MetricValue metricOf(const Json& json) {
  if (json.is_number()) return json.get<double>();
  if (json.contains("infinite")) return Infinite{json.at("infinite").get<std::string>()};
  return Undefined{json.at("undefined").get<std::string>()};
}

Json toJson(const ImageFormat& format, std::optional<int> declaredBits) {
  return {{"width", format.width},     {"height", format.height},
          {"frames", format.frames},   {"bits_stored", format.bitsStored},
          {"signed", format.isSigned}, {"declared_bits", declaredBits ? Json(*declaredBits) : Json()}};
}

Json codecJson(const Certificate& certificate) {
  return {{"id", textOrNull(certificate.codecId)},
          {"title", textOrNull(certificate.codecTitle)},
          {"decoded_by", textOrNull(certificate.decoder)},
          {"models", certificate.models}};
}

Json recordedJson(const Certificate& certificate) {
  if (!certificate.recorded) return {};
  return {{"library", certificate.recorded->library}, {"parameters", certificate.recorded->parameters}};
}

Json statedJson(const Certificate& certificate) {
  if (!certificate.stated) return {};
  return {{"library", textOrNull(certificate.stated->library)},
          {"parameters", certificate.stated->parameters},
          {"device", textOrNull(certificate.stated->device)}};
}

Json resultJson(const Certificate& certificate) {
  const RoundTrip& trip = certificate.roundTrip;
  return {{"exact", trip.identical},
          {"differing_pixels", trip.differing},
          {"max_abs_error", trip.maxAbsError},
          {"bits_per_pixel", certificate.bitsPerPixel},
          {"ratio", certificate.ratio}};
}

Json toJson(const Certificate& certificate) {
  // An array, since the order of metrics is the order in which they are shown.
  Json metrics = Json::array();
  for (const CertifiedMetric& metric : certificate.metrics)
    metrics.push_back({{"id", metric.id}, {"value", toJson(metric.value)}});
  return {{"trabecula_certificate", formatVersion},
          {"statement", certificateStatement},
          {"program", certificate.program},
          {"created", certificate.created},
          {"original", toJson(certificate.original)},
          {"compressed", toJson(certificate.compressed)},
          {"image", toJson(certificate.format, certificate.declaredBits)},
          {"codec", codecJson(certificate)},
          {"recorded_encoding", recordedJson(certificate)},
          {"stated_encoding", statedJson(certificate)},
          {"result", resultJson(certificate)},
          {"metrics", {{"data_range", certificate.format.dataRange()}, {"values", std::move(metrics)}}},
          {"certificate_sha256", std::string(digestDigits, '0')}};
}

void readImage(const Json& json, Certificate& certificate) {
  certificate.format = {.width = json.at("width").get<int>(),
                        .height = json.at("height").get<int>(),
                        .frames = json.at("frames").get<int>(),
                        .bitsStored = json.at("bits_stored").get<int>(),
                        .isSigned = json.at("signed").get<bool>()};
  if (!json.at("declared_bits").is_null()) certificate.declaredBits = json.at("declared_bits").get<int>();
  requireValid(certificate.format);
}

void readCodec(const Json& json, Certificate& certificate) {
  certificate.codecId = textOf(json.at("id"));
  certificate.codecTitle = textOf(json.at("title"));
  certificate.decoder = textOf(json.at("decoded_by"));
  certificate.models = json.at("models").get<std::map<std::string, std::string>>();
}

void readEncoding(const Json& recorded, const Json& stated, Certificate& certificate) {
  if (!recorded.is_null()) {
    certificate.recorded = RecordedEncoding{.library = recorded.at("library").get<std::string>(),
                                            .parameters = recorded.at("parameters").get<std::string>()};
  }
  if (!stated.is_null()) {
    certificate.stated =
        StatedEncoding{.library = textOf(stated.at("library")),
                       .parameters = stated.at("parameters").get<std::map<std::string, std::string>>(),
                       .device = textOf(stated.at("device"))};
  }
}

void readResult(const Json& json, Certificate& certificate) {
  certificate.roundTrip = {.identical = json.at("exact").get<bool>(),
                           .differing = json.at("differing_pixels").get<std::uint64_t>(),
                           .maxAbsError = json.at("max_abs_error").get<int>()};
  const RoundTrip& trip = certificate.roundTrip;
  const bool isNothing = trip.differing == 0 && trip.maxAbsError == 0;
  if (trip.identical != isNothing || (trip.differing == 0) != (trip.maxAbsError == 0))
    throw Error(ErrorCategory::Corrupt, "The certificate contradicts itself: exact, with pixels that differ");
  certificate.bitsPerPixel = json.at("bits_per_pixel").get<double>();
  certificate.ratio = json.at("ratio").get<double>();
}

Certificate certificateOf(const Json& json) {
  Certificate certificate;
  certificate.program = json.at("program").get<std::string>();
  certificate.created = json.at("created").get<std::string>();
  certificate.original = fileOf(json.at("original"));
  certificate.compressed = fileOf(json.at("compressed"));
  readImage(json.at("image"), certificate);
  readCodec(json.at("codec"), certificate);
  readEncoding(json.at("recorded_encoding"), json.at("stated_encoding"), certificate);
  readResult(json.at("result"), certificate);
  for (const Json& metric : json.at("metrics").at("values"))
    certificate.metrics.push_back({metric.at("id").get<std::string>(), metricOf(metric.at("value"))});
  return certificate;
}

/// Empty for a number.
std::string reasonOf(const MetricValue& value) {
  if (const auto* infinite = std::get_if<Infinite>(&value)) return infinite->reason;
  if (const auto* undefined = std::get_if<Undefined>(&value)) return undefined->reason;
  return {};
}

[[noreturn]] void refuseText() {
  throw Error(ErrorCategory::Corrupt, "This is no certificate, or it is damaged");
}

/// Objects and arrays inside each other: a certificate has at most five levels, and a parser's memory is
/// not for a hostile file to spend.
bool isTooDeep(std::string_view text) {
  constexpr int maxDepth = 16;
  int depth = 0;
  bool inString = false;
  bool isEscaped = false;
  return std::ranges::any_of(text, [&](char c) {
    const bool wasEscaped = std::exchange(isEscaped, false);
    if (inString) {
      isEscaped = c == '\\' && !wasEscaped;
      inString = c != '"' || wasEscaped;
      return false;
    }
    inString = c == '"';
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    return depth > maxDepth;
  });
}

}  // namespace

const char* const certificateStatement =
    "A record of a computation, not a digital signature: it does not prove who made it. Trabecula is not a "
    "medical device.";

std::string certificateJson(const Certificate& certificate) {
  // Names of files need not be UTF-8; what is not becomes a replacement character.
  std::string text = toJson(certificate).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  const Sha256Digest digest = sha256Of(asByteSpan(text.data(), text.size()));
  text.replace(text.size() - textEnd.size() - digestDigits, digestDigits, toHex(digest));
  return text;
}

std::string certificateDigest(const Certificate& certificate) {
  const std::string text = certificateJson(certificate);
  return text.substr(text.size() - textEnd.size() - digestDigits, digestDigits);
}

Certificate readCertificate(ByteSpan text) {
  if (text.empty() || text.size() > maxCertificateBytes) refuseText();
  const std::string_view characters(reinterpret_cast<const char*>(text.data()), text.size());
  if (isTooDeep(characters)) refuseText();
  try {
    const Json json = Json::parse(characters);
    const int version = json.at("trabecula_certificate").get<int>();
    if (version != formatVersion) {
      throw Error(ErrorCategory::Unsupported, "The certificate has format version " +
                                                  std::to_string(version) +
                                                  ", which this program does not know");
    }
    Certificate certificate = certificateOf(json);
    if (certificateJson(certificate) != characters) {
      throw Error(ErrorCategory::Corrupt,
                  "The certificate was altered: its digest and form do not fit its contents");
    }
    return certificate;
  } catch (const nlohmann::json::exception&) {
    refuseText();
  }
}

bool agree(const MetricValue& a, const MetricValue& b) {
  if (a.index() != b.index()) return false;
  const double* first = std::get_if<double>(&a);
  if (!first) return reasonOf(a) == reasonOf(b);
  constexpr double tolerance = 1e-9;
  const double second = std::get<double>(b);
  return std::abs(*first - second) <= tolerance * std::max(std::abs(*first), std::abs(second));
}

}  // namespace trabecula::core
