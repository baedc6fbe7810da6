#pragma once
// Where time comes from. Nothing else asks the system for it, so tests can move it.

#include <cstdint>

namespace osler {

class Clock {
 public:
  virtual ~Clock() = default;
  /// Milliseconds since 1970-01-01T00:00Z. May jump in either direction.
  virtual std::int64_t now_ms() = 0;
  /// Milliseconds from an arbitrary start; never goes back. For time-outs and rate limits.
  virtual std::int64_t steady_ms() = 0;
  /// The same in microseconds, for durations that are shown.
  virtual std::int64_t steady_us() { return steady_ms() * 1'000; }
};

class SystemClock final : public Clock {
 public:
  std::int64_t now_ms() override;
  std::int64_t steady_ms() override;
  std::int64_t steady_us() override;
};

/// Moves only when told to. Safe from one thread.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(std::int64_t start_ms = 1'700'000'000'000) : now_ms_(start_ms) {}
  std::int64_t now_ms() override { return now_ms_; }
  std::int64_t steady_ms() override { return steady_ms_; }
  /// Lets `ms` pass on both scales.
  void advance(std::int64_t ms) { now_ms_ += ms; steady_ms_ += ms; }
  /// Moves the wall clock alone, as an operator or NTP may.
  void set_now(std::int64_t ms) { now_ms_ = ms; }

 private:
  std::int64_t now_ms_;
  std::int64_t steady_ms_ = 0;
};

}  // namespace osler
