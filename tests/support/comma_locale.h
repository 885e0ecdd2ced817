#pragma once

#include <clocale>
#include <cstdlib>
#include <fstream>
#include <string>

#include "tests/support/temporary_folder.h"

namespace trabecula::tests {

/// Puts the program under a locale whose decimal point is a comma, as Qt does on many users' machines. The
/// locale is compiled here: none may be installed. Where there is no localedef, isActive() is false.
class CommaLocale {
 public:
  CommaLocale() {
    std::ofstream(folder_ / "source") << "LC_NUMERIC\ndecimal_point \",\"\nthousands_sep \"\"\n"
                                         "grouping -1\nEND LC_NUMERIC\n";
    const std::string command = "localedef -c -i '" + (folder_ / "source").string() + "' '" +
                                (folder_ / "comma").string() + "' >/dev/null 2>&1";
    // It complains of the categories that are missing; whether it worked is seen below.
    [[maybe_unused]] const int ignored = std::system(command.c_str());
    setenv("LOCPATH", folder_.path().c_str(), 1);
    isActive_ = std::setlocale(LC_NUMERIC, "comma") != nullptr;
  }
  ~CommaLocale() {
    std::setlocale(LC_NUMERIC, "C");
    unsetenv("LOCPATH");
  }
  CommaLocale(const CommaLocale&) = delete;
  CommaLocale& operator=(const CommaLocale&) = delete;

  bool isActive() const { return isActive_; }

 private:
  TemporaryFolder folder_;
  bool isActive_ = false;
};

}  // namespace trabecula::tests
