#pragma once
// Bytes to tree: simdjson finds the structure (and checks UTF-8), this file builds the tape and checks everything
// simdjson's first stage does not: grammar, numbers, literals, depth, lone surrogates, duplicate member names.

#include <memory>

#include "base/result.h"
#include "json/limits.h"
#include "json/tree.h"

namespace osler::json {

/// Reusable working memory; one per thread, passed down. Trees do not depend on the parser that made them.
class Parser {
 public:
  Parser();
  ~Parser();
  Parser(Parser&&) noexcept;
  Parser& operator=(Parser&&) noexcept;

  /// The tree of exactly one JSON value (RFC 8259, UTF-8, a leading byte order mark tolerated, no trailing content).
  /// Numbers of any size and precision are legal. Errors: kInvalidInput with line and column and what was expected,
  /// never the content; kTooLarge beyond limits.bytes_max or 4 GiB - 1; kUnavailable if memory is short. `start` is
  /// where the text begins in a larger one (an entry of a Bundle), so that messages name the place there.
  Result<Tree> parse(PaddedBytes text, const NameTable& names, const Limits& limits = {},
                     SourcePosition start = {1, 1});

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace osler::json
