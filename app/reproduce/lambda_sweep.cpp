#include "app/reproduce/lambda_sweep.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "app/reproduce/csv.h"
#include "core/support/error.h"
#include "core/support/file_io.h"

namespace trabecula::app::reproduce {
namespace {

[[noreturn]] void refuse(const std::string& text) {
  throw core::Error(core::ErrorCategory::Corrupt, text);
}

std::size_t columnOf(const std::vector<std::string>& heading, const std::string& name) {
  const auto found = std::ranges::find_if(
      heading, [&](const std::string& cell) { return cell == name || cell.starts_with(name + "_"); });
  if (found == heading.end()) refuse("has no column \"" + name + "\"");
  return static_cast<std::size_t>(found - heading.begin());
}

double numberIn(const std::vector<std::string>& row, std::size_t column, std::size_t line) {
  double value = 0;
  const std::string cell = column < row.size() ? row[column] : "";
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value))
    refuse("row " + std::to_string(line) + ": \"" + cell + "\" is no number");
  return value;
}

std::vector<LambdaPoint> parse(const std::string& text) {
  const std::vector<std::vector<std::string>> rows = parseCsv(text);
  if (rows.size() < 2) refuse("has no rows");
  const std::array<std::size_t, 4> columns = {columnOf(rows[0], "lambda"), columnOf(rows[0], "total"),
                                              columnOf(rows[0], "residual"), columnOf(rows[0], "lossy")};
  std::vector<LambdaPoint> points;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto at = [&](std::size_t which) { return numberIn(rows[i], columns[which], i); };
    points.push_back({at(0), at(1), at(2), at(3)});
    if (points.back().lambda <= 0) refuse("row " + std::to_string(i) + ": lambda must be above 0");
  }
  std::ranges::sort(points, {}, &LambdaPoint::lambda);
  return points;
}

}  // namespace

std::vector<LambdaPoint> readLambdaSweep(const std::filesystem::path& path) {
  try {
    const core::ByteVector bytes = core::readFile(path);
    return parse({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  } catch (const core::Error& error) {
    throw core::withFileName(error, path.string());
  }
}

}  // namespace trabecula::app::reproduce
