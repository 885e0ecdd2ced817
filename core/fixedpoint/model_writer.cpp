#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <type_traits>

#include "core/fixedpoint/delivery.h"
#include "core/fixedpoint/model_file.h"
#include "core/fixedpoint/model_layout.h"
#include "core/support/error.h"

namespace trabecula::core::fixedpoint {
namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorCategory::InvalidArgument, "The model cannot be written: " + what);
}

template <typename Integer>
void put(ByteVector& bytes, Integer value) {
  const auto bits = static_cast<std::make_unsigned_t<Integer>>(value);
  for (std::size_t i = 0; i < sizeof value; ++i) {
    bytes.push_back(static_cast<std::byte>((std::uint64_t{bits} >> (8 * i)) & 0xFFU));
  }
}

void put(ByteVector& bytes, ByteSpan more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

void putName(ByteVector& bytes, const std::string& name) {
  if (!isValidName(name)) refuse("a name is not 1 to 64 printable ASCII characters");
  put(bytes, static_cast<std::uint8_t>(name.size()));
  put(bytes, asByteSpan(name.data(), name.size()));
}

void putEdges(ByteVector& bytes, const std::vector<int>& edges) {
  for (const int edge : edges) put(bytes, static_cast<std::uint16_t>(edge));
}

void putRange(ByteVector& bytes, const ValueRange& range) {
  put(bytes, static_cast<std::int16_t>(range.low));
  put(bytes, static_cast<std::int16_t>(range.high));
}

template <typename Stored>
bool allFit(const auto& values) {
  return std::ranges::all_of(values, [](auto value) {
    return value >= std::numeric_limits<Stored>::min() && value <= std::numeric_limits<Stored>::max();
  });
}

template <typename Stored>
void putAll(ByteVector& bytes, const auto& values) {
  for (const auto value : values) put(bytes, static_cast<Stored>(value));
}

void putConv(ByteVector& bytes, const Layer& layer) {
  const bool narrow = allFit<std::int8_t>(layer.weights);
  put(bytes, static_cast<std::uint16_t>(layer.outputChannels));
  put(bytes, static_cast<std::uint8_t>(layer.kernelHeight));
  put(bytes, static_cast<std::uint8_t>(layer.kernelWidth));
  put(bytes, static_cast<std::uint8_t>(layer.stride));
  put(bytes, static_cast<std::uint8_t>((layer.wide ? layout::wideFlag : 0) |
                                       (narrow ? 0 : layout::wideWeightsFlag)));
  put(bytes, static_cast<std::uint8_t>(layer.shift));
  putRange(bytes, layer.range);
  putAll<std::int32_t>(bytes, layer.bias);
  putAll<std::int32_t>(bytes, layer.multipliers);
  if (narrow) {
    putAll<std::int8_t>(bytes, layer.weights);
  } else {
    putAll<std::int16_t>(bytes, layer.weights);
  }
}

ByteVector networkPayload(const Network& network) {
  ByteVector bytes;
  putName(bytes, network.name);
  put(bytes, static_cast<std::uint16_t>(network.inputs.size()));
  for (const NetworkInput& input : network.inputs) {
    put(bytes, static_cast<std::uint16_t>(input.channels));
    putRange(bytes, input.range);
  }
  put(bytes, static_cast<std::uint16_t>(network.layers.size()));
  for (const Layer& layer : network.layers) {
    put(bytes, static_cast<std::uint8_t>(layer.kind));
    put(bytes, static_cast<std::uint8_t>(layer.sources.size()));
    putEdges(bytes, layer.sources);
    if (layer.kind == LayerKind::Conv) putConv(bytes, layer);
    if (layer.kind == LayerKind::Add) {
      put(bytes, static_cast<std::uint8_t>(layer.shift));
      putRange(bytes, layer.range);
      putAll<std::int32_t>(bytes, layer.multipliers);
    }
  }
  put(bytes, static_cast<std::uint16_t>(network.outputs.size()));
  putEdges(bytes, network.outputs);
  return bytes;
}

ByteVector tablePayload(const IntegerTable& table) {
  ByteVector bytes;
  putName(bytes, table.name);
  const bool one = allFit<std::int8_t>(table.values);
  const bool two = allFit<std::int16_t>(table.values);
  put(bytes, static_cast<std::uint8_t>(one ? 1 : two ? 2 : 4));
  put(bytes, static_cast<std::uint32_t>(table.values.size()));
  if (one) {
    putAll<std::int8_t>(bytes, table.values);
  } else if (two) {
    putAll<std::int16_t>(bytes, table.values);
  } else {
    putAll<std::int32_t>(bytes, table.values);
  }
  return bytes;
}

ByteVector answerPayload(const KnownAnswer& answer) {
  ByteVector bytes;
  putName(bytes, answer.network);
  put(bytes, answer.seed);
  put(bytes, static_cast<std::uint16_t>(answer.height));
  put(bytes, static_cast<std::uint16_t>(answer.width));
  put(bytes, ByteSpan(answer.digest));
  return bytes;
}

void putSection(ByteVector& bytes, std::string_view type, ByteSpan payload) {
  put(bytes, asByteSpan(type.data(), type.size()));
  put(bytes, static_cast<std::uint64_t>(payload.size()));
  put(bytes, payload);
}

void putText(ByteVector& bytes, std::string_view type, const std::string& text) {
  if (text.size() > maxTextBytes) refuse("a text is longer than 1 MiB");
  if (!layout::isUtf8(text)) refuse("a text is not UTF-8");
  putSection(bytes, type, asByteSpan(text.data(), text.size()));
}

template <typename Named>
void requireUnique(const std::vector<Named>& all, const char* what) {
  for (auto one = all.begin(); one != all.end(); ++one) {
    if (std::any_of(all.begin(), one, [&](const Named& other) { return other.name == one->name; })) {
      refuse(std::string("two ") + what + " are named " + one->name);
    }
  }
}

void requireWritable(const ModelFile& model) {
  if (model.networks.empty() || model.networks.size() > static_cast<std::size_t>(maxNetworks)) {
    refuse("it has no networks or more than 64");
  }
  if (model.tables.size() > static_cast<std::size_t>(maxTables)) refuse("it has more than 256 tables");
  requireUnique(model.networks, "networks");
  requireUnique(model.tables, "tables");
  std::size_t tableValues = 0;
  for (const IntegerTable& table : model.tables) tableValues += table.values.size();
  if (tableValues > static_cast<std::size_t>(maxTableValues)) refuse("its tables are too large");
  std::size_t weights = 0;
  for (const Network& network : model.networks) {
    requireValid(network);
    for (const Layer& layer : network.layers) weights += layer.weights.size();
  }
  if (weights * sizeof(std::int16_t) > static_cast<std::size_t>(maxWeightBytes))
    refuse("it has more than 64 MiB of weights");
}

/// The smallest of a few sizes that the network accepts.
KnownAnswer defaultAnswer(const Network& network) {
  KnownAnswer answer{.network = network.name, .seed = 1, .height = 8, .width = 16, .digest = {}};
  for (const int side : {16, 32, 64}) {
    try {
      layout::requireAffordable(network, answer);
      break;
    } catch (const Error&) {
      answer.height = answer.width = side;
    }
  }
  layout::requireAffordable(network, answer);
  return makeKnownAnswer(network, answer.seed, answer.height, answer.width);
}

std::vector<KnownAnswer> completeAnswers(const ModelFile& model) {
  std::vector<KnownAnswer> answers = model.knownAnswers;
  for (const Network& network : model.networks) {
    const auto ofNetwork = [&](const KnownAnswer& answer) { return answer.network == network.name; };
    if (std::ranges::none_of(answers, ofNetwork)) answers.push_back(defaultAnswer(network));
  }
  if (answers.size() > layout::maxAnswers) refuse("it has more than 256 known answers");
  for (const KnownAnswer& answer : answers) layout::requireAffordable(model.network(answer.network), answer);
  return answers;
}

}  // namespace

ByteVector writeModel(const ModelFile& model) {
  requireWritable(model);
  ByteVector bytes;
  put(bytes, asByteSpan(layout::magic.data(), layout::magic.size()));
  put(bytes, layout::majorVersion);
  put(bytes, layout::minorVersion);
  putText(bytes, layout::descriptionType, model.description);
  putText(bytes, layout::provenanceType, model.provenance);
  for (const IntegerTable& table : model.tables) putSection(bytes, layout::tableType, tablePayload(table));
  for (const Network& network : model.networks)
    putSection(bytes, layout::networkType, networkPayload(network));
  for (const KnownAnswer& answer : completeAnswers(model)) {
    putSection(bytes, layout::answerType, answerPayload(answer));
  }
  put(bytes, ByteSpan(sha256Of(bytes)));
  return bytes;
}

}  // namespace trabecula::core::fixedpoint
