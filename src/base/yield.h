#pragma once
// Lets everything else that waits on a loop go first.

#include <coroutine>

#include "base/loop.h"

namespace osler {

/// co_await yield_to(loop): goes on later, on `loop`'s thread.
inline auto yield_to(Loop& loop) {
  struct Awaiter {
    Loop& loop;
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) { loop.post(handle); }
    void await_resume() const noexcept {}
  };
  return Awaiter{loop};
}

}  // namespace osler
