#include "tests/robustness/fuzz/model_file_fuzz.h"

#include <cstdlib>
#include <vector>

#include "core/fixedpoint/engine.h"
#include "core/fixedpoint/model_file.h"
#include "core/support/error.h"
#include "tests/support/model_bytes.h"

namespace {

namespace fp = trabecula::core::fixedpoint;
using trabecula::core::ByteSpan;
using trabecula::core::ByteVector;

/// The accepted model must be written to a file that reads the same, and run where that is quick.
void exercise(const fp::ModelFile& model) {
  constexpr std::int64_t quickMacs = 1 << 22;
  const ByteVector bytes = fp::writeModel(model);
  if (fp::writeModel(fp::readModel(bytes)) != bytes) std::abort();
  const auto engine = fp::makeCpuEngine();
  const auto scalar = fp::makeCpuEngine(fp::CpuTarget::scalar());
  for (const fp::KnownAnswer& answer : model.knownAnswers) {
    const fp::Network& network = model.network(answer.network);
    std::vector<fp::MapShape> shapes;
    std::size_t values = 0;
    for (const auto& input : network.inputs) shapes.push_back({input.channels, answer.height, answer.width});
    for (const auto& shape : fp::edgeShapes(network, shapes)) values += shape.values();
    if (values > quickMacs || fp::macsOf(network, shapes) > quickMacs) continue;
    const auto inputs = fp::seededInputs(network, answer.seed, answer.height, answer.width);
    if (fp::digestOf(engine->run(network, inputs, 2)) != fp::digestOf(scalar->run(network, inputs)))
      std::abort();
  }
}

}  // namespace

int fuzzModelFile(const std::uint8_t* data, std::size_t size) {
  const ByteSpan given = trabecula::core::asByteSpan(data, size);
  ByteVector bytes(given.begin(), given.end());
  if (bytes.size() > trabecula::tests::modelDigestBytes) {
    bytes.resize(bytes.size() - trabecula::tests::modelDigestBytes);
    trabecula::tests::appendDigest(bytes);
  }
  try {
    exercise(fp::readModel(bytes));
  } catch (const trabecula::core::Error&) {  // what hostile bytes are for
  }
  return 0;
}
