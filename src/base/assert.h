#pragma once
// The invariant check that stays on in release builds: prints where and what, then ends the process. Never reachable
// from input.

namespace osler {
/// Does not return. `what` is the text of the broken condition.
[[noreturn]] void assertion_failed(const char* what, const char* file, int line);
}  // namespace osler

#define OSLER_ASSERT(condition)                                                   \
  do {                                                                            \
    if (!(condition)) [[unlikely]] ::osler::assertion_failed(#condition, __FILE__, __LINE__); \
  } while (false)
