#include "core/metrics/local_moments.h"

#include "core/metrics/filters.h"

namespace trabecula::core {
namespace {

constexpr std::size_t momentCount = 5;
using Rows = std::array<std::vector<double>, momentCount>;

/// Values, squares and products of row y, filtered along the row.
class RowFilter {
 public:
  RowFilter(const Plane& a, const Plane& b, const std::vector<double>& taps) : a_(a), b_(b), taps_(taps) {
    for (auto& row : products_) row.resize(static_cast<std::size_t>(a.width()));
  }
  void run(int y, Rows& out) {
    const double* a = a_.row(y);
    const double* b = b_.row(y);
    for (std::size_t x = 0; x < products_[0].size(); ++x) {
      products_[0][x] = a[x] * a[x];
      products_[1][x] = b[x] * b[x];
      products_[2][x] = a[x] * b[x];
    }
    filterRow(a, a_.width(), taps_, out[0].data());
    filterRow(b, a_.width(), taps_, out[1].data());
    for (std::size_t i = 0; i < products_.size(); ++i)
      filterRow(products_[i].data(), a_.width(), taps_, out[2 + i].data());
  }

 private:
  const Plane& a_;
  const Plane& b_;
  const std::vector<double>& taps_;
  std::array<std::vector<double>, 3> products_;
};

}  // namespace

void slideMoments(const Plane& a, const Plane& b, const std::vector<double>& taps, int begin, int end,
                  const std::function<void(int y, const MomentRow&)>& visit) {
  const int size = static_cast<int>(taps.size());
  const int columns = a.width() - size + 1;
  RowFilter filter(a, b, taps);
  // The rows that the window covers, as a ring, and their weighted sums.
  std::vector<Rows> ring(taps.size());
  Rows moments;
  for (Rows& rows : ring)
    for (auto& row : rows) row.resize(static_cast<std::size_t>(columns));
  for (auto& row : moments) row.resize(static_cast<std::size_t>(columns));

  std::vector<const double*> covered(taps.size());
  for (int y = begin; y < begin + size - 1; ++y) filter.run(y, ring[static_cast<std::size_t>(y % size)]);
  for (int y = begin; y < end; ++y) {
    const int last = y + size - 1;
    filter.run(last, ring[static_cast<std::size_t>(last % size)]);
    for (std::size_t moment = 0; moment < momentCount; ++moment) {
      for (int k = 0; k < size; ++k)
        covered[static_cast<std::size_t>(k)] = ring[static_cast<std::size_t>((y + k) % size)][moment].data();
      filterColumns(covered, columns, taps, moments[moment].data());
    }
    visit(y, {moments[0].data(), moments[1].data(), moments[2].data(), moments[3].data(), moments[4].data(),
              columns});
  }
}

}  // namespace trabecula::core
