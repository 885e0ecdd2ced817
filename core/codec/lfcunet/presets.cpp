#include "core/codec/lfcunet/presets.h"

#include "core/support/error.h"
#include "core/support/sha256.h"
#include "embedded/lfcUnetSmall.h"

namespace trabecula::core::lfcunet {

ByteSpan smallModelFile() {
  return embedded::lfcUnetSmall();
}

const LfcModel& smallModel() {
  static const LfcModel model(smallModelFile());
  return model;
}

const LfcModel& modelOfId(std::uint64_t id) {
  // Without reading the model: its digest is the file's last 32 bytes.
  if (id == readLe64(smallModelFile().last(sizeof(Sha256Digest)).data())) return smallModel();
  throw Error(ErrorCategory::Unsupported,
              "The LFC-UNet stream needs a model that this program does not have; a later version may");
}

}  // namespace trabecula::core::lfcunet
