#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace trabecula::core {

struct IntegerRange {
  std::int64_t min = 0;
  std::int64_t max = 0;
  std::int64_t defaultValue = 0;
};
struct RealRange {
  double min = 0;
  double max = 0;
  double defaultValue = 0;
};
struct Choice {
  std::vector<std::string> values;  ///< the first one is the default
};

/// One parameter of a codec: enough to make a command-line option, a form row and a table column of it.
struct ParameterInfo {
  std::string name;     ///< as after -p: lower case
  std::string title;    ///< as in the form: "Effort"
  std::string meaning;  ///< one sentence: what it does, which way is which
  std::variant<IntegerRange, RealRange, Choice> range;
  /// Where not empty: the parameter only matters while choice parameter `dependsOn` has the value `onValue`.
  std::string dependsOn;
  std::string onValue;
};

/// What a codec's own file can hold without help from the archive.
struct NativeFile {
  std::string extension;  ///< ".jxl"
  int minBits = 8;        ///< depths whose bits stored come back from the file
  int maxBits = 16;
  bool signedSamples = false;
  bool multiFrame = false;
};

/// A trained model that is compiled into the program.
struct ModelVersion {
  std::string preset;
  std::string sha256;  ///< ModelFile::digest, lower-case hexadecimal
};

/// Everything the front ends know about a codec; none of them names one.
struct CodecInfo {
  std::string id;                    ///< stable, lower case: "jpegxl"
  std::string title;                 ///< "JPEG XL"
  std::string implementation;        ///< name and version of what does the work: "libjxl 0.7.0"
  std::vector<ModelVersion> models;  ///< of a learned codec
  bool lossless = false;
  bool nearLossless = false;
  bool lossy = false;
  int minBits = 1;  ///< range of bits stored that can be coded (in the native file or through the archive)
  int maxBits = 16;
  bool usesGpu = false;  ///< has work that a CUDA device can do
  NativeFile nativeFile;
  std::vector<ParameterInfo> parameters;
};

}  // namespace trabecula::core
