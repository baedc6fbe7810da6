#pragma once
// One client's connection: reads requests, has them answered in order, writes the answers, and keeps to the time-outs.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/task.h"
#include "http/event_loop.h"
#include "http/gzip.h"
#include "http/handler.h"
#include "http/http_date.h"
#include "http/request_ids.h"
#include "http/request_reader.h"
#include "http/response_head.h"
#include "http/server.h"
#include "http/stream.h"

namespace osler::http {

/// What the connections of one thread share.
struct ThreadContext {
  static constexpr std::size_t kBufferBytes = 64 * 1024;

  EventLoop& loop;
  Handler& handler;
  Clock& clock;
  const ServerLimits& limits;
  RequestIds ids;
  DateCache date = {};
  GzipWriter gzip = {};
  /// For large reads that are used up before anyone else's turn.
  std::unique_ptr<std::array<char, kBufferBytes>> buffer = std::make_unique<std::array<char, kBufferBytes>>();
  bool stopping = false;  ///< Every answer from now on is its connection's last.
};

/// All on the loop's thread.
class Connection {
 public:
  /// Takes over `fd`, which must be non-blocking. `session` is null for plain HTTP.
  Connection(ThreadContext& context, int fd, TlsSession session, std::string remote_address);

  /// Serves until the connection is to be closed.
  Task<void> serve();
  /// Answers 503 without reading: there are too many connections.
  Task<void> turn_away();

  /// Ends the wait under way if its time is over.
  void expire_if_late(std::int64_t now_ms);
  /// Closes the connection if it is between requests and none has arrived.
  void close_if_idle();
  /// Ends the wait under way, whatever it is for. A suspended handler is not disturbed.
  void abort();
  bool is_handling() const { return phase_ == Phase::kHandling; }

 private:
  enum class Phase : std::uint8_t { kHandshake, kIdle, kHead, kBody, kHandling, kWriting, kLingering };
  enum class Arrival : std::uint8_t { kRequest, kRefused, kClosed };
  enum class Next : std::uint8_t { kGoOn, kLinger, kClose };

  Task<bool> shake_hands();
  Task<Arrival> read_request();
  Task<Next> answer_request();
  Task<Next> refuse();
  Task<bool> write_all(std::string_view first, std::string_view second);
  Task<bool> write_source(BodySource& source, bool until_close);
  Task<void> linger();

  void feed_input();
  void read_ahead();
  std::optional<Arrival> after_cancel();
  void enter(Phase phase, std::int64_t timeout_ms);
  void enter_reading();
  void write_head(Response& response, std::string_view request_id, ConnectionField connection, bool head_only);
  Stream::State write_now(std::string_view& first, std::string_view& second);
  std::int64_t now_ms() { return context_.clock.steady_ms(); }

  ThreadContext& context_;
  Watch watch_;
  Stream stream_;
  std::string remote_address_;
  RequestReader reader_;
  std::unique_ptr<char[]> buffer_;
  std::string_view input_;  ///< Bytes that were read and not yet fed to the reader.
  std::string kept_input_;  ///< Holds them when they were read into the shared buffer.
  std::string head_;        ///< Of the answer that is being written.
  Refusal refusal_;
  std::uint32_t requests_ = 0;

  Phase phase_ = Phase::kHandshake;
  std::int64_t deadline_ms_ = 0;    ///< 0: none.
  std::uint64_t window_bytes_ = 0;  ///< Of the body, since the last look at its rate.
  bool expired_ = false;            ///< The wait was ended by expire_if_late().
  bool closing_idle_ = false;       ///< By close_if_idle().
};

}  // namespace osler::http
