// Writes the synthetic pairs of a list as FOLDER/ID_ref.pgm and FOLDER/ID_dis.pgm, for golden_test.py.
#include <cstdio>
#include <exception>

#include "core/study/image_file.h"
#include "tests/support/golden_list.h"

int main(int argc, char** argv) try {
  if (argc != 3) {
    std::fprintf(stderr, "write_golden_pairs PAIRS.tsv FOLDER\n");
    return 2;
  }
  trabecula::core::JobContext context;
  for (const auto& listed : trabecula::tests::listedPairs(argv[1])) {
    const auto [reference, test] = trabecula::tests::goldenImages(listed.pair);
    const std::string name = std::string(argv[2]) + "/" + listed.pair.id;
    trabecula::core::writeImageFile(name + "_ref.pgm", reference, {}, context);
    trabecula::core::writeImageFile(name + "_dis.pgm", test, {}, context);
  }
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
