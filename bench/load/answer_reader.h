#pragma once
// Reads HTTP/1.1 answers as their bytes arrive: by length, in chunks, or up to the end of the connection.

#include <cstdint>
#include <string>
#include <string_view>

namespace osler::load {

class AnswerReader {
 public:
  /// Before each answer. Without `keep_body` the body is counted only, but for one of status 400 or above. An answer to
  /// HEAD has no body.
  void begin(bool keep_body, bool to_head);
  /// The bytes used of `bytes`; fewer than all only when done().
  std::size_t take(std::string_view bytes);
  /// The connection has ended. True when that ends the answer properly.
  bool end_of_connection();

  bool done() const { return state_ == State::kDone; }
  bool broken() const { return state_ == State::kBroken; }
  int status() const { return status_; }
  bool gzip() const { return gzip_; }
  bool closes() const { return closes_; }
  const std::string& location() const { return location_; }
  const std::string& body() const { return body_; }
  std::uint64_t body_bytes() const { return body_bytes_; }

 private:
  enum class State : std::uint8_t {
    kHead,
    kLength,
    kChunkSize,
    kChunk,
    kChunkEnd,
    kTrailer,
    kUntilClose,
    kDone,
    kBroken
  };
  std::size_t take_head(std::string_view bytes);
  std::size_t take_line(std::string_view bytes);
  std::size_t take_body(std::string_view bytes);
  void read_head();
  void read_field(std::string_view name, std::string_view value);
  void line_ended();

  State state_ = State::kHead;
  bool keep_body_ = false, to_head_ = false, gzip_ = false, closes_ = false, chunked_ = false, has_length_ = false;
  int status_ = 0;
  std::uint64_t left_ = 0;
  std::uint64_t body_bytes_ = 0;
  std::string head_, line_, location_, body_;
};

}  // namespace osler::load
