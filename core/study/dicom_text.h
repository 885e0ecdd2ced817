#pragma once

#include <memory>
#include <string>

#include "core/study/dicom_file.h"

class DcmSpecificCharacterSet;

namespace trabecula::core {

/// Text of a dataset as UTF-8, from its Specific Character Set (0008,0005). Text in a set that cannot be
/// converted is taken as Latin-1, so that nothing but valid UTF-8 without control characters leaves here.
class DicomText {
 public:
  explicit DicomText(DcmItem& dataset);
  ~DicomText();
  DicomText(const DicomText&) = delete;
  DicomText& operator=(const DicomText&) = delete;

  /// The element's text in `item`, which belongs to the dataset; `delimiters` are the characters at which the
  /// character set falls back to the first one (PS3.5, 6.1.2.5.3).
  std::string operator()(DcmItem& item, const DcmTagKey& tag, const char* delimiters = "\\") const;

 private:
  std::unique_ptr<DcmSpecificCharacterSet> converter_;  ///< null where the set is unknown
};

/// A code string from a file, fit for a message: printable ASCII, at most 64 characters (a UID).
std::string printable(const std::string& code);

}  // namespace trabecula::core
