#include "http/chunk_decoder.h"

#include "base/ascii.h"


namespace osler::http {

namespace {

constexpr std::size_t kSizeLineBytesMax = 256;  // Digits and extensions.

}  // namespace

ChunkDecoder::Step ChunkDecoder::step(std::string_view bytes) {
  if (expect_ == Expect::kData) {
    const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), chunk_left_));
    chunk_left_ -= count;
    if (chunk_left_ == 0) expect_ = Expect::kDataReturn;
    return {count, bytes.substr(0, count)};
  }
  std::size_t taken = 0;
  while (taken < bytes.size() && expect_ != Expect::kData && !done() && !refusal_) take_framing(bytes[taken++]);
  return {taken, {}};
}

void ChunkDecoder::take_framing(char c) {
  const auto take = [&](char wanted, Expect next) {
    if (c != wanted) return refuse(400, "A chunk must end with CR LF.");
    expect_ = next;
  };
  switch (expect_) {
    case Expect::kFirstDigit:
      line_bytes_ = 0;
      chunk_left_ = 0;
      if (hex_value(c) < 0) return refuse(400, "A chunk size must be hexadecimal digits.");
      return take_digit(c);
    case Expect::kDigits:
      if (hex_value(c) >= 0) return take_digit(c);
      if (c == '\r') return end_size_line();
      if (c != ';') return refuse(400, "A chunk size must be hexadecimal digits.");
      expect_ = Expect::kExtension;
      return;
    case Expect::kExtension:
      if (c == '\r') return end_size_line();
      if (static_cast<unsigned char>(c) < 0x20 && c != '\t') return refuse(400, "A chunk extension is malformed.");
      if (++line_bytes_ > kSizeLineBytesMax) return refuse(400, "A chunk extension is too long.");
      return;
    case Expect::kSizeLineFeed: return take('\n', chunk_left_ == 0 ? Expect::kEndReturn : Expect::kData);
    case Expect::kDataReturn: return take('\r', Expect::kDataLineFeed);
    case Expect::kDataLineFeed: return take('\n', Expect::kFirstDigit);
    case Expect::kEndReturn:
      if (c != '\r') return refuse(400, "Trailer fields are not accepted.");
      expect_ = Expect::kEndLineFeed;
      return;
    case Expect::kEndLineFeed: return take('\n', Expect::kNothing);
    case Expect::kData:
    case Expect::kNothing: return;
  }
}

void ChunkDecoder::take_digit(char c) {
  expect_ = Expect::kDigits;
  if (++line_bytes_ > 16) return refuse(400, "A chunk size is too long.");
  chunk_left_ = chunk_left_ * 16 + static_cast<std::uint64_t>(hex_value(c));
}

void ChunkDecoder::end_size_line() {
  expect_ = Expect::kSizeLineFeed;
  if (chunk_left_ > remaining_allowed_) return refuse(413, "The body is too large.");
  remaining_allowed_ -= chunk_left_;
}

}  // namespace osler::http
