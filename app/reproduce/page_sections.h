#pragma once

#include <string>
#include <vector>

#include "app/reproduce/report_parts.h"
#include "app/reproduce/tables.h"

namespace trabecula::app::reproduce {

/// The parts of the page, as HTML.
std::string table1Section(const Results& results, const std::vector<Picture>& pictures);
std::string figureSections(const Results& results, const std::vector<Picture>& pictures);

/// All pictures of one place and group (every group where it is empty).
std::string pictureRow(const std::vector<Picture>& pictures, const std::string& place,
                       const std::string& group = {});
/// What the paper prints for one of its figures, or that it prints no number.
std::string printedTable(const Paper& paper, const std::string& place);

/// "3.214", with "(4 of 5)" behind it where some images have no value; a dash where none has.
std::string meanCell(const Mean& mean, int digits);

/// "3 images", "1 image".
std::string counted(int count, const std::string& what);

}  // namespace trabecula::app::reproduce
