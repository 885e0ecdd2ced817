#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/image/image_format.h"
#include "core/job/compression_job.h"
#include "core/metrics/metric.h"
#include "core/support/bytes.h"

namespace trabecula::core {

/// One of the two files of a certified round trip.
struct CertifiedFile {
  std::string name;  ///< empty unless asked for: file names often hold a patient's name
  std::uint64_t bytes = 0;
  std::string sha256;              ///< of the file, lower-case hexadecimal
  std::string pixelSha256;         ///< of the stored values (pixelSha256())
  std::string kind;                ///< ImageFile::formatName
  std::string transferSyntax;      ///< UID; empty where the file is no DICOM
  std::vector<std::string> notes;  ///< what reading did to its values

  bool operator==(const CertifiedFile&) const = default;
};

/// What the maker of a certificate says about the encoding. The two files cannot prove it.
struct StatedEncoding {
  std::string library;  ///< "libjxl 0.7.0"
  std::map<std::string, std::string> parameters;
  std::string device;  ///< "cpu", "cuda:0"

  bool operator==(const StatedEncoding&) const = default;
};

/// What a .trab archive says about its own encoding (FORMAT.md); part of the file, so it can be checked.
struct RecordedEncoding {
  std::string library;
  std::string parameters;

  bool operator==(const RecordedEncoding&) const = default;
};

struct CertifiedMetric {
  std::string id;
  MetricValue value;
};

/// The record of one round trip: two files, the pixels they hold, and how far apart those are. It is no
/// signature and says so. CERTIFICATE.md describes its form as JSON.
struct Certificate {
  std::string program;  ///< "Trabecula 0.1.0"
  std::string created;  ///< UTC, "2026-01-31T23:59:59Z"
  CertifiedFile original;
  CertifiedFile compressed;
  ImageFormat format;               ///< of both images
  std::optional<int> declaredBits;  ///< ReadOptions::bitsStored that both were read with
  std::string codecId;              ///< empty where no codec of ours reads the compressed file (DICOM)
  std::string codecTitle;
  std::string decoder;                        ///< library that decoded: "libjxl 0.7.0"
  std::map<std::string, std::string> models;  ///< SHA-256 of the codec's models, by preset
  std::optional<RecordedEncoding> recorded;
  std::optional<StatedEncoding> stated;
  RoundTrip roundTrip;
  double bitsPerPixel = 0;
  double ratio = 0;                      ///< original bytes (ImageFormat::originalBytes) : compressed bytes
  std::vector<CertifiedMetric> metrics;  ///< with the data range format.dataRange()
};

/// What every certificate says of itself.
extern const char* const certificateStatement;

/// Canonical JSON: one certificate has one text, which ends with the SHA-256 of itself, so that every altered
/// byte is noticed.
std::string certificateJson(const Certificate& certificate);

/// The SHA-256 that the text ends with.
std::string certificateDigest(const Certificate& certificate);

/// Throws Error{Corrupt} where the text is not, byte for byte, what certificateJson() gives for its contents,
/// Error{Unsupported} for another version.
Certificate readCertificate(ByteSpan text);

/// "Exact: all 19200 pixels agree" or "Not exact: 12 of 19200 pixels differ, largest difference 1".
std::string certificateVerdict(const Certificate& certificate);

/// One line of a certificate for people.
struct CertificateField {
  std::string section;
  std::string name;
  std::string value;
  bool provable = false;  ///< follows from the two files alone: a check computes it anew
};

/// All of a certificate in the order of a report, sections together.
std::vector<CertificateField> certificateFields(const Certificate& certificate);

/// True if both are the same kind of value for the same reason, numbers to a billionth of their size: other
/// compilers and processors may round a sum of millions of terms in another way.
bool agree(const MetricValue& a, const MetricValue& b);

}  // namespace trabecula::core
