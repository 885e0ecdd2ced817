// Our encode and decode against a direct call of the same library with the same settings and threads, on one
// 2048 x 2048 image of 12 bits. The table at the end has the ratios; the aim is at most 1.10.
#include <benchmark/benchmark.h>
#include <charls/charls.h>
#include <jxl/decode_cxx.h>
#include <jxl/encode_cxx.h>
#include <jxl/thread_parallel_runner_cxx.h>
#include <openjpeg.h>
#include <png.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <map>

#include "core/archive/archive.h"
#include "core/codec/registry.h"
#include "core/phantom/phantom.h"

namespace trabecula::core {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Samples = std::vector<std::uint16_t>;
constexpr int side = 2048;
constexpr int bits = 12;
constexpr int threads = 2;

const Image& testImage() {
  static const Image image = [] {
    JobContext context;
    PhantomRecipe recipe;
    recipe.bitsStored = bits;
    recipe.width = recipe.height = side;
    return makePhantom(recipe, context);
  }();
  return image;
}

/// What a program that calls the library itself would do: samples in, stream out, and back.
struct Direct {
  Bytes (*encode)(const Samples&);
  void (*decode)(const Bytes&, Samples&);
};

// ---- libjxl: effort 7, samples already at full range, as libjxl wants them

Bytes encodeJxl(const Samples& samples) {
  const auto runner = JxlThreadParallelRunnerMake(nullptr, threads);
  const auto encoder = JxlEncoderMake(nullptr);
  JxlEncoderSetParallelRunner(encoder.get(), JxlThreadParallelRunner, runner.get());
  JxlBasicInfo info;
  JxlEncoderInitBasicInfo(&info);
  info.xsize = info.ysize = side;
  info.bits_per_sample = bits;
  info.num_color_channels = 1;
  info.uses_original_profile = JXL_TRUE;
  JxlEncoderSetBasicInfo(encoder.get(), &info);
  JxlColorEncoding colour;
  JxlColorEncodingSetToSRGB(&colour, JXL_TRUE);
  JxlEncoderSetColorEncoding(encoder.get(), &colour);
  JxlEncoderFrameSettings* settings = JxlEncoderFrameSettingsCreate(encoder.get(), nullptr);
  JxlEncoderFrameSettingsSetOption(settings, JXL_ENC_FRAME_SETTING_EFFORT, 7);
  JxlEncoderSetFrameLossless(settings, JXL_TRUE);
  const JxlPixelFormat format = {1, JXL_TYPE_UINT16, JXL_NATIVE_ENDIAN, 0};
  JxlEncoderAddImageFrame(settings, &format, samples.data(), samples.size() * 2);
  JxlEncoderCloseInput(encoder.get());
  Bytes bytes(samples.size() * 2 + 4096);
  std::uint8_t* next = bytes.data();
  std::size_t available = bytes.size();
  JxlEncoderProcessOutput(encoder.get(), &next, &available);
  bytes.resize(bytes.size() - available);
  return bytes;
}

void decodeJxl(const Bytes& bytes, Samples& samples) {
  const auto runner = JxlThreadParallelRunnerMake(nullptr, threads);
  const auto decoder = JxlDecoderMake(nullptr);
  JxlDecoderSetParallelRunner(decoder.get(), JxlThreadParallelRunner, runner.get());
  JxlDecoderSubscribeEvents(decoder.get(), JXL_DEC_FULL_IMAGE);
  JxlDecoderSetInput(decoder.get(), bytes.data(), bytes.size());
  const JxlPixelFormat format = {1, JXL_TYPE_UINT16, JXL_NATIVE_ENDIAN, 0};
  for (;;) {
    const JxlDecoderStatus status = JxlDecoderProcessInput(decoder.get());
    if (status != JXL_DEC_NEED_IMAGE_OUT_BUFFER) return;
    samples.resize(std::size_t{side} * side);
    JxlDecoderSetImageOutBuffer(decoder.get(), &format, samples.data(), samples.size() * 2);
  }
}

// ---- OpenJPEG: reversible, six resolutions

struct MemoryStream {
  Bytes bytes;
  std::size_t position = 0;
};

opj_stream_t* openStream(MemoryStream& memory, bool forReading) {
  opj_stream_t* stream = opj_stream_create(std::size_t{1} << 20U, forReading ? OPJ_TRUE : OPJ_FALSE);
  opj_stream_set_user_data(stream, &memory, nullptr);
  opj_stream_set_user_data_length(stream, memory.bytes.size());
  opj_stream_set_read_function(stream, [](void* buffer, OPJ_SIZE_T count, void* user) -> OPJ_SIZE_T {
    auto& source = *static_cast<MemoryStream*>(user);
    const std::size_t available = std::min<std::size_t>(count, source.bytes.size() - source.position);
    if (available == 0) return static_cast<OPJ_SIZE_T>(-1);
    std::memcpy(buffer, source.bytes.data() + source.position, available);
    source.position += available;
    return available;
  });
  opj_stream_set_write_function(stream, [](void* buffer, OPJ_SIZE_T count, void* user) -> OPJ_SIZE_T {
    auto& target = *static_cast<MemoryStream*>(user);
    const auto* begin = static_cast<const std::uint8_t*>(buffer);
    target.bytes.insert(target.bytes.end(), begin, begin + count);
    return count;
  });
  return stream;
}

Bytes encodeOpj(const Samples& samples) {
  opj_cparameters_t parameters;
  opj_set_default_encoder_parameters(&parameters);
  parameters.tcp_numlayers = 1;
  parameters.cp_disto_alloc = 1;
  opj_image_cmptparm_t component = {};
  component.dx = component.dy = 1;
  component.w = component.h = side;
  component.prec = bits;
  opj_image_t* image = opj_image_create(1, &component, OPJ_CLRSPC_GRAY);
  image->x1 = image->y1 = side;
  std::copy(samples.begin(), samples.end(), image->comps[0].data);
  MemoryStream memory;
  opj_stream_t* stream = openStream(memory, false);
  opj_codec_t* codec = opj_create_compress(OPJ_CODEC_J2K);
  opj_setup_encoder(codec, &parameters, image);
  opj_codec_set_threads(codec, threads);
  opj_start_compress(codec, image, stream);
  opj_encode(codec, stream);
  opj_end_compress(codec, stream);
  opj_destroy_codec(codec);
  opj_stream_destroy(stream);
  opj_image_destroy(image);
  return memory.bytes;
}

void decodeOpj(const Bytes& bytes, Samples& samples) {
  MemoryStream memory{bytes};
  opj_stream_t* stream = openStream(memory, true);
  opj_codec_t* codec = opj_create_decompress(OPJ_CODEC_J2K);
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  opj_setup_decoder(codec, &parameters);
  opj_codec_set_threads(codec, threads);
  opj_image_t* image = nullptr;
  opj_read_header(stream, codec, &image);
  opj_decode(codec, stream, image);
  opj_end_decompress(codec, stream);
  samples.resize(std::size_t{side} * side);
  std::transform(image->comps[0].data, image->comps[0].data + samples.size(), samples.begin(),
                 [](OPJ_INT32 value) { return static_cast<std::uint16_t>(value); });
  opj_destroy_codec(codec);
  opj_stream_destroy(stream);
  opj_image_destroy(image);
}

// ---- CharLS: lossless

Bytes encodeCharLs(const Samples& samples) {
  charls::jpegls_encoder encoder;
  encoder.frame_info({side, side, bits, 1});
  Bytes bytes(encoder.estimated_destination_size());
  encoder.destination(bytes);
  bytes.resize(encoder.encode(samples));
  return bytes;
}

void decodeCharLs(const Bytes& bytes, Samples& samples) {
  const charls::jpegls_decoder decoder(bytes, true);
  samples.resize(decoder.destination_size() / 2);
  decoder.decode(samples);
}

// ---- libpng: level 6, all filters

Bytes encodePng(const Samples& samples) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  Bytes bytes;
  png_set_write_fn(
      png, &bytes,
      [](png_structp writer, png_bytep data, png_size_t count) {
        auto& target = *static_cast<Bytes*>(png_get_io_ptr(writer));
        target.insert(target.end(), data, data + count);
      },
      nullptr);
  png_set_compression_level(png, 6);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_ALL_FILTERS);
  png_set_IHDR(png, info, side, side, 16, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  png_set_swap(png);
  for (std::size_t y = 0; y < side; ++y) {
    png_write_row(png, reinterpret_cast<png_const_bytep>(samples.data() + y * side));
  }
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return bytes;
}

void decodePng(const Bytes& bytes, Samples& samples) {
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  const std::uint8_t* position = bytes.data();
  png_set_read_fn(png, &position, [](png_structp reader, png_bytep target, png_size_t count) {
    auto& next = *static_cast<const std::uint8_t**>(png_get_io_ptr(reader));
    std::memcpy(target, next, count);
    next += count;
  });
  png_read_info(png, info);
  png_set_swap(png);
  png_read_update_info(png, info);
  samples.resize(std::size_t{side} * side);
  for (std::size_t y = 0; y < side; ++y) {
    png_read_row(png, reinterpret_cast<png_bytep>(samples.data() + y * side), nullptr);
  }
  png_read_end(png, nullptr);
  png_destroy_read_struct(&png, &info, nullptr);
}

const std::map<std::string, Direct> directCalls = {{"jpegxl", {encodeJxl, decodeJxl}},
                                                   {"jpeg2000", {encodeOpj, decodeOpj}},
                                                   {"jpegls", {encodeCharLs, decodeCharLs}},
                                                   {"png", {encodePng, decodePng}}};

double millisecondsOf(const auto& step) {
  const auto begin = std::chrono::steady_clock::now();
  step();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

/// Shortest times seen; direct and ours alternate, so that both meet the same machine.
struct Times {
  double direct = 1e300;
  double ours = 1e300;
};
std::map<std::string, Times>& table() {
  static std::map<std::string, Times> times;
  return times;
}

void alternate(benchmark::State& state, const std::string& row, const auto& direct, const auto& ours) {
  Times& times = table()[row];
  for (auto _ : state) {
    times.direct = std::min(times.direct, millisecondsOf(direct));
    const double mine = millisecondsOf(ours);
    times.ours = std::min(times.ours, mine);
    state.SetIterationTime(mine / 1000);
  }
  state.counters["ratio"] = times.ours / times.direct;
}

Samples directInput(const std::string& id) {
  Samples samples(testImage().samples().begin(), testImage().samples().end());
  if (id == "jpegxl") {
    for (auto& sample : samples) sample = static_cast<std::uint16_t>((sample * 65535U + 2047U) / 4095U);
  }
  return samples;
}

void encodeBenchmark(benchmark::State& state, const std::string& id) {
  const Codec& codec = CodecRegistry::instance().get(id);
  const Samples samples = directInput(id);
  JobContext context;
  context.setThreads(threads);
  const Parameters parameters = Parameters::defaults(codec.info());
  alternate(
      state, id + " encode", [&] { benchmark::DoNotOptimize(directCalls.at(id).encode(samples)); },
      [&] { benchmark::DoNotOptimize(compress(codec, testImage(), parameters, context)); });
}

void decodeBenchmark(benchmark::State& state, const std::string& id) {
  const Codec& codec = CodecRegistry::instance().get(id);
  JobContext context;
  context.setThreads(threads);
  const CompressedFile file = compress(codec, testImage(), Parameters::defaults(codec.info()), context);
  const auto* begin = reinterpret_cast<const std::uint8_t*>(file.bytes.data());
  const Bytes bytes(begin, begin + file.bytes.size());
  alternate(
      state, id + " decode",
      [&] {
        Samples samples;
        directCalls.at(id).decode(bytes, samples);
        benchmark::DoNotOptimize(samples);
      },
      [&] { benchmark::DoNotOptimize(decompress(file.bytes, context)); });
}

void printTable() {
  std::printf("\n%-18s %10s %10s %7s\n", "", "direct ms", "ours ms", "ratio");
  for (const auto& [row, times] : table()) {
    std::printf("%-18s %10.1f %10.1f %7.3f\n", row.c_str(), times.direct, times.ours,
                times.ours / times.direct);
  }
}

}  // namespace
}  // namespace trabecula::core

int main(int argc, char** argv) {
  using namespace trabecula::core;
  for (const auto& [id, direct] : directCalls) {
    benchmark::RegisterBenchmark((id + "/encode").c_str(), encodeBenchmark, id)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond)
        ->Iterations(5);
    benchmark::RegisterBenchmark((id + "/decode").c_str(), decodeBenchmark, id)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond)
        ->Iterations(9);
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  printTable();
  return 0;
}
