#include "core/job/compression_job.h"

#include <chrono>

#include "core/archive/archive.h"
#include "core/metrics/error_metrics.h"
#include "core/support/error.h"
#include "core/support/file_io.h"

namespace trabecula::core {
namespace {

/// Runs `step` and puts the wall clock it took into `seconds`.
template <typename Step>
auto timed(double& seconds, const Step& step) {
  const auto begin = std::chrono::steady_clock::now();
  auto value = step();
  seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return value;
}

bool promiseKept(const CompressionResult& result) {
  switch (result.fidelity.kind) {
    case Fidelity::Kind::Lossless:
      return result.roundTrip.identical;
    case Fidelity::Kind::NearLossless:
      return result.roundTrip.maxAbsError <= result.fidelity.maxError;
    case Fidelity::Kind::Lossy:
      return true;
  }
  return false;
}

/// Reads the written file back and fills in everything that follows from it.
void verifyWrittenFile(const std::filesystem::path& path, const Image& image, CompressionResult& result,
                       JobContext& context) {
  const ByteVector bytes = readFile(path);
  DecompressedFile decompressed = timed(result.decodeSeconds, [&] { return decompress(bytes, context); });
  if (decompressed.codecId != result.codecId) {
    throw Error(ErrorCategory::Corrupt, "The written file is not recognised as one of its codec");
  }
  // Stored values only: how they are shown is the original's business.
  result.decoded = decompressed.image.withPresentation(image.presentation());
  result.roundTrip = compareStoredValues(image, result.decoded);
  result.bytes = bytes.size();
  result.pixels = image.format().pixels();
  result.bitsPerPixel = 8.0 * static_cast<double>(result.bytes) / static_cast<double>(result.pixels);
  result.ratio = static_cast<double>(image.format().originalBytes()) / static_cast<double>(result.bytes);
  result.verified = promiseKept(result);
}

}  // namespace

RoundTrip compareStoredValues(const Image& original, const Image& decoded) {
  JobContext context;
  const ErrorSums sums = errorSums(original, decoded, context);
  return {.identical = sums.differing == 0, .differing = sums.differing, .maxAbsError = sums.maximum};
}

std::string brokenPromise(const CompressionResult& result) {
  if (result.verified) return {};
  const std::string error = "differs from the original by up to " +
                            std::to_string(result.roundTrip.maxAbsError) + " in " +
                            std::to_string(result.roundTrip.differing) + " pixels";
  if (result.fidelity.kind == Fidelity::Kind::Lossless) {
    return result.codecId + " promised to be lossless, but the written file " + error;
  }
  return result.codecId + " promised an error of at most " + std::to_string(result.fidelity.maxError) +
         ", but the written file " + error;
}

CompressionResult runCompression(const Image& image, const Codec& codec, const Parameters& parameters,
                                 const std::filesystem::path& output, JobContext& context) {
  constexpr double encodingEnds = 0.7;
  CompressionResult result;
  result.codecId = codec.info().id;
  result.parameters = parameters;
  result.fidelity = codec.fidelity(parameters);
  JobContext encoding = context.part(0, encodingEnds);
  CompressedFile file =
      timed(result.encodeSeconds, [&] { return compress(codec, image, parameters, encoding); });
  result.output = output;
  if (!output.has_extension()) result.output += file.extension;

  // The file is verified under its temporary name: a stop or an error in the middle leaves nothing behind.
  writeFileAtomically(result.output, file.bytes, [&](const std::filesystem::path& temporary) {
    file.bytes = {};
    JobContext decoding = context.part(encodingEnds, 1);
    verifyWrittenFile(temporary, image, result, decoding);
    context.checkCancelled();
  });
  return result;
}

}  // namespace trabecula::core
