#pragma once
// One thread's event loop and the sockets it watches. The only door to Boost.Asio, which stays in event_loop.cc.

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "base/loop.h"
#include "base/result.h"

namespace osler::http {

class EventLoop final : public Loop {
 public:
  /// Errors: kUnavailable if the system has no descriptors left.
  static Result<std::unique_ptr<EventLoop>> create();
  ~EventLoop() override;

  void post(std::coroutine_handle<> handle) override;
  /// Calls `work` on the loop's thread, later. Any thread.
  void call(std::function<void()> work);
  /// Calls `work` every `period_ms` until run() returns; once per loop, before run().
  void repeat(std::uint32_t period_ms, std::function<void()> work);
  /// Runs on the calling thread until stop().
  void run();
  /// Makes run() return; what is posted later never runs. Any thread.
  void stop();

  struct Impl;
  Impl& impl() { return *impl_; }

 private:
  explicit EventLoop(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// A non-blocking socket on a loop; owns and closes it. One wait at a time; only on the loop's thread.
class Watch {
 public:
  enum class For : std::uint8_t { kReading, kWriting };
  enum class Outcome : std::uint8_t {
    kReady,      ///< Also: bytes were read.
    kEnd,        ///< The peer sends no more.
    kCancelled,  ///< By cancel() or close().
    kFailed,     ///< The connection is broken.
  };
  struct Read {
    Outcome outcome = Outcome::kFailed;
    std::size_t bytes = 0;
  };

  Watch(EventLoop& loop, int fd);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  int fd() const { return fd_; }
  /// Ends the wait under way, if there is one.
  void cancel();
  /// The same, and closes the socket.
  void close();

  /// Awaits readiness: kReady, kCancelled or kFailed.
  auto ready(For kind) {
    struct Awaiter {
      Watch& watch;
      For kind;
      bool await_ready() const noexcept { return false; }
      void await_suspend(std::coroutine_handle<> handle) { watch.start_wait(kind, handle); }
      Outcome await_resume() const { return watch.result_.outcome; }
    };
    return Awaiter{*this, kind};
  }

  /// Awaits bytes of a plain connection and reads them into `buffer`, which must live until then.
  auto read(std::span<char> buffer) {
    struct Awaiter {
      Watch& watch;
      std::span<char> buffer;
      bool await_ready() const noexcept { return false; }
      void await_suspend(std::coroutine_handle<> handle) { watch.start_read(buffer, handle); }
      Read await_resume() const { return watch.result_; }
    };
    return Awaiter{*this, buffer};
  }

 private:
  void start_wait(For kind, std::coroutine_handle<> handle);
  void start_read(std::span<char> buffer, std::coroutine_handle<> handle);

  struct Impl;
  int fd_;
  Read result_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace osler::http
