#include "http/connection.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "base/yield.h"
#include "http/body_source.h"
#include "http/content_coding.h"

namespace osler::http {

namespace {

constexpr std::size_t kReadBytes = 8 * 1024;
constexpr std::int64_t kLingerMs = 2'000;
constexpr std::int64_t kLingerWhenStoppingMs = 500;
constexpr int kReadsAheadMax = 4;  // Of 64 KiB, before others have their turn.
constexpr std::size_t kWrittenInARow = 256 * 1024;  // The same.

RequestLimits request_limits(const ServerLimits& limits) {
  return {.target_bytes_max = limits.target_bytes_max,
          .header_bytes_max = limits.header_bytes_max,
          .header_count_max = limits.header_count_max};
}

/// Makes a portion a chunk; an empty one the end of the body. Spec: RFC 9112, section 7.1.
void add_chunk_frame(std::string& portion) {
  std::array<char, 16> digits;
  const auto [end, failure] = std::to_chars(digits.data(), digits.data() + digits.size(), portion.size(), 16);
  portion.insert(0, std::string(digits.data(), end) + "\r\n");
  portion += "\r\n";
}

Watch::For wanted(Stream::State state) {
  return state == Stream::State::kWantRead ? Watch::For::kReading : Watch::For::kWriting;
}

}  // namespace

Connection::Connection(ThreadContext& context, int fd, TlsSession session, std::string remote_address)
    : context_(context),
      watch_(context.loop, fd),
      stream_(fd, std::move(session)),
      remote_address_(std::move(remote_address)),
      reader_(request_limits(context.limits),
              [&handler = context.handler](Method method, std::string_view path) {
                return handler.body_bytes_max(method, path);
              }),
      buffer_(std::make_unique_for_overwrite<char[]>(kReadBytes)) {}

Task<void> Connection::serve() {
  // Every co_await stands in a statement of its own: g++ 12 miscompiles some that stand in conditions.
  if (stream_.is_tls()) {
    const bool greeted = co_await shake_hands();
    if (!greeted) co_return;
  }
  Next next = Next::kGoOn;
  while (next == Next::kGoOn) {
    const Arrival arrival = co_await read_request();
    if (arrival == Arrival::kClosed) co_return;
    if (arrival == Arrival::kRequest) {
      next = co_await answer_request();
    } else {
      next = co_await refuse();
    }
  }
  if (next == Next::kLinger) co_await linger();
}

Task<void> Connection::turn_away() {
  if (stream_.is_tls()) co_return;
  refusal_ = {503, "There are too many connections; try again in a moment."};
  const Next next = co_await refuse();
  if (next == Next::kLinger) co_await linger();
}

Task<bool> Connection::shake_hands() {
  enter(Phase::kHandshake, context_.limits.header_timeout_ms);
  while (true) {
    const Stream::Io io = stream_.handshake();
    if (io.state == Stream::State::kDone) co_return true;
    if (io.state != Stream::State::kWantRead && io.state != Stream::State::kWantWrite) co_return false;
    const Watch::Outcome outcome = co_await watch_.ready(wanted(io.state));
    if (outcome != Watch::Outcome::kReady) co_return false;
  }
}

Task<Connection::Arrival> Connection::read_request() {
  while (true) {
    feed_input();
    if (reader_.state() == RequestReader::State::kBody && !stream_.is_tls()) read_ahead();
    if (reader_.state() == RequestReader::State::kComplete) co_return Arrival::kRequest;
    if (reader_.state() == RequestReader::State::kRefused) {
      refusal_ = reader_.refusal();
      co_return Arrival::kRefused;
    }
    if (reader_.take_expectation()) {
      const bool sent = co_await write_all("HTTP/1.1 100 Continue\r\n\r\n", {});
      if (!sent) co_return Arrival::kClosed;
    }
    enter_reading();

    Watch::Read read;
    if (!stream_.is_tls()) {
      read = co_await watch_.read({buffer_.get(), kReadBytes});
    } else {
      const Stream::Io io = stream_.read({buffer_.get(), kReadBytes});
      if (io.state == Stream::State::kDone) {
        read = {Watch::Outcome::kReady, io.bytes};
      } else if (io.state == Stream::State::kWantRead || io.state == Stream::State::kWantWrite) {
        read.outcome = co_await watch_.ready(wanted(io.state));
      }
    }
    if (read.outcome == Watch::Outcome::kCancelled) {
      const std::optional<Arrival> arrival = after_cancel();
      if (arrival) co_return *arrival;
    } else if (read.outcome == Watch::Outcome::kReady) {
      input_ = {buffer_.get(), read.bytes};
      window_bytes_ += read.bytes;
    } else {
      co_return Arrival::kClosed;
    }
  }
}

void Connection::feed_input() {
  while (!input_.empty() && reader_.state() <= RequestReader::State::kBody) {
    input_.remove_prefix(reader_.feed(input_));
  }
}

/// Reads what has already come of a body in large portions.
void Connection::read_ahead() {
  std::array<char, ThreadContext::kBufferBytes>& buffer = *context_.buffer;
  for (int i = 0; i < kReadsAheadMax && reader_.state() == RequestReader::State::kBody; ++i) {
    const Stream::Io io = stream_.read(buffer);
    if (io.state != Stream::State::kDone) return;  // An end or a failure shows again at the next wait.
    window_bytes_ += io.bytes;
    input_ = {buffer.data(), io.bytes};
    feed_input();
  }
  if (input_.empty()) return;
  kept_input_.assign(input_);
  input_ = kept_input_;
}

/// What a cancelled wait for bytes means; nothing if it is to go on.
std::optional<Connection::Arrival> Connection::after_cancel() {
  if (expired_ && phase_ == Phase::kHead) {
    refusal_ = {408, "The header did not arrive in time."};
    return Arrival::kRefused;
  }
  if (expired_ && phase_ == Phase::kBody) {
    refusal_ = {408, "The body arrives too slowly."};
    return Arrival::kRefused;
  }
  if (!closing_idle_) return Arrival::kClosed;
  // A request may have come between the decision to close and now: it is answered.
  const Stream::Io io = stream_.read({buffer_.get(), kReadBytes});
  if (io.state != Stream::State::kDone) return Arrival::kClosed;
  input_ = {buffer_.get(), io.bytes};
  return std::nullopt;
}

Task<Connection::Next> Connection::answer_request() {
  Request request = reader_.take();
  request.request_id = context_.ids.next();
  request.remote_address = remote_address_;
  request.secure = stream_.is_tls();
  request.arrived_steady_ms = now_ms();
  const bool head_only = request.method == Method::kHead;
  const Gzip gzip = accepts_gzip(request.headers) ? Gzip::kAccepted : Gzip::kRefused;
  const bool may_keep = reader_.keeps_alive() && ++requests_ < context_.limits.requests_per_connection_max;

  enter(Phase::kHandling, 0);
  Response response = co_await context_.handler.handle(request, context_.loop);
  encode_content(response, gzip, context_.limits.gzip_bytes_min, context_.gzip);
  const bool until_close = reader_.is_http_1_0() && response.source && !response.source->bytes();
  const bool close = response.close || !may_keep || context_.stopping || until_close;
  const ConnectionField kept = reader_.is_http_1_0() ? ConnectionField::kKeepAlive : ConnectionField::kAbsent;
  write_head(response, request.request_id, close ? ConnectionField::kClose : kept, head_only);

  std::string_view first = head_;
  std::string_view second = response.body;
  bool sent = write_now(first, second) == Stream::State::kDone && first.empty() && second.empty();
  if (!sent) sent = co_await write_all(first, second);
  if (sent && response.source) sent = co_await write_source(*response.source, until_close);
  if (!sent) co_return Next::kClose;
  co_return close ? Next::kLinger : Next::kGoOn;
}

Task<Connection::Next> Connection::refuse() {
  const std::string request_id = context_.ids.next();
  const Request& partial = reader_.partial();
  // What could not be resolved to a path still says whose shape the answer must have.
  const std::string_view path = partial.path.empty() ? std::string_view(partial.target) : std::string_view(partial.path);
  Response response = context_.handler.refuse(refusal_.status, refusal_.what, path, request_id);
  if (response.status == 503 && !response.headers.get("retry-after")) response.headers.add("Retry-After", "1");
  write_head(response, request_id, ConnectionField::kClose, partial.method == Method::kHead);
  const bool sent = co_await write_all(head_, response.body);
  co_return sent ? Next::kLinger : Next::kClose;
}

void Connection::write_head(Response& response, std::string_view request_id, ConnectionField connection,
                            bool head_only) {
  head_.clear();
  const LengthField length = reader_.is_http_1_0() ? LengthField::kUntilClose : LengthField::kMayBeChunked;
  append_response_head(response, context_.date.at(context_.clock.now_ms()), request_id, connection, head_, length);
  if (head_only || !status_allows_body(response.status)) {
    response.body.clear();
    response.source.reset();
  }
  if (stream_.is_tls()) {
    // One record rather than two.
    head_ += response.body;
    response.body.clear();
  }
}

/// Writes until all is written, or as much as one turn may take (kDone), or something stands in the way: a peer who reads
/// as fast as we write would never do that.
Stream::State Connection::write_now(std::string_view& first, std::string_view& second) {
  std::size_t left = kWrittenInARow;
  while (left > 0 && (!first.empty() || !second.empty())) {
    const std::string_view some = first.substr(0, left);
    const Stream::Io io = stream_.write(some, second.substr(0, left - some.size()));
    if (io.state != Stream::State::kDone) return io.state;
    const std::size_t of_first = std::min(io.bytes, first.size());
    first.remove_prefix(of_first);
    second.remove_prefix(io.bytes - of_first);
    left -= std::min(left, io.bytes);
  }
  return Stream::State::kDone;
}

Task<bool> Connection::write_all(std::string_view first, std::string_view second) {
  while (true) {
    const Stream::State state = write_now(first, second);
    if (state == Stream::State::kDone && first.empty() && second.empty()) co_return true;
    if (state == Stream::State::kDone) {
      co_await yield_to(context_.loop);
      continue;
    }
    if (state != Stream::State::kWantRead && state != Stream::State::kWantWrite) co_return false;
    enter(Phase::kWriting, context_.limits.write_timeout_ms);
    const Watch::Outcome outcome = co_await watch_.ready(wanted(state));
    if (outcome != Watch::Outcome::kReady) co_return false;
  }
}

/// One portion in memory at a time. What is made while it is sent takes turns with everything else on the loop.
Task<bool> Connection::write_source(BodySource& source, bool until_close) {
  constexpr std::size_t kPortionBytes = 64 * 1024;
  const bool is_sized = source.bytes().has_value();
  std::uint64_t left = source.bytes().value_or(kPortionBytes);
  std::string portion;
  while (left > 0) {
    portion.resize(static_cast<std::size_t>(std::min<std::uint64_t>(left, kPortionBytes)));
    const std::size_t bytes = source.read(portion);
    if (source.failed() || (bytes == 0 && is_sized)) co_return false;
    portion.resize(bytes);
    if (is_sized) left -= bytes;
    if (!is_sized && !until_close) add_chunk_frame(portion);
    const bool sent = co_await write_all(portion, {});
    if (!sent) co_return false;
    if (bytes == 0) co_return true;
    if (!is_sized) co_await yield_to(context_.loop);
  }
  co_return true;
}

/// Waits until the client has closed its side: a socket closed with unread bytes would reset the connection, and the
/// client might lose the answer.
Task<void> Connection::linger() {
  stream_.end_writing();
  enter(Phase::kLingering, context_.stopping ? kLingerWhenStoppingMs : kLingerMs);
  while (true) {
    const Stream::Io io = stream_.discard(*context_.buffer);
    if (io.state != Stream::State::kDone && io.state != Stream::State::kWantRead) co_return;
    const Watch::Outcome outcome = co_await watch_.ready(Watch::For::kReading);
    if (outcome != Watch::Outcome::kReady) co_return;
  }
}

void Connection::enter(Phase phase, std::int64_t timeout_ms) {
  phase_ = phase;
  deadline_ms_ = timeout_ms == 0 ? 0 : now_ms() + timeout_ms;
  expired_ = false;
}

void Connection::enter_reading() {
  const ServerLimits& limits = context_.limits;
  if (reader_.state() == RequestReader::State::kIdle && phase_ != Phase::kIdle) {
    enter(Phase::kIdle, limits.idle_timeout_ms);
  } else if (reader_.state() == RequestReader::State::kHead && phase_ != Phase::kHead) {
    enter(Phase::kHead, limits.header_timeout_ms);
  } else if (reader_.state() == RequestReader::State::kBody && phase_ != Phase::kBody) {
    enter(Phase::kBody, limits.body_rate_window_ms);
    window_bytes_ = 0;
  }
}

void Connection::expire_if_late(std::int64_t now_ms) {
  if (deadline_ms_ == 0 || now_ms < deadline_ms_) return;
  const ServerLimits& limits = context_.limits;
  const std::uint64_t bytes_min = std::uint64_t{limits.body_rate_min_bytes_per_s} * limits.body_rate_window_ms / 1000;
  if (phase_ == Phase::kBody && window_bytes_ >= bytes_min) {
    enter(Phase::kBody, limits.body_rate_window_ms);
    window_bytes_ = 0;
    return;
  }
  expired_ = true;
  watch_.cancel();
}

void Connection::close_if_idle() {
  if (phase_ != Phase::kIdle) return;
  closing_idle_ = true;
  watch_.cancel();
}

void Connection::abort() {
  // The descriptor stays open until the connection is destroyed: its number must not become another's before that.
  ::shutdown(watch_.fd(), SHUT_RDWR);
  watch_.cancel();
}

}  // namespace osler::http
