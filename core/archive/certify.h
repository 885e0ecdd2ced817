#pragma once

#include <filesystem>

#include "core/archive/certificate.h"

namespace trabecula::core {

/// What a certificate is to be made of.
struct CertifyRequest {
  std::filesystem::path original;
  std::filesystem::path compressed;  ///< any file that readImageFile() reads
  std::optional<int> declaredBits;   ///< ReadOptions::bitsStored for both
  std::vector<std::string> metrics = usualMetricIds();
  std::optional<StatedEncoding> stated;
  bool withFileNames = false;
  std::string program;
};

/// Reads and decodes both files, compares them and computes the metrics; the time is now. Throws Error as
/// readImageFile(), compareStoredValues() and computeMetrics() do. Any thread.
Certificate certify(const CertifyRequest& request, JobContext& context);

/// Throws Error{WriteFailed} where `json` exists and is something else than a certificate of the original
/// with this SHA-256: nobody was asked whether it may be replaced.
void requireReplaceable(const std::filesystem::path& json, const std::string& originalSha256);

/// One field of a certificate against what the files gave.
struct CertificateFinding {
  std::string field;  ///< "Original: SHA-256 of the file"
  std::string said;
  std::string found;
  bool agrees = false;
};

/// Computes every provable field of a certificate anew from the two files and compares. A file that cannot
/// be decoded is a finding that does not agree. Throws only Error{Cancelled} and, for a file that cannot be
/// read at all, Error{Unreadable}. Any thread.
std::vector<CertificateFinding> checkCertificate(const Certificate& certificate,
                                                 const std::filesystem::path& original,
                                                 const std::filesystem::path& compressed,
                                                 JobContext& context);

}  // namespace trabecula::core
