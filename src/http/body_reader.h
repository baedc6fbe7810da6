#pragma once
// Reads one request body that arrives in portions: takes off chunks and gzip, and holds the limit.

#include <optional>
#include <string_view>

#include "http/chunk_decoder.h"
#include "http/gzip.h"
#include "http/refusal.h"
#include "http/request_framing.h"
#include "json/padded_bytes.h"

namespace osler::http {

class BodyReader {
 public:
  /// `body_bytes_max` holds for the bytes on the wire and for the inflated ones; 413 beyond.
  BodyReader(const RequestFraming& framing, std::uint64_t body_bytes_max);

  /// Takes bytes from the front of `bytes`, all of them unless the body ends; returns how many.
  std::size_t feed(std::string_view bytes);
  bool done() const { return done_; }
  const std::optional<Refusal>& refusal() const { return refusal_; }
  /// The inflated body; once, after done().
  json::PaddedBytes take() { return std::move(body_); }

 private:
  void keep(std::string_view coded);
  bool append(std::string_view plain);
  void finish();

  std::uint64_t body_bytes_max_;
  std::uint64_t wire_left_;   ///< Of a declared length.
  std::uint64_t growth_max_;  ///< More is never reserved: the declared length, else the limit.
  std::uint64_t reserved_ = 0;
  std::optional<ChunkDecoder> chunks_;
  std::optional<GzipReader> gzip_;
  json::PaddedBytes body_;
  bool done_ = false;
  std::optional<Refusal> refusal_;
};

}  // namespace osler::http
