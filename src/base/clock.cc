#include "base/clock.h"

#include <chrono>

namespace osler {
namespace {
template <class T, class Unit = std::chrono::milliseconds>
std::int64_t since_start() {
  return std::chrono::duration_cast<Unit>(T::now().time_since_epoch()).count();
}
}  // namespace

std::int64_t SystemClock::now_ms() { return since_start<std::chrono::system_clock>(); }
std::int64_t SystemClock::steady_ms() { return since_start<std::chrono::steady_clock>(); }
std::int64_t SystemClock::steady_us() { return since_start<std::chrono::steady_clock, std::chrono::microseconds>(); }

}  // namespace osler
