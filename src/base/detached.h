#pragma once
// Starts a task that nobody awaits.

#include <coroutine>

#include "base/task.h"

namespace osler {

/// A coroutine that runs at once and frees itself at its end.
struct Detached {
  struct promise_type {
    Detached get_return_object() const noexcept { return {}; }
    std::suspend_never initial_suspend() const noexcept { return {}; }
    std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    void unhandled_exception() const noexcept { assertion_failed("exception left a task", __FILE__, __LINE__); }
  };
};

}  // namespace osler
