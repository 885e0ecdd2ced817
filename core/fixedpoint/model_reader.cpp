#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/fixedpoint/delivery.h"
#include "core/fixedpoint/model_file.h"
#include "core/fixedpoint/model_layout.h"
#include "core/support/error.h"

namespace trabecula::core::fixedpoint {
namespace {

[[noreturn]] void failCorrupt(const std::string& what) {
  throw Error(ErrorCategory::Corrupt, "The model file is damaged: " + what);
}

void require(bool condition, const char* what) {
  if (!condition) failCorrupt(what);
}

/// Takes integers from the front of a section; fails where it ends early.
class Cursor {
 public:
  explicit Cursor(ByteSpan bytes) : rest_(bytes) {}

  ByteSpan take(std::size_t count) {
    require(count <= rest_.size(), "a section is too short");
    const ByteSpan taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }
  int u8() { return std::to_integer<int>(take(1)[0]); }
  int u16() { return readLe16(take(2).data()); }
  int i16() { return static_cast<std::int16_t>(readLe16(take(2).data())); }
  std::uint32_t u32() { return readLe32(take(4).data()); }
  std::uint64_t u64() { return readLe64(take(8).data()); }

  std::string name() {
    const ByteSpan bytes = take(static_cast<std::size_t>(u8()));
    std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    require(isValidName(text), "a name is not 1 to 64 printable ASCII characters");
    return text;
  }

  /// `count` signed integers of `width` bytes (1, 2 or 4).
  template <typename Value>
  std::vector<Value> integers(std::size_t count, std::size_t width) {
    require(count <= rest_.size() / width, "a section is too short");
    const std::byte* next = take(count * width).data();
    std::vector<Value> values(count);
    for (Value& value : values) {
      const std::int32_t wide = width == 1   ? static_cast<std::int8_t>(std::to_integer<std::uint8_t>(*next))
                                : width == 2 ? static_cast<std::int16_t>(readLe16(next))
                                             : static_cast<std::int32_t>(readLe32(next));
      value = static_cast<Value>(wide);
      next += width;
    }
    return values;
  }

  void requireEnd() const { require(rest_.empty(), "a section is too long"); }

 private:
  ByteSpan rest_;
};

ValueRange readRange(Cursor& cursor) {
  const int low = cursor.i16();
  const int high = cursor.i16();
  return {low, high};
}

std::vector<int> readEdges(Cursor& cursor, int count) {
  require(count >= 1 && count <= maxEdgeList, "a list of edges is empty or too long");
  std::vector<int> edges(static_cast<std::size_t>(count));
  for (int& edge : edges) edge = cursor.u16();
  return edges;
}

/// Reads networks and counts the weights of all of them.
class NetworkReader {
 public:
  Network read(ByteSpan payload) {
    Cursor cursor(payload);
    Network network;
    network.name = cursor.name();
    const int inputs = cursor.u16();
    require(inputs >= 1 && inputs <= maxEdgeList, "a network has no inputs or too many");
    std::vector<int> channels;
    for (int i = 0; i < inputs; ++i) {
      NetworkInput input;
      input.channels = cursor.u16();
      input.range = readRange(cursor);
      require(input.channels >= 1 && input.channels <= maxChannels, "an input has no channels or too many");
      network.inputs.push_back(input);
      channels.push_back(input.channels);
    }
    const int layers = cursor.u16();
    require(layers <= maxLayers, "a network has too many layers");
    for (int i = 0; i < layers; ++i) readLayer(cursor, network, channels);
    network.outputs = readEdges(cursor, cursor.u16());
    cursor.requireEnd();
    requireValid(network);
    return network;
  }

 private:
  void readLayer(Cursor& cursor, Network& network, std::vector<int>& channels) {
    Layer& layer = network.layers.emplace_back();
    layer.kind = static_cast<LayerKind>(cursor.u8());
    layer.sources = readEdges(cursor, cursor.u8());
    int flags = 0;
    if (layer.kind == LayerKind::Conv) {
      layer.outputChannels = cursor.u16();
      layer.kernelHeight = cursor.u8();
      layer.kernelWidth = cursor.u8();
      layer.stride = cursor.u8();
      flags = cursor.u8();
      require((flags & ~(layout::wideFlag | layout::wideWeightsFlag)) == 0, "a layer has unknown flags");
      layer.wide = (flags & layout::wideFlag) != 0;
    }
    // Checks the sources, so that the channels that the sizes follow from are there.
    channels.push_back(deliveredChannels(network, network.layers.size() - 1, channels));
    if (layer.kind == LayerKind::Conv || layer.kind == LayerKind::Add) {
      layer.shift = cursor.u8();
      layer.range = readRange(cursor);
    }
    if (layer.kind == LayerKind::Add) layer.multipliers = cursor.integers<std::int32_t>(2, 4);
    if (layer.kind == LayerKind::Conv) {
      readWeights(cursor, layer, channels[static_cast<std::size_t>(layer.sources.front())],
                  (flags & layout::wideWeightsFlag) != 0 ? 2 : 1);
    }
  }

  void readWeights(Cursor& cursor, Layer& layer, int inputChannels, std::size_t width) {
    const auto outputs = static_cast<std::size_t>(layer.outputChannels);
    const std::size_t count = outputs * static_cast<std::size_t>(inputChannels) *
                              static_cast<std::size_t>(layer.kernelHeight) *
                              static_cast<std::size_t>(layer.kernelWidth);
    weights_ += count;
    require(weights_ * sizeof(std::int16_t) <= static_cast<std::size_t>(maxWeightBytes),
            "it has more than 64 MiB of weights");
    layer.bias = cursor.integers<std::int32_t>(outputs, 4);
    layer.multipliers = cursor.integers<std::int32_t>(outputs, 4);
    layer.weights = cursor.integers<std::int16_t>(count, width);
  }

  std::size_t weights_ = 0;
};

template <typename Named>
void requireNewName(const std::vector<Named>& all, const std::string& name) {
  require(std::ranges::none_of(all, [&](const Named& one) { return one.name == name; }),
          "a name occurs twice");
}

/// Puts sections, which come in a fixed order, into the model.
class ModelReader {
 public:
  void addSection(std::string_view type, ByteSpan payload) {
    const auto rank = [](std::string_view name) {
      constexpr std::array order = {layout::descriptionType, layout::provenanceType, layout::tableType,
                                    layout::networkType, layout::answerType};
      return std::find(order.begin(), order.end(), name) - order.begin();
    };
    const auto place = rank(type);
    if (place > rank(layout::answerType)) {
      const bool optional = std::islower(static_cast<unsigned char>(type.front())) != 0;
      if (optional) return;
      throw Error(ErrorCategory::Unsupported, "The model file needs a newer version of this program");
    }
    const bool single = place < rank(layout::tableType);
    require(single ? place == last_ + 1 : place >= last_ && last_ >= rank(layout::provenanceType),
            "its sections are out of order");
    last_ = place;
    if (type == layout::descriptionType) model_.description = text(payload);
    if (type == layout::provenanceType) model_.provenance = text(payload);
    if (type == layout::tableType) addTable(payload);
    if (type == layout::networkType) addNetwork(payload);
    if (type == layout::answerType) addAnswer(payload);
  }

  ModelFile finish() {
    require(!model_.networks.empty(), "it has no network");
    for (const Network& network : model_.networks) {
      const auto ofNetwork = [&](const KnownAnswer& answer) { return answer.network == network.name; };
      require(std::ranges::any_of(model_.knownAnswers, ofNetwork), "a network has no known answer");
    }
    return std::move(model_);
  }

 private:
  static std::string text(ByteSpan payload) {
    require(payload.size() <= maxTextBytes, "a text is longer than 1 MiB");
    std::string result(reinterpret_cast<const char*>(payload.data()), payload.size());
    require(layout::isUtf8(result), "a text is not UTF-8");
    return result;
  }

  void addTable(ByteSpan payload) {
    require(model_.tables.size() < static_cast<std::size_t>(maxTables), "it has more than 256 tables");
    Cursor cursor(payload);
    IntegerTable table;
    table.name = cursor.name();
    requireNewName(model_.tables, table.name);
    const auto width = static_cast<std::size_t>(cursor.u8());
    require(width == 1 || width == 2 || width == 4, "a table has integers of an unknown width");
    const std::size_t count = cursor.u32();
    tableValues_ += count;
    require(tableValues_ <= static_cast<std::size_t>(maxTableValues), "its tables are too large");
    table.values = cursor.integers<std::int32_t>(count, width);
    cursor.requireEnd();
    model_.tables.push_back(std::move(table));
  }

  void addNetwork(ByteSpan payload) {
    require(model_.networks.size() < static_cast<std::size_t>(maxNetworks), "it has more than 64 networks");
    Network network = networks_.read(payload);
    requireNewName(model_.networks, network.name);
    model_.networks.push_back(std::move(network));
  }

  void addAnswer(ByteSpan payload) {
    require(model_.knownAnswers.size() < layout::maxAnswers, "it has more than 256 known answers");
    Cursor cursor(payload);
    KnownAnswer answer;
    answer.network = cursor.name();
    answer.seed = cursor.u64();
    answer.height = cursor.u16();
    answer.width = cursor.u16();
    std::ranges::copy(cursor.take(layout::digestBytes), answer.digest.begin());
    cursor.requireEnd();
    layout::requireAffordable(model_.network(answer.network), answer);
    model_.knownAnswers.push_back(std::move(answer));
  }

  ModelFile model_;
  NetworkReader networks_;
  std::size_t tableValues_ = 0;
  std::ptrdiff_t last_ = -1;
};

/// What lies between header and digest, once both are right.
ByteSpan checkedBody(ByteSpan bytes, Sha256Digest& digest) {
  require(bytes.size() >= layout::magic.size() &&
              std::memcmp(bytes.data(), layout::magic.data(), layout::magic.size()) == 0,
          "it is no Trabecula model");
  require(bytes.size() >= layout::headerBytes + layout::digestBytes, "it is too short");
  const std::uint16_t version = readLe16(bytes.data() + layout::magic.size());
  if (version != layout::majorVersion) {
    throw Error(ErrorCategory::Unsupported, "The model file has format version " + std::to_string(version) +
                                                ", which this program does not know");
  }
  const ByteSpan covered = bytes.first(bytes.size() - layout::digestBytes);
  digest = sha256Of(covered);
  require(std::ranges::equal(digest, bytes.last(layout::digestBytes)), "its checksum is wrong");
  return covered.subspan(layout::headerBytes);
}

template <typename Named>
const Named& named(const std::vector<Named>& all, const std::string& name, const char* what) {
  const auto found = std::ranges::find_if(all, [&](const Named& one) { return one.name == name; });
  if (found == all.end()) {
    throw Error(ErrorCategory::Corrupt, "The model has no " + std::string(what) + " named " + name);
  }
  return *found;
}

}  // namespace

const Network& ModelFile::network(const std::string& name) const {
  return named(networks, name, "network");
}

const IntegerTable& ModelFile::table(const std::string& name) const {
  return named(tables, name, "table");
}

ModelFile readModel(ByteSpan bytes) {
  Sha256Digest digest{};
  ByteSpan rest = checkedBody(bytes, digest);
  ModelReader reader;
  while (!rest.empty()) {
    require(rest.size() >= layout::sectionHeadBytes, "a section is incomplete");
    const std::string_view type(reinterpret_cast<const char*>(rest.data()), layout::typeBytes);
    const std::uint64_t length = readLe64(rest.data() + layout::typeBytes);
    rest = rest.subspan(layout::sectionHeadBytes);
    require(length <= rest.size(), "a section is longer than the file");
    reader.addSection(type, rest.first(static_cast<std::size_t>(length)));
    rest = rest.subspan(static_cast<std::size_t>(length));
  }
  ModelFile model = reader.finish();
  model.digest = digest;
  return model;
}

}  // namespace trabecula::core::fixedpoint
