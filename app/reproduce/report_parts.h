#pragma once

#include <string>
#include <vector>

#include "app/reproduce/lambda_sweep.h"
#include "app/reproduce/published.h"
#include "app/reproduce/records.h"

namespace trabecula::app::reproduce {

/// Everything that tables, pictures and page are made from.
struct Results {
  Run run;
  Paper paper;
  std::vector<LambdaPoint> lambdaSweep;  ///< may be empty
};

/// A file of the output folder.
struct NamedText {
  std::string name;
  std::string text;
};

/// A drawing, as a file of its own and in the page.
struct Picture {
  std::string name;   ///< "figure8_psnr.svg"
  std::string place;  ///< "Figure 8": where it stands in the paper
  std::string group;  ///< pictures of one group stand together: the set, or empty
  std::string svg;
};

/// Tables for programs. Those with times have names that begin with "times".
std::vector<NamedText> csvTables(const Results& results);
std::vector<Picture> pictures(const Results& results);
/// One page that needs no other file; nothing in it changes from one run to the next but what was measured.
std::string htmlPage(const Results& results, const std::vector<Picture>& pictures);

/// One of the figures about quality: which metrics it shows.
struct QualityFigure {
  std::string place;  ///< "Figure 8"
  std::string file;   ///< "figure8"
  std::vector<std::string> metricIds;
};
const std::vector<QualityFigure>& qualityFigures();

}  // namespace trabecula::app::reproduce
