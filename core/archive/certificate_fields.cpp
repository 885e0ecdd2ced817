// A certificate in words, for reports and for comparing two of them.
#include "core/archive/certificate.h"
#include "core/support/decimal_text.h"

namespace trabecula::core {
namespace {

std::string number(double value) {
  constexpr int digits = 10;
  return significantText(value, digits);
}

/// Fields of one section; values that are empty are left out.
class Section {
 public:
  Section(std::vector<CertificateField>& fields, std::string title)
      : fields_(fields), title_(std::move(title)) {}

  Section& proved(const std::string& name, const std::string& value) { return add(name, value, true); }
  Section& stated(const std::string& name, const std::string& value) { return add(name, value, false); }

 private:
  Section& add(const std::string& name, const std::string& value, bool provable) {
    if (!value.empty()) fields_.push_back({title_, name, value, provable});
    return *this;
  }

  std::vector<CertificateField>& fields_;
  std::string title_;
};

void addFile(std::vector<CertificateField>& fields, const std::string& title, const CertifiedFile& file) {
  std::string notes;
  for (const std::string& note : file.notes) notes += (notes.empty() ? "" : "; ") + note;
  Section(fields, title)
      .stated("Name", file.name)
      .proved("Kind", file.kind)
      .proved("Transfer syntax", file.transferSyntax)
      .proved("Bytes", std::to_string(file.bytes))
      .proved("SHA-256 of the file", file.sha256)
      .proved("SHA-256 of the pixels", file.pixelSha256)
      .proved("Notes", notes);
}

void addImage(std::vector<CertificateField>& fields, const Certificate& certificate) {
  const ImageFormat& format = certificate.format;
  Section(fields, "Image")
      .proved("Size", std::to_string(format.width) + " x " + std::to_string(format.height))
      .proved("Frames", std::to_string(format.frames))
      .proved("Bits stored", std::to_string(format.bitsStored) + (format.isSigned ? ", signed" : ""))
      .stated("Depth declared", certificate.declaredBits
                                    ? std::to_string(*certificate.declaredBits) + " bits, for both files"
                                    : std::string());
}

void addCodec(std::vector<CertificateField>& fields, const Certificate& certificate) {
  Section codec(fields, "Codec");
  codec.proved("Codec", certificate.codecId)
      .stated("Name of the codec", certificate.codecTitle)
      .stated("Decoded by", certificate.decoder);
  for (const auto& [preset, digest] : certificate.models) codec.stated("Model " + preset, digest);
  if (certificate.recorded) {
    codec.proved("Encoder, by the file", certificate.recorded->library);
    codec.proved("Parameters, by the file",
                 certificate.recorded->parameters.empty() ? "defaults" : certificate.recorded->parameters);
  }
  if (!certificate.stated) return;
  std::string parameters;
  for (const auto& [name, value] : certificate.stated->parameters) {
    if (!parameters.empty()) parameters += ", ";
    parameters.append(name).append("=").append(value);
  }
  codec.stated("Encoder, as stated", certificate.stated->library)
      .stated("Parameters, as stated", parameters)
      .stated("Device, as stated", certificate.stated->device);
}

std::string metricText(const CertifiedMetric& metric) {
  if (const auto* infinite = std::get_if<Infinite>(&metric.value)) return "infinite: " + infinite->reason;
  if (const auto* undefined = std::get_if<Undefined>(&metric.value)) return "undefined: " + undefined->reason;
  const Metric* known = findMetric(metric.id);
  return number(std::get<double>(metric.value)) +
         (known != nullptr && !known->unit.empty() ? " " + known->unit : "");
}

}  // namespace

std::string certificateVerdict(const Certificate& certificate) {
  const RoundTrip& trip = certificate.roundTrip;
  const std::string pixels = std::to_string(certificate.format.pixels());
  if (trip.identical) return "Exact: all " + pixels + " pixels agree";
  return "Not exact: " + std::to_string(trip.differing) + " of " + pixels +
         (trip.differing == 1 ? " pixels differs" : " pixels differ") + ", largest difference " +
         std::to_string(trip.maxAbsError);
}

std::vector<CertificateField> certificateFields(const Certificate& certificate) {
  std::vector<CertificateField> fields;
  Section(fields, "Result")
      .proved("Verdict", certificateVerdict(certificate))
      .proved("Bits per pixel", number(certificate.bitsPerPixel))
      .proved("Compression ratio", number(certificate.ratio) + ":1");
  addFile(fields, "Original", certificate.original);
  addFile(fields, "Compressed file", certificate.compressed);
  addImage(fields, certificate);
  addCodec(fields, certificate);
  Section metrics(fields, "Metrics");
  if (!certificate.metrics.empty())
    metrics.proved("Data range", std::to_string(certificate.format.dataRange()));
  for (const CertifiedMetric& metric : certificate.metrics) {
    const Metric* known = findMetric(metric.id);
    metrics.proved(known == nullptr ? metric.id : known->title, metricText(metric));
  }
  Section(fields, "Certificate")
      .stated("Made by", certificate.program)
      .stated("Date (UTC)", certificate.created)
      .stated("What it is", certificateStatement);
  return fields;
}

}  // namespace trabecula::core
