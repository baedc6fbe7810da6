#pragma once
// Turns for coroutines: whoever asks for the same thing waits for those who asked before. No thread is blocked.

#include <coroutine>
#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/loop.h"

namespace osler {

/// One holder for each key at a time, in the order of asking. Whoever takes several keys takes them in their order, so
/// that no two wait for each other. Any thread. Must outlive its turns.
class Turns {
 public:
  /// Held until destroyed; then the next in line goes on, on its own loop.
  class Turn {
   public:
    Turn(Turns& turns, std::string key) : turns_(&turns), key_(std::move(key)) {}
    Turn(Turn&& other) noexcept : turns_(std::exchange(other.turns_, nullptr)), key_(std::move(other.key_)) {}
    Turn& operator=(Turn&&) = delete;
    ~Turn() {
      if (turns_ != nullptr) turns_->pass_on(key_);
    }

   private:
    Turns* turns_;
    std::string key_;
  };

  /// `Turn turn = co_await turns.take(key, loop);` The caller continues on `loop`.
  auto take(std::string key, Loop& loop) {
    struct Awaiter {
      Turns& turns;
      std::string key;
      Loop& loop;
      bool await_ready() const { return false; }
      bool await_suspend(std::coroutine_handle<> handle) { return turns.must_wait(key, {handle, &loop}); }
      Turn await_resume() { return {turns, std::move(key)}; }
    };
    return Awaiter{*this, std::move(key), loop};
  }

 private:
  struct Waiting {
    std::coroutine_handle<> handle;
    Loop* loop;
  };
  bool must_wait(const std::string& key, Waiting waiting);
  void pass_on(const std::string& key);

  std::mutex mutex_;
  std::unordered_map<std::string, std::deque<Waiting>> held_;  ///< A key that is there is held by somebody.
};

}  // namespace osler
