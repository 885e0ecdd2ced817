// The commands `certify` and `check-certificate`.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <string_view>

#include "app/cli/commands.h"
#include "app/cli/metric_values.h"
#include "app/cli/output_path.h"
#include "app/cli/report.h"
#include "core/archive/certificate_pdf.h"
#include "core/archive/certify.h"
#include "core/support/error.h"
#include "core/support/file_io.h"

namespace trabecula::app {
namespace {

namespace fs = std::filesystem;

struct CertifyOptions {
  core::CertifyRequest request;
  std::string original;
  std::string compressed;
  std::string output;
  std::vector<std::string> metrics;
  std::vector<std::string> parameters;
  std::string device;
  std::string encoder;
};

struct CheckOptions {
  std::string certificate;
  std::string original;
  std::string compressed;
};

bool isPdf(const fs::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (extension == ".pdf") return true;
  if (extension == ".json") return false;
  throw core::Error(core::ErrorCategory::InvalidArgument,
                    path.string() + ": a certificate is written as .json or .pdf");
}

std::optional<core::StatedEncoding> statedEncoding(const CertifyOptions& options) {
  if (options.parameters.empty() && options.device.empty() && options.encoder.empty()) return std::nullopt;
  core::StatedEncoding stated{.library = options.encoder, .parameters = {}, .device = options.device};
  for (const auto& [name, value] : splitParameters(options.parameters)) stated.parameters[name] = value;
  return stated;
}

core::ByteVector textBytes(const std::string& text) {
  const core::ByteSpan bytes = core::asByteSpan(text.data(), text.size());
  return {bytes.begin(), bytes.end()};
}

void certify(const CertifyOptions& options, Session& session, Report& report) {
  const bool pdf = isPdf(options.output);
  // A PDF cites the digest of its JSON, which is what can be checked: one is not written without the other.
  const fs::path json = pdf ? fs::path(options.output).replace_extension(".json") : fs::path(options.output);
  for (const fs::path& output : {fs::path(options.output), json})
    requireSafeOutput(output, {options.original, options.compressed}, Existing::Replace);
  core::CertifyRequest request = options.request;
  request.original = options.original;
  request.compressed = options.compressed;
  request.program = "Trabecula " TRABECULA_VERSION;
  request.stated = statedEncoding(options);
  request.metrics = core::metricIdsOf(options.metrics);
  core::JobContext context = session.context();
  const core::Certificate certificate = core::certify(request, context);
  if (pdf) core::requireReplaceable(json, certificate.original.sha256);
  core::writeFileAtomically(json, textBytes(core::certificateJson(certificate)));
  if (pdf) core::writeFileAtomically(options.output, core::certificatePdf(certificate));

  report.add({{"certificate", options.output},
              {"json", json.string()},
              {"exact", certificate.roundTrip.identical},
              {"max_abs_error", certificate.roundTrip.maxAbsError},
              {"differing_pixels", certificate.roundTrip.differing},
              {"sha256_original", certificate.original.sha256},
              {"sha256_compressed", certificate.compressed.sha256},
              {"certificate_sha256", core::certificateDigest(certificate)}});
  report.line(options.output + ": " + core::certificateVerdict(certificate));
  if (pdf) report.line(json.string() + ": what check-certificate reads; keep it with the PDF");
  report.line(core::certificateStatement);
}

core::Certificate readCertificateFile(const std::string& path) {
  try {
    const core::ByteVector bytes = core::readFile(path);
    constexpr std::string_view pdf = "%PDF-";
    if (std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()).starts_with(pdf))
      throw core::Error(core::ErrorCategory::InvalidArgument,
                        "A PDF cannot be checked: check the .json that was saved with it");
    return core::readCertificate(bytes);
  } catch (const core::Error& error) {
    throw core::withFileName(error, path);
  }
}

void check(const CheckOptions& options, Session& session, Report& report) {
  const core::Certificate certificate = readCertificateFile(options.certificate);
  core::JobContext context = session.context();
  const std::vector<core::CertificateFinding> findings =
      core::checkCertificate(certificate, options.original, options.compressed, context);
  Json fields = Json::array();
  for (const core::CertificateFinding& finding : findings) {
    fields.push_back({{"field", finding.field},
                      {"certificate", finding.said},
                      {"found", finding.found},
                      {"agrees", finding.agrees}});
    if (finding.agrees)
      report.line("agrees   " + finding.field + ": " + finding.found);
    else
      session.fail(options.certificate, finding.field + ": the certificate says \"" + finding.said +
                                            "\", the files give \"" + finding.found + "\"");
  }
  const bool valid = std::ranges::all_of(findings, &core::CertificateFinding::agrees);
  Json unchecked = Json::array();
  for (const core::CertificateField& field : core::certificateFields(certificate)) {
    if (field.provable || field.value == core::certificateStatement) continue;
    const std::string name = field.section + ": " + field.name;
    unchecked.push_back({{"field", name}, {"certificate", field.value}});
    if (valid) report.line("not checked   " + name + ": " + field.value);
  }
  report.add({{"certificate", options.certificate},
              {"valid", valid},
              {"exact", certificate.roundTrip.identical},
              {"fields", std::move(fields)},
              {"not_checked", std::move(unchecked)}});
  if (!valid) return;
  report.line("");
  report.line("The certificate is right. " + core::certificateVerdict(certificate) + ".");
  report.line(core::certificateStatement);
}

void addCertify(CLI::App& program, Session& session) {
  auto options = std::make_shared<CertifyOptions>();
  CLI::App* command =
      addCommand(program, session, "certify", "Decode, compare and write down the proof, as JSON or PDF",
                 "A certificate holds digests of both files and of their pixels, the verdict and metrics.\n"
                 "What -p, --device and --encoder say is written down as stated: the files cannot prove it.\n"
                 "It is no signature. File names are left out unless --names is given.");
  command->add_option("ORIGINAL", options->original, "The original image")->required();
  command->add_option("COMPRESSED", options->compressed, "The compressed file")->required();
  command->add_option("-o,--output", options->output, "CERT.json, or CERT.pdf with CERT.json beside it")
      ->required();
  command->add_option("-p", options->parameters, "name=value that the encoder had; may be repeated")
      ->allow_extra_args(false);
  command->add_option("--device", options->device, "Device that encoded: cpu, cuda:0");
  command->add_option("--encoder", options->encoder, "What encoded: \"libjxl 0.7.0\"");
  addMetricsOption(*command, options->metrics, core::listed(core::usualMetricIds()));
  command->add_flag("--names", options->request.withFileNames, "Write the files' names down");
  addBitsOption(*command, options->request.declaredBits);
  command->callback([options, &session] {
    Report report(session.json);
    session.forFile(options->compressed, [&] { certify(*options, session, report); },
                    {options->original, options->output});
    report.finish();
  });
}

void addCheck(CLI::App& program, Session& session) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command =
      addCommand(program, session, "check-certificate",
                 "Compute everything in a certificate anew; exit code 0 only if all of it agrees");
  command->add_option("CERT", options->certificate, "CERT.json of certify")->required();
  command->add_option("ORIGINAL", options->original, "The original image")->required();
  command->add_option("COMPRESSED", options->compressed, "The compressed file")->required();
  command->callback([options, &session] {
    Report report(session.json);
    session.forFile(options->certificate, [&] { check(*options, session, report); },
                    {options->original, options->compressed});
    report.finish();
  });
}

}  // namespace

void addCertifyCommands(CLI::App& program, Session& session) {
  addCertify(program, session);
  addCheck(program, session);
}

}  // namespace trabecula::app
