#include "core/codec/jpeg2000/openjpeg_session.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace trabecula::core {
namespace {

constexpr OPJ_SIZE_T endOfStream = static_cast<OPJ_SIZE_T>(-1);
constexpr std::size_t bufferBytes = std::size_t{1} << 20U;

void keepFirst(std::string& kept, const char* message) {
  if (!kept.empty()) return;
  try {
    kept = message;
    while (!kept.empty() && (kept.back() == '\n' || kept.back() == ' ')) kept.pop_back();
    std::replace(kept.begin(), kept.end(), '\n', ' ');
  } catch (const std::bad_alloc&) {
    kept.clear();
  }
}

void onError(const char* message, void* client) {
  keepFirst(static_cast<OpenJpegMessages*>(client)->error, message);
}
void onWarning(const char* message, void* client) {
  keepFirst(static_cast<OpenJpegMessages*>(client)->warning, message);
}

OPJ_SIZE_T readSource(void* buffer, OPJ_SIZE_T count, void* user) {
  auto& source = *static_cast<MemorySource*>(user);
  const std::size_t available = std::min<std::size_t>(count, source.bytes.size() - source.position);
  if (available == 0) return endOfStream;
  std::memcpy(buffer, source.bytes.data() + source.position, available);
  source.position += available;
  return available;
}

OPJ_OFF_T skipSource(OPJ_OFF_T count, void* user) {
  auto& source = *static_cast<MemorySource*>(user);
  if (count < 0) return -1;
  const auto rest = static_cast<OPJ_OFF_T>(source.bytes.size() - source.position);
  const OPJ_OFF_T skipped = std::min(count, rest);
  if (skipped == 0 && count > 0) return -1;
  source.position += static_cast<std::size_t>(skipped);
  return skipped;
}

OPJ_BOOL seekSource(OPJ_OFF_T position, void* user) {
  auto& source = *static_cast<MemorySource*>(user);
  if (position < 0 || static_cast<std::uint64_t>(position) > source.bytes.size()) return OPJ_FALSE;
  source.position = static_cast<std::size_t>(position);
  return OPJ_TRUE;
}

/// Makes `target` at least `size` long; no exception may leave a callback.
bool grow(MemoryTarget& target, std::size_t size) {
  try {
    if (target.bytes.size() < size) target.bytes.resize(size);
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

OPJ_SIZE_T writeTarget(void* buffer, OPJ_SIZE_T count, void* user) {
  auto& target = *static_cast<MemoryTarget*>(user);
  if (!grow(target, target.position + count)) return endOfStream;
  std::memcpy(target.bytes.data() + target.position, buffer, count);
  target.position += count;
  return count;
}

OPJ_OFF_T skipTarget(OPJ_OFF_T count, void* user) {
  auto& target = *static_cast<MemoryTarget*>(user);
  if (count < 0 || !grow(target, target.position + static_cast<std::size_t>(count))) return -1;
  target.position += static_cast<std::size_t>(count);
  return count;
}

OPJ_BOOL seekTarget(OPJ_OFF_T position, void* user) {
  auto& target = *static_cast<MemoryTarget*>(user);
  if (position < 0 || !grow(target, static_cast<std::size_t>(position))) return OPJ_FALSE;
  target.position = static_cast<std::size_t>(position);
  return OPJ_TRUE;
}

}  // namespace

void collectMessages(opj_codec_t* codec, OpenJpegMessages& messages) {
  opj_set_error_handler(codec, onError, &messages);
  opj_set_warning_handler(codec, onWarning, &messages);
  opj_set_info_handler(codec, nullptr, nullptr);
}

OpenJpegStream openForReading(MemorySource& source) {
  OpenJpegStream stream(opj_stream_create(bufferBytes, OPJ_TRUE));
  if (!stream) throw std::bad_alloc();
  opj_stream_set_user_data(stream.get(), &source, nullptr);
  opj_stream_set_user_data_length(stream.get(), source.bytes.size());
  opj_stream_set_read_function(stream.get(), readSource);
  opj_stream_set_skip_function(stream.get(), skipSource);
  opj_stream_set_seek_function(stream.get(), seekSource);
  return stream;
}

OpenJpegStream openForWriting(MemoryTarget& target) {
  OpenJpegStream stream(opj_stream_create(bufferBytes, OPJ_FALSE));
  if (!stream) throw std::bad_alloc();
  opj_stream_set_user_data(stream.get(), &target, nullptr);
  opj_stream_set_write_function(stream.get(), writeTarget);
  opj_stream_set_skip_function(stream.get(), skipTarget);
  opj_stream_set_seek_function(stream.get(), seekTarget);
  return stream;
}

}  // namespace trabecula::core
