#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/phantom/anatomy.h"
#include "core/phantom/blur.h"
#include "core/phantom/geometry.h"

namespace trabecula::core::phantom {

/// The trabeculae of an anatomy, one by one. The same seed places the same trabeculae at every density; a
/// lower density takes some away, in patches, and thins the others. Immutable after construction; any thread
/// may read it.
class TrabecularTexture {
 public:
  TrabecularTexture(const Anatomy& anatomy, const Geometry& geometry, std::uint64_t seed,
                    int densityPermille);

  /// Bone along the beam in rows [firstRow, endRow), in 1/4096 mm, as if the whole field were bone. The rows
  /// do not depend on how they are cut into calls.
  std::vector<std::int32_t> render(std::int64_t firstRow, std::int64_t endRow) const;

  std::size_t size() const { return struts_.size() + plates_.size(); }

 private:
  static constexpr std::size_t nodeCount = 6;
  struct Trabecula {
    std::array<Point, nodeCount> course;
    std::int32_t crossSection;  ///< 1/2^20 mm^2
    std::int64_t firstRow;
    std::int64_t endRow;
  };

  void addBundle(const Bundle& bundle, std::uint64_t seed);
  void addMesh(const Mesh& mesh, std::uint64_t seed);
  void add(Trabecula trabecula, bool isPlate, std::int64_t rank, int lossPermille, std::uint64_t seed);
  void draw(const Trabecula& trabecula, std::int64_t firstRow, std::int64_t endRow,
            std::vector<std::int32_t>& rows) const;
  std::vector<std::int32_t> drawAll(const std::vector<Trabecula>& trabeculae, std::int64_t firstRow,
                                    std::int64_t endRow) const;

  Geometry geometry_;
  int densityPermille_;
  BinomialKernel plateBlur_;
  std::vector<Trabecula> struts_;  ///< by first row
  std::vector<Trabecula> plates_;  ///< drawn wide and soft; by first row
};

}  // namespace trabecula::core::phantom
