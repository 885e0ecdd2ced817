#include "core/codec/registry.h"

#include "core/support/error.h"

// The codecs of this build in the order in which front ends list them. A new codec is a folder whose
// factory is named here.
#define TRABECULA_CODECS(CODEC) \
  CODEC(makeJpegXlCodec)        \
  CODEC(makeJpeg2000Codec)      \
  CODEC(makeJpegLsCodec)        \
  CODEC(makePngCodec)           \
  CODEC(makeContextNetCodec)    \
  CODEC(makeLfcUnetCodec)

namespace trabecula::core {

#define TRABECULA_DECLARE(factory) std::unique_ptr<Codec> factory();
TRABECULA_CODECS(TRABECULA_DECLARE)
#undef TRABECULA_DECLARE

CodecRegistry::CodecRegistry() {
#define TRABECULA_ADD(factory) codecs_.push_back(factory());
  TRABECULA_CODECS(TRABECULA_ADD)
#undef TRABECULA_ADD
}

const CodecRegistry& CodecRegistry::instance() {
  static const CodecRegistry registry;
  return registry;
}

const Codec* CodecRegistry::find(std::string_view id) const {
  for (const auto& codec : codecs_) {
    if (codec->info().id == id) return codec.get();
  }
  return nullptr;
}

const Codec& CodecRegistry::get(std::string_view id) const {
  if (const Codec* codec = find(id)) return *codec;
  std::string known;
  for (const auto& codec : codecs_) known += (known.empty() ? "" : ", ") + codec->info().id;
  throw Error(ErrorCategory::InvalidArgument,
              "There is no codec \"" + std::string(id) + "\"; known are " + known);
}

const Codec* CodecRegistry::recognise(ByteSpan head) const {
  for (const auto& codec : codecs_) {
    if (codec->recognises(head)) return codec.get();
  }
  return nullptr;
}

}  // namespace trabecula::core
