// ContextNet's speed on two threads: every preset on every instruction set of this machine, beside JPEG XL's
// encoder at its default effort, 7, and JPEG-LS's decoder in the same run. Megapixels a second of the
// shortest of some runs.
#include <hwy/highway.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>

#include "core/codec/contextnet/image_coder.h"
#include "core/codec/contextnet/presets.h"
#include "core/codec/registry.h"
#include "core/fixedpoint/cpu_target.h"
#include "core/phantom/phantom.h"

namespace trabecula::core {
namespace {

constexpr int side = 1536;
constexpr int runs = 3;

double megapixelsPerSecond(const auto& step) {
  double shortest = 1e9;
  for (int i = 0; i < runs; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    step();
    shortest =
        std::min(shortest, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return side * side / 1e6 / shortest;
}

struct Speed {
  double encode;
  double decode;
};

Speed speedOf(const std::string& id, const Image& image) {
  const Codec& codec = CodecRegistry::instance().get(id);
  const Parameters parameters = Parameters::defaults(codec.info());
  JobContext context;
  context.setThreads(2);
  Encoded encoded;
  Speed speed{};
  speed.encode = megapixelsPerSecond([&] { encoded = codec.encode(image, parameters, context); });
  speed.decode = megapixelsPerSecond([&] { codec.decode(encoded.bytes, context); });
  return speed;
}

/// With a model of its own, because a model keeps the instruction set it was read with.
Speed speedOfPreset(const std::string& preset, const Image& image) {
  const contextnet::ContextModel model(contextnet::presetFile(preset));
  const auto lookup = [&](std::uint64_t) -> const contextnet::ContextModel& { return model; };
  JobContext context;
  context.setThreads(2);
  ByteVector stream;
  Speed speed{};
  speed.encode = megapixelsPerSecond([&] { stream = contextnet::encodeImage(model, image, context); });
  speed.decode = megapixelsPerSecond([&] { contextnet::decodeImage(stream, lookup, context); });
  return speed;
}

/// The instruction sets that both Highway's dispatch and the integer networks have.
struct Target {
  const char* name;
  std::int64_t highway;
};
constexpr Target targets[] = {{"SSE4", HWY_SSE4}, {"AVX2", HWY_AVX2}, {"AVX3", HWY_AVX3}};

void use(const Target& target) {
  // That one and everything older.
  hwy::SetSupportedTargetsForTest(-target.highway);
  for (const fixedpoint::CpuTarget cpu : fixedpoint::CpuTarget::supported()) {
    if (cpu.name() == target.name) fixedpoint::CpuTarget::setPreferred(cpu);
  }
}

void print(const std::string& name, const char* target, const Speed& speed, const Speed& encoder,
           const Speed& decoder) {
  std::printf("%-20s %-8s %10.2f %10.2f %14.2f %14.3f\n", name.c_str(), target, speed.encode, speed.decode,
              speed.encode / encoder.encode, speed.decode / decoder.decode);
  std::fflush(stdout);
}

int run() {
  JobContext context;
  PhantomRecipe recipe;
  recipe.bitsStored = 12;
  recipe.width = recipe.height = side;
  const Image image = makePhantom(recipe, context);
  const Speed jpegXl = speedOf("jpegxl", image);
  const Speed jpegLs = speedOf("jpegls", image);
  std::printf("%-20s %-8s %10s %10s %14s %14s\n", "MP/s, 2 threads", "target", "encode", "decode",
              "enc/JPEG XL 7", "dec/JPEG-LS");
  print("jpegxl effort 7", "", jpegXl, jpegXl, jpegLs);
  print("jpegls", "", jpegLs, jpegXl, jpegLs);
  const std::int64_t supported = hwy::SupportedTargets();
  for (const Target& target : targets) {
    if ((supported & target.highway) == 0) continue;
    use(target);
    for (const std::string& preset : contextnet::presetNames()) {
      print("contextnet " + preset, target.name, speedOfPreset(preset, image), jpegXl, jpegLs);
    }
  }
  return 0;
}

}  // namespace
}  // namespace trabecula::core

int main() {
  return trabecula::core::run();
}
