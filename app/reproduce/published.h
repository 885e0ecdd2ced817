#pragma once

#include <optional>
#include <string>
#include <vector>

namespace trabecula::app::reproduce {

/// One number as a paper prints it (resources/published/published.tsv).
struct PublishedValue {
  std::string paper;  ///< "DSLC-Net", "LFC-UNet"
  std::string place;  ///< "Table 1", "Figure 8", "text"
  std::string system;
  std::string dataset;
  std::string quantity;
  std::string value;  ///< as printed
  std::string note;   ///< may be empty
};

/// Every number carried in the program, in the order of the file. Read once; any thread.
const std::vector<PublishedValue>& publishedValues();

/// A paper, and how its systems are called here.
struct Paper {
  std::string key;       ///< as on the command line: "dslc"
  std::string name;      ///< as in the published values: "DSLC-Net"
  std::string citation;  ///< one sentence
  std::string rate;      ///< what Table 1 calls the bits per pixel
  std::string codec;     ///< id that its own system has here, whether registered or not
};

/// Throws core::Error{InvalidArgument} that lists the known papers.
const Paper& paperOf(const std::string& key);

/// Values of one paper at one place.
std::vector<PublishedValue> publishedAt(const Paper& paper, const std::string& place);
/// The number of one cell of its Table 1, as printed; empty where there is none.
std::optional<PublishedValue> publishedCell(const Paper& paper, const std::string& system,
                                            const std::string& dataset, const std::string& quantity);
/// Systems and data sets of its Table 1 in the order printed.
std::vector<std::string> publishedSystems(const Paper& paper);
std::vector<std::string> publishedDatasets(const Paper& paper);

/// The codec id here for a system of the papers: "jpegxl" for "JPEG-XL", "hc-lzw" for "HC-LZW".
std::string codecIdOf(const std::string& system);

/// The data set of the paper that a folder of this name stands beside; empty where there is none
/// (resources/published/datasets.tsv).
std::string datasetOf(const Paper& paper, const std::string& set);

}  // namespace trabecula::app::reproduce
