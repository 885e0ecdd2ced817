#include "core/metrics/fourier.h"

#include <fftw3.h>

#include <memory>
#include <mutex>
#include <new>

namespace trabecula::core {
namespace {

/// FFTW's planner may be used by one thread at a time.
std::mutex& plannerMutex() {
  static std::mutex mutex;
  return mutex;
}

/// The same plan on every run, so that the same images give the same digits; for memory of any alignment.
constexpr unsigned flags = FFTW_ESTIMATE | FFTW_UNALIGNED;

fftw_complex* asFftw(Complex* values) {
  return reinterpret_cast<fftw_complex*>(values);
}

/// Owns one of FFTW's plans.
class PlanHandle {
 public:
  template <class Make>
  explicit PlanHandle(const Make& make) {
    const std::lock_guard lock(plannerMutex());
    plan_ = make();
    if (!plan_) throw std::bad_alloc();
  }
  ~PlanHandle() {
    const std::lock_guard lock(plannerMutex());
    fftw_destroy_plan(plan_);
  }
  PlanHandle(const PlanHandle&) = delete;
  PlanHandle& operator=(const PlanHandle&) = delete;
  fftw_plan get() const { return plan_; }

 private:
  fftw_plan plan_;
};

}  // namespace

struct ComplexFourier::Plan {
  template <class Make>
  explicit Plan(const Make& make) : handle(make) {}

  PlanHandle handle;
};

ComplexFourier::ComplexFourier(int length, Direction direction) : ComplexFourier(1, length, direction) {}

ComplexFourier::ComplexFourier(int rows, int columns, Direction direction) {
  // With FFTW_ESTIMATE the arrays are not touched while planning; but they must be there.
  std::vector<Complex> values(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns));
  const int sign = direction == Direction::Forward ? FFTW_FORWARD : FFTW_BACKWARD;
  plan_ = std::make_unique<Plan>([&] {
    return fftw_plan_dft_2d(rows, columns, asFftw(values.data()), asFftw(values.data()), sign, flags);
  });
}

ComplexFourier::~ComplexFourier() = default;

void ComplexFourier::run(Complex* values) const {
  fftw_execute_dft(plan_->handle.get(), asFftw(values), asFftw(values));
}

struct RealFourier::Plan {
  template <class There, class Back>
  Plan(const There& there, const Back& back) : forward(there), inverse(back) {}

  PlanHandle forward;
  PlanHandle inverse;
};

RealFourier::RealFourier(int length) {
  std::vector<double> values(static_cast<std::size_t>(length));
  std::vector<Complex> frequencies(values.size() / 2 + 1);
  plan_ = std::make_unique<Plan>(
      [&] { return fftw_plan_dft_r2c_1d(length, values.data(), asFftw(frequencies.data()), flags); },
      [&] { return fftw_plan_dft_c2r_1d(length, asFftw(frequencies.data()), values.data(), flags); });
}

RealFourier::~RealFourier() = default;

void RealFourier::forward(double* values, Complex* frequencies) const {
  fftw_execute_dft_r2c(plan_->forward.get(), values, asFftw(frequencies));
}

void RealFourier::inverse(Complex* frequencies, double* values) const {
  fftw_execute_dft_c2r(plan_->inverse.get(), asFftw(frequencies), values);
}

}  // namespace trabecula::core
