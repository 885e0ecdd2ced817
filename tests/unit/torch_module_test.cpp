#include "app/common/torch_module.h"

#include <dlfcn.h>
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

#include "core/fixedpoint/engine.h"
#include "core/fixedpoint/known_answer.h"
#include "core/fixedpoint/model_file.h"
#include "core/support/error.h"
#include "tests/support/fixedpoint_networks.h"
#include "tests/support/temporary_folder.h"

namespace trabecula::app {
namespace {

using ::testing::HasSubstr;

void expectCpuAndReason(const std::vector<ComputeDevice>& devices, const std::string& reason) {
  ASSERT_EQ(devices.size(), 2U);
  EXPECT_EQ(devices[0].id, "cpu");
  EXPECT_TRUE(devices[0].usable);
  EXPECT_EQ(devices[0].reason, "");
  EXPECT_EQ(devices[1].id, "cuda:0");
  EXPECT_FALSE(devices[1].usable);
  EXPECT_THAT(devices[1].reason, HasSubstr(reason));
}

TEST(TorchModule, MissingModuleLeavesTheCpu) {
  const tests::TemporaryFolder folder;
  expectCpuAndReason(computeDevices(folder / "trabecula-torch.so"), "no LibTorch");
}

TEST(TorchModule, FileThatIsNoLibraryLeavesTheCpu) {
  const tests::TemporaryFolder folder;
  const auto path = folder / "trabecula-torch.so";
  std::ofstream(path) << "not a library";
  expectCpuAndReason(computeDevices(path), "does not load");
}

TEST(TorchModule, ForeignLibraryLeavesTheCpu) {
  Dl_info library{};
  ASSERT_NE(dladdr(reinterpret_cast<void*>(&std::getenv), &library), 0);
  expectCpuAndReason(computeDevices(library.dli_fname), "is not Trabecula's LibTorch module");
}

TEST(TorchModule, MissingModuleHasNoEngine) {
  const tests::TemporaryFolder folder;
  EXPECT_THROW(makeTorchEngine(folder / "trabecula-torch.so", "cpu"), core::Error);
}

#ifdef TRABECULA_TORCH_MODULE
TEST(TorchModule, EngineComputesWhatTheCpuEngineComputes) {
  const auto engine = makeTorchEngine(TRABECULA_TORCH_MODULE, "cpu");
  const core::fixedpoint::Network network = tests::everyLayerNetwork();
  const auto inputs = core::fixedpoint::seededInputs(network, 1, 10, 12);
  EXPECT_EQ(core::fixedpoint::digestOf(engine->run(network, inputs)),
            core::fixedpoint::digestOf(core::fixedpoint::makeCpuEngine()->run(network, inputs)));
  // An error crosses from the module to the program as what it is.
  EXPECT_THROW(engine->run(network, {}), core::Error);
  EXPECT_THROW(makeTorchEngine(TRABECULA_TORCH_MODULE, "nothing"), core::Error);
}

TEST(TorchModule, OnlyEnginesThatPassTheirSelfTestAreEnabled) {
  core::fixedpoint::ModelFile model;
  model.networks.push_back(tests::everyLayerNetwork());
  model.knownAnswers.push_back(core::fixedpoint::makeKnownAnswer(model.networks[0], 1, 8, 8));
  const std::size_t before = core::fixedpoint::engines().size();
  const std::vector<std::string> added = addTorchEngines({&model, 1});
  std::size_t usable = 0;
  for (const ComputeDevice& device : computeDevices()) usable += device.id != "cpu" && device.usable;
  EXPECT_EQ(added.size(), usable);
  EXPECT_EQ(core::fixedpoint::engines().size(), before + usable);
  EXPECT_TRUE(addTorchEngines({&model, 1}).empty());
}

TEST(TorchModule, ListsEveryDeviceWithNameOrReason) {
  EXPECT_EQ(findTorchModule(), TRABECULA_TORCH_MODULE);
  const std::vector<ComputeDevice>& devices = computeDevices();
  ASSERT_GE(devices.size(), 2U);
  EXPECT_EQ(devices[0].id, "cpu");
  for (std::size_t i = 1; i < devices.size(); ++i) {
    EXPECT_EQ(devices[i].id, "cuda:" + std::to_string(i - 1));
    EXPECT_FALSE(devices[i].title.empty());
    EXPECT_EQ(devices[i].usable, devices[i].reason.empty());
    if (!devices[i].usable) {
      EXPECT_THAT(devices[i].reason, HasSubstr("LibTorch"));
    }
  }
}
#endif

}  // namespace
}  // namespace trabecula::app
