#include "base/clock.h"

#include <chrono>

namespace osler {
namespace {
template <class T>
std::int64_t since_start_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(T::now().time_since_epoch()).count();
}
}  // namespace

std::int64_t SystemClock::now_ms() { return since_start_ms<std::chrono::system_clock>(); }
std::int64_t SystemClock::steady_ms() { return since_start_ms<std::chrono::steady_clock>(); }

}  // namespace osler
