#pragma once
// Takes the chunked transfer coding off a body that arrives in any portions. Stricter than the rules ask: no trailer
// fields, short extensions (ignored), CR LF everywhere. Spec: RFC 9112, section 7.1.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "http/refusal.h"

namespace osler::http {

class ChunkDecoder {
 public:
  /// A body of more than `body_bytes_max` is refused (413) at the chunk size that says so.
  explicit ChunkDecoder(std::uint64_t body_bytes_max) : remaining_allowed_(body_bytes_max) {}

  struct Step {
    std::size_t taken = 0;       ///< From the front of the input.
    std::string_view data = {};  ///< The part of them that is body; may be empty.
  };
  /// Takes at least one byte of non-empty input unless done() or refusal().
  Step step(std::string_view bytes);

  bool done() const { return expect_ == Expect::kNothing; }
  const std::optional<Refusal>& refusal() const { return refusal_; }

 private:
  enum class Expect : std::uint8_t {
    kFirstDigit,
    kDigits,
    kExtension,
    kSizeLineFeed,
    kData,
    kDataReturn,
    kDataLineFeed,
    kEndReturn,
    kEndLineFeed,
    kNothing,
  };
  void take_framing(char c);
  void take_digit(char c);
  void end_size_line();
  void refuse(int status, std::string_view what) { refusal_ = Refusal{status, what}; }

  Expect expect_ = Expect::kFirstDigit;
  std::uint64_t chunk_left_ = 0;
  std::uint64_t remaining_allowed_;
  std::size_t line_bytes_ = 0;
  std::optional<Refusal> refusal_;
};

}  // namespace osler::http
