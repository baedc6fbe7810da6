#pragma once
// Turns the bytes of a connection into one answer: the client's side of request_reader.h. Pure.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "http/chunk_decoder.h"
#include "http/head_scanner.h"
#include "http/message.h"

namespace osler::http {

/// What becomes of a body beyond the limit. kCut: its beginning is the answer, as it came (never inflated).
enum class LongBody : std::uint8_t { kRefused, kCut };

class ResponseReader {
 public:
  /// `method` is that of the request: the answer to HEAD has no body. A body, inflated or not, beyond `body_bytes_max`
  /// is a problem, or is cut there.
  ResponseReader(Method method, std::uint64_t body_bytes_max, LongBody long_body = LongBody::kRefused);

  /// Before the first bytes: the body of an answer with status 200 goes there, piece by piece, however long; false ends the reading with
  /// a problem. The body of any other answer is not read. An encoded body is a problem: nobody inflates it.
  void give_body_to(std::function<bool(std::string_view piece)> sink) { sink_ = std::move(sink); }
  /// Takes bytes from the front of `bytes`; says how many. Interim answers (1xx) are passed over.
  std::size_t feed(std::string_view bytes);
  /// The server closed the connection, which is how some answers end.
  void end();

  bool done() const { return state_ == State::kDone; }
  bool has_begun() const { return begun_; }
  /// Why this can be no answer; empty if nothing is wrong.
  std::string_view problem() const { return problem_; }
  /// Whether the connection can carry another request; only when done().
  bool keeps_alive() const { return keep_alive_; }
  /// Only when done(). The body is inflated, unless long bodies are cut.
  Response take() { return std::move(response_); }

 private:
  enum class State : std::uint8_t { kHead, kLength, kChunks, kUntilEnd, kDone };

  std::size_t feed_head(std::string_view bytes);
  std::size_t feed_body(std::string_view bytes);
  void read_head();
  bool read_status_line(std::string_view line);
  void begin_body();
  void append(std::string_view bytes);
  void finish();
  void fail(std::string_view problem) { problem_ = problem; }

  Method method_;
  std::uint64_t body_bytes_max_;
  LongBody long_body_;
  State state_ = State::kHead;
  bool begun_ = false;
  bool keep_alive_ = true;
  HeadScanner scanner_;
  std::string head_;
  std::uint64_t length_left_ = 0;
  std::function<bool(std::string_view piece)> sink_;
  std::optional<ChunkDecoder> chunks_;
  Response response_;
  std::string_view problem_;
};

}  // namespace osler::http
