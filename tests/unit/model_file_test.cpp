#include "core/fixedpoint/model_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "core/support/error.h"
#include "embedded/everySectionV1.h"
#include "tests/support/fixedpoint_networks.h"
#include "tests/support/model_bytes.h"

namespace trabecula::tests {
namespace {

using core::Error;
using core::ErrorCategory;
using fp::Layer;
using fp::LayerKind;
using fp::ModelFile;
using fp::Network;
using ::testing::HasSubstr;

void expectSameNetwork(const Network& actual, const Network& expected) {
  EXPECT_EQ(actual.name, expected.name);
  ASSERT_EQ(actual.inputs.size(), expected.inputs.size());
  for (std::size_t i = 0; i < actual.inputs.size(); ++i) {
    EXPECT_EQ(actual.inputs[i].channels, expected.inputs[i].channels);
    EXPECT_EQ(actual.inputs[i].range, expected.inputs[i].range);
  }
  ASSERT_EQ(actual.layers.size(), expected.layers.size());
  for (std::size_t i = 0; i < actual.layers.size(); ++i) {
    const Layer& a = actual.layers[i];
    const Layer& b = expected.layers[i];
    EXPECT_EQ(a.kind, b.kind);
    EXPECT_EQ(a.sources, b.sources);
    if (b.kind == LayerKind::Conv || b.kind == LayerKind::Add) {
      EXPECT_EQ(a.range, b.range);
    }
    EXPECT_EQ(a.outputChannels, b.outputChannels);
    EXPECT_EQ(a.kernelHeight, b.kernelHeight);
    EXPECT_EQ(a.kernelWidth, b.kernelWidth);
    EXPECT_EQ(a.stride, b.stride);
    EXPECT_EQ(a.wide, b.wide);
    EXPECT_EQ(a.weights, b.weights);
    EXPECT_EQ(a.bias, b.bias);
    EXPECT_EQ(a.multipliers, b.multipliers);
    EXPECT_EQ(a.shift, b.shift);
  }
  EXPECT_EQ(actual.outputs, expected.outputs);
}

TEST(ModelFile, RoundTripKeepsEverything) {
  const ModelFile model = everySectionModel();
  const core::ByteVector bytes = fp::writeModel(model);
  const ModelFile read = fp::readModel(bytes);
  EXPECT_EQ(read.description, model.description);
  EXPECT_EQ(read.provenance, model.provenance);
  ASSERT_EQ(read.tables.size(), model.tables.size());
  for (std::size_t i = 0; i < model.tables.size(); ++i) {
    EXPECT_EQ(read.tables[i].name, model.tables[i].name);
    EXPECT_EQ(read.tables[i].values, model.tables[i].values);
  }
  ASSERT_EQ(read.networks.size(), model.networks.size());
  for (std::size_t i = 0; i < model.networks.size(); ++i)
    expectSameNetwork(read.networks[i], model.networks[i]);
  EXPECT_EQ(core::toHex(read.digest), core::toHex(core::ByteSpan(bytes).last(32)));
  EXPECT_EQ(fp::writeModel(read), bytes);
}

TEST(ModelFile, WriterAddsKnownAnswersThatEveryTargetGives) {
  const ModelFile read = fp::readModel(fp::writeModel(everySectionModel()));
  ASSERT_EQ(read.knownAnswers.size(), 2U);
  for (const fp::CpuTarget target : fp::CpuTarget::supported()) {
    EXPECT_EQ(fp::selfTest(*fp::makeCpuEngine(target), read), std::nullopt) << target.name();
  }
  ModelFile changed = read;
  changed.networks[1].layers.back().bias[0] += 100000;
  EXPECT_NE(fp::selfTest(*fp::makeCpuEngine(), changed), std::nullopt);
}

TEST(ModelFile, FilesOfThisVersionStayReadable) {
  // The file is kept as it was written once: a later version must read it and compute the same.
  const core::ByteSpan bytes = core::embedded::everySectionV1();
  const ModelFile read = fp::readModel(bytes);
  for (const fp::CpuTarget target : fp::CpuTarget::supported()) {
    EXPECT_EQ(fp::selfTest(*fp::makeCpuEngine(target), read), std::nullopt) << target.name();
  }
  EXPECT_EQ(fp::writeModel(everySectionModel()), core::ByteVector(bytes.begin(), bytes.end()));
}

TEST(ModelFile, NamesWhatIsMissing) {
  const ModelFile model = everySectionModel();
  EXPECT_EQ(model.table("small").values.size(), 3U);
  EXPECT_EQ(&model.network("dense"), &model.networks[1]);
  EXPECT_THROW(model.table("absent"), Error);
  EXPECT_THROW(model.network("absent"), Error);
}

/// Changes a valid network, and what the error must say then.
struct Fault {
  const char* says;
  std::function<void(Network&)> make;
};

TEST(Network, RefusesEveryFault) {
  const std::vector<Fault> faults = {
      {"name", [](Network& n) { n.name.clear(); }},
      {"name", [](Network& n) { n.name = "line\nbreak"; }},
      {"inputs", [](Network& n) { n.inputs.clear(); }},
      {"channels", [](Network& n) { n.inputs[0].channels = 0; }},
      {"channels", [](Network& n) { n.inputs[0].channels = 4097; }},
      {"range of an input",
       [](Network& n) {
         n.inputs[0].range = {5, 4};
       }},
      {"range of an input",
       [](Network& n) {
         n.inputs[0].range = {0, 32768};
       }},
      {"outputs", [](Network& n) { n.outputs.clear(); }},
      {"outputs", [](Network& n) { n.outputs = {11}; }},
      {"outputs", [](Network& n) { n.outputs = {-1}; }},
      {"not computed before",
       [](Network& n) {
         n.layers[2].sources = {2, 4};
       }},
      {"not computed before", [](Network& n) { n.layers[0].sources = {-1}; }},
      {"number of its sources",
       [](Network& n) {
         n.layers[0].sources = {0, 0};
       }},
      {"number of its sources", [](Network& n) { n.layers[2].sources = {2}; }},
      {"no sources", [](Network& n) { n.layers[5].sources.clear(); }},
      {"unknown kind", [](Network& n) { n.layers[0].kind = static_cast<LayerKind>(6); }},
      {"kernel", [](Network& n) { n.layers[0].kernelHeight = 16; }},
      {"kernel", [](Network& n) { n.layers[0].kernelWidth = 0; }},
      {"stride", [](Network& n) { n.layers[0].stride = 3; }},
      {"right number", [](Network& n) { n.layers[0].weights.pop_back(); }},
      {"right number", [](Network& n) { n.layers[0].bias.push_back(1); }},
      {"right number", [](Network& n) { n.layers[0].multipliers.clear(); }},
      {"different numbers",
       [](Network& n) {
         n.layers[2].sources = {2, 1};
       }},
      {"multiple of four", [](Network& n) { n.layers[7].sources = {2}; }},
      {"shift", [](Network& n) { n.layers[0].shift = 0; }},
      {"shift", [](Network& n) { n.layers[0].shift = 33; }},
      {"shift", [](Network& n) { n.layers[2].shift = 31; }},
      {"within 16 bits",
       [](Network& n) {
         n.layers[0].range = {0, 40000};
       }},
      {"within 16 bits",
       [](Network& n) {
         n.layers[2].range = {1, 0};
       }},
      {"reach 2^24", [](Network& n) { n.layers[0].bias[4] = 1 << 24; }},
      {"reach 2^31", [](Network& n) { n.layers[1].bias[0] = std::numeric_limits<std::int32_t>::min(); }},
      {"negative", [](Network& n) { n.layers[0].multipliers[1] = -1; }},
      {"too large for its shift", [](Network& n) { n.layers[0].shift = 1; }},
      {"two multipliers", [](Network& n) { n.layers[2].multipliers.push_back(1); }},
      {"beyond 16 bits", [](Network& n) { n.layers[2].multipliers[1] = -32768; }},
      {"sums may reach 2^31",
       [](Network& n) {
         n.layers[2].multipliers = {32767, 32767};
         n.layers[2].shift = 30;
         n.layers[0].range.high = 32767;
         n.layers[1].range.low = -32768;
       }},
  };
  ASSERT_NO_THROW(fp::requireValid(everyLayerNetwork()));
  for (const Fault& fault : faults) {
    Network network = everyLayerNetwork();
    fault.make(network);
    try {
      fp::requireValid(network);
      ADD_FAILURE() << "accepted: " << fault.says;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(fault.says));
    }
  }
}

TEST(Network, BoundIsExact) {
  Network network = denseNetwork({1, 1}, 1, {-100, 50});
  Layer& layer = network.layers[0];
  layer.multipliers = {1};
  layer.weights = {1000};
  layer.bias = {-((1 << 24) - 100000 - 1)};  // 1000 * 100 + |bias| = 2^24 - 1
  EXPECT_NO_THROW(fp::requireValid(network));
  layer.bias[0] -= 1;
  EXPECT_THROW(fp::requireValid(network), Error);
  layer.wide = true;
  EXPECT_NO_THROW(fp::requireValid(network));
}

TEST(ModelFile, WriterRefusesWhatTheFormatCannotHold) {
  const auto refuses = [](const std::function<void(ModelFile&)>& change) {
    ModelFile model = everySectionModel();
    change(model);
    EXPECT_THROW(fp::writeModel(model), Error);
  };
  refuses([](ModelFile& m) { m.networks.clear(); });
  refuses([](ModelFile& m) { m.networks[1].name = m.networks[0].name; });
  refuses([](ModelFile& m) { m.tables[1].name = m.tables[0].name; });
  refuses([](ModelFile& m) { m.tables[0].name = "caf\xC3\xA9"; });
  refuses([](ModelFile& m) { m.description = "\xFF"; });
  refuses([](ModelFile& m) { m.provenance.assign(fp::maxTextBytes + 1, 'x'); });
  refuses([](ModelFile& m) { m.tables[0].values.resize(static_cast<std::size_t>(fp::maxTableValues)); });
  refuses([](ModelFile& m) { m.knownAnswers = {{.network = "absent"}}; });
  refuses([](ModelFile& m) { m.knownAnswers = {{.network = "dense", .height = 0}}; });
  refuses([](ModelFile& m) { m.networks[0].layers[0].stride = 3; });
}

/// What readModel() says of these bytes.
std::string complaint(const core::ByteVector& bytes) {
  try {
    fp::readModel(bytes);
    return "accepted";
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(ModelFile, ReaderRefusesDamagedFiles) {
  const core::ByteVector good = fp::writeModel(everySectionModel());
  for (std::size_t length = 0; length < good.size(); length += 1 + length / 16) {
    EXPECT_NE(complaint({good.begin(), good.begin() + static_cast<std::ptrdiff_t>(length)}), "accepted")
        << length;
  }
  core::ByteVector longer = good;
  longer.push_back(std::byte{0});
  EXPECT_THAT(complaint(longer), HasSubstr("checksum"));
  core::ByteVector other = good;
  other[20] ^= std::byte{1};
  EXPECT_THAT(complaint(other), HasSubstr("checksum"));
  core::ByteVector newer = good;
  newer[8] = std::byte{2};
  EXPECT_THAT(complaint(newer), HasSubstr("version 2"));
}

TEST(ModelFile, ReaderRefusesDisorderEvenWithTheRightChecksum) {
  const auto sections = sectionsOf(fp::writeModel(everySectionModel()));
  ASSERT_EQ(sections.size(), 9U) << "2 texts, 3 tables, 2 networks, 2 answers";
  EXPECT_EQ(complaint(modelOf(sections)), "accepted");
  const auto says = [&](const std::function<void(std::vector<ModelSection>&)>& change) {
    auto changed = sections;
    change(changed);
    return complaint(modelOf(changed));
  };
  EXPECT_THAT(says([](auto& s) { std::swap(s[0], s[1]); }), HasSubstr("order"));
  EXPECT_THAT(says([](auto& s) { s.erase(s.begin()); }), HasSubstr("order"));
  EXPECT_THAT(says([](auto& s) { s.erase(s.begin() + 1); }), HasSubstr("order"));
  EXPECT_THAT(says([](auto& s) { s.insert(s.begin(), s[0]); }), HasSubstr("order"));
  EXPECT_THAT(says([](auto& s) { std::swap(s[4], s[5]); }), HasSubstr("order"));
  EXPECT_THAT(says([](auto& s) { s.push_back(s[2]); }), HasSubstr("order"));
  EXPECT_THAT(says([](auto& s) { s[3] = s[2]; }), HasSubstr("twice"));
  EXPECT_THAT(says([](auto& s) { s[6] = s[5]; }), HasSubstr("twice"));
  EXPECT_THAT(says([](auto& s) { s.resize(5); }), HasSubstr("no network"));
  EXPECT_THAT(says([](auto& s) { s.pop_back(); }), HasSubstr("no known answer"));
  EXPECT_THAT(says([](auto& s) { s[7].payload[1] = std::byte{'X'}; }), HasSubstr("no network named"));
  EXPECT_THAT(says([](auto& s) { s[5].payload.push_back(std::byte{0}); }), HasSubstr("too long"));
  EXPECT_THAT(says([](auto& s) { s[5].payload.pop_back(); }), HasSubstr("too short"));
  EXPECT_THAT(says([](auto& s) { s[0].payload.push_back(std::byte{0xC3}); }), HasSubstr("UTF-8"));
  EXPECT_THAT(says([](auto& s) { s[2].payload[6] = std::byte{3}; }), HasSubstr("width"));
  EXPECT_THAT(says([](auto& s) { s.insert(s.begin() + 3, {"ABCD", {}}); }), HasSubstr("newer version"));
  EXPECT_EQ(says([](auto& s) { s.insert(s.begin() + 3, {"abcd", {}}); }), "accepted");
}

TEST(ModelFile, ReaderDoesNotReserveWhatTheFileDoesNotHold) {
  auto sections = sectionsOf(fp::writeModel(everySectionModel()));
  // A table that claims 2^22 integers, and one that claims more than is allowed.
  auto& table = sections[2].payload;
  ASSERT_EQ(table.size(), 1 + 5 + 1 + 4 + 3U);
  table[7] = table[8] = std::byte{0};
  table[9] = std::byte{0x40};
  EXPECT_THAT(complaint(modelOf(sections)), HasSubstr("too short"));
  table[10] = std::byte{0xFF};
  EXPECT_THAT(complaint(modelOf(sections)), HasSubstr("too large"));
}

TEST(ModelFile, ReaderRefusesKnownAnswersThatCostTooMuch) {
  auto sections = sectionsOf(fp::writeModel(everySectionModel()));
  auto& answer = sections[7].payload;  // of "every layer"
  ASSERT_EQ(answer.size(), 1 + 11 + 8 + 4 + 32U);
  answer[21] = answer[23] = std::byte{0x10};  // 4096 x 4096 and more
  answer[20] = answer[22] = std::byte{0};
  EXPECT_THAT(complaint(modelOf(sections)), HasSubstr("too large"));
  answer[22] = std::byte{1};
  EXPECT_THAT(complaint(modelOf(sections)), HasSubstr("4096 high and wide"));
  answer[21] = answer[23] = std::byte{0};
  answer[20] = std::byte{7};
  answer[22] = std::byte{8};
  EXPECT_THAT(complaint(modelOf(sections)), HasSubstr("odd size"));
}

}  // namespace
}  // namespace trabecula::tests
