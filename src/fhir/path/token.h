#pragma once
// The words of a FHIRPath text. Knows no grammar above single tokens.

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace osler::fhir::path {

inline constexpr std::size_t kExpressionBytesMax = 64 * 1024;

enum class TokenKind : std::uint8_t {
  kEnd,
  kIdentifier,           ///< `text` without delimiters.
  kDelimitedIdentifier,  ///< `text` between the backticks (or double quotes), escapes not decoded.
  kString,               ///< `text` between the quotes, escapes not decoded.
  kNumber,
  kDate,                 ///< `text` after the '@'.
  kDateTime,
  kTime,                 ///< `text` after "@T".
  kThis,
  kIndex,
  kTotal,
  kSymbol,               ///< An operator or bracket: `text` as written.
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;      ///< Points into the expression.
  std::uint32_t offset = 0;   ///< Byte offset of the token in the expression.

  bool is_symbol(std::string_view symbol) const { return kind == TokenKind::kSymbol && text == symbol; }
  bool is_word(std::string_view word) const { return kind == TokenKind::kIdentifier && text == word; }
};

/// The tokens, ended by one of kind kEnd. Errors: kInvalidInput with the offset; texts above kExpressionBytesMax.
/// Spec: FHIRPath 2.0, section 13 (lexical elements). The expression must outlive the tokens.
Result<std::vector<Token>> tokens_of(std::string_view expression);

/// The characters a string or delimited identifier stands for. Errors: kInvalidInput for an unknown escape.
Result<std::string> unescaped(std::string_view text);

/// Appends a code point as UTF-8.
void append_utf8(std::string& out, std::uint32_t code_point);

}  // namespace osler::fhir::path
