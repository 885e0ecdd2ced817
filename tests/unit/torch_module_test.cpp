#include "app/common/torch_module.h"

#include <dlfcn.h>
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

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

#ifdef TRABECULA_TORCH_MODULE
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
