#pragma once

#include "core/archive/certificate.h"
#include "core/archive/pdf_document.h"

namespace trabecula::core {

/// A picture of a report: what a pane showed.
struct ReportPicture {
  std::string caption;
  RgbPicture picture;
};

/// A certificate as a PDF for people, with the digest of its JSON on every page. `heading` are lines below
/// the title (a patient's name, where somebody asked for it). Pictures follow on pages of their own.
ByteVector certificatePdf(const Certificate& certificate, const std::vector<std::string>& heading = {},
                          const std::vector<ReportPicture>& pictures = {});

}  // namespace trabecula::core
