#include "fhir/path/token.h"

#include <array>
#include <charconv>

namespace osler::fhir::path {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

Error at(std::uint32_t offset, std::string_view what) {
  return invalid_input("FHIRPath: " + std::string(what) + " at offset " + std::to_string(offset));
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Result<std::vector<Token>> run() {
    std::vector<Token> tokens;
    tokens.reserve(text_.size() / 4 + 2);
    for (;;) {
      OSLER_RETURN_IF_ERROR(skip_blank());
      if (position_ == text_.size()) break;
      OSLER_TRY(const Token token, next());
      tokens.push_back(token);
    }
    tokens.push_back({TokenKind::kEnd, {}, static_cast<std::uint32_t>(text_.size())});
    return tokens;
  }

 private:
  char peek(std::size_t ahead = 0) const {
    return position_ + ahead < text_.size() ? text_[position_ + ahead] : '\0';
  }
  std::uint32_t offset() const { return static_cast<std::uint32_t>(position_); }

  Status skip_blank() {
    while (position_ < text_.size()) {
      const char c = peek();
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        ++position_;
      } else if (c == '/' && peek(1) == '/') {
        position_ = std::min(text_.find('\n', position_), text_.size());
      } else if (c == '/' && peek(1) == '*') {
        const std::size_t end = text_.find("*/", position_ + 2);
        if (end == std::string_view::npos) return at(offset(), "a comment without its end");
        position_ = end + 2;
      } else {
        return {};
      }
    }
    return {};
  }

  Result<Token> next() {
    const char c = peek();
    if (is_letter(c)) return word();
    if (is_digit(c)) return number();
    switch (c) {
      case '\'': return quoted(TokenKind::kString);
      case '"':
      case '`': return quoted(TokenKind::kDelimitedIdentifier);
      case '@': return moment();
      case '$': return special();
      default: return symbol();
    }
  }

  Token take(TokenKind kind, std::size_t begin, std::size_t end, std::uint32_t start) const {
    return {kind, text_.substr(begin, end - begin), start};
  }

  Token word() {
    const std::uint32_t start = offset();
    while (is_letter(peek()) || is_digit(peek())) ++position_;
    return take(TokenKind::kIdentifier, start, position_, start);
  }

  Token number() {
    const std::uint32_t start = offset();
    while (is_digit(peek())) ++position_;
    if (peek() == '.' && is_digit(peek(1))) {
      ++position_;
      while (is_digit(peek())) ++position_;
    }
    return take(TokenKind::kNumber, start, position_, start);
  }

  Result<Token> quoted(TokenKind kind) {
    const std::uint32_t start = offset();
    const char quote = peek();
    ++position_;
    while (position_ < text_.size() && peek() != quote) position_ += peek() == '\\' ? 2 : 1;
    if (position_ >= text_.size()) return at(start, "text without its closing quote");
    ++position_;
    return take(kind, start + 1, position_ - 1, start);
  }

  Result<Token> special() {
    const std::uint32_t start = offset();
    ++position_;
    const Token name = word();
    if (name.text == "this") return Token{TokenKind::kThis, name.text, start};
    if (name.text == "index") return Token{TokenKind::kIndex, name.text, start};
    if (name.text == "total") return Token{TokenKind::kTotal, name.text, start};
    return at(start, "expected $this, $index or $total");
  }

  // Digits in groups as long as each group is introduced by its own separator and a digit follows.
  void digits_and(std::string_view separators) {
    while (is_digit(peek()) || (separators.find(peek()) != std::string_view::npos && peek() != '\0' && is_digit(peek(1)))) {
      ++position_;
    }
  }

  Result<Token> moment() {
    const std::uint32_t start = offset();
    ++position_;
    if (peek() == 'T') {
      const std::size_t begin = ++position_;
      digits_and(":.");
      // A time has no zone: whatever follows directly is refused here rather than read as something else.
      if (begin == position_ || peek() == 'Z' || ((peek() == '+' || peek() == '-') && is_digit(peek(1)))) {
        return at(start, "expected a time without a zone after @T");
      }
      return take(TokenKind::kTime, begin, position_, start);
    }
    const std::size_t begin = position_;
    digits_and("-");
    if (begin == position_) return at(start, "expected a date or a time after @");
    if (peek() != 'T') return take(TokenKind::kDate, begin, position_, start);
    ++position_;
    if (is_digit(peek())) {
      digits_and(":.");
      if (peek() == 'Z') {
        ++position_;
      } else if ((peek() == '+' || peek() == '-') && is_digit(peek(1)) && is_digit(peek(2)) && peek(3) == ':') {
        position_ += 1;
        digits_and(":");
      }
    }
    return take(TokenKind::kDateTime, begin, position_, start);
  }

  Result<Token> symbol() {
    const std::uint32_t start = offset();
    static constexpr std::array<std::string_view, 4> kPairs = {"<=", ">=", "!=", "!~"};
    for (const std::string_view pair : kPairs) {
      if (text_.substr(position_, 2) == pair) {
        position_ += 2;
        return take(TokenKind::kSymbol, start, position_, start);
      }
    }
    if (std::string_view("()[]{}.,+-*/|&=~<>%").find(peek()) == std::string_view::npos) {
      return at(start, "unexpected character");
    }
    ++position_;
    return take(TokenKind::kSymbol, start, position_, start);
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

std::optional<std::uint32_t> hex4(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  std::uint32_t value = 0;
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + 4, value, 16);
  if (failure != std::errc{} || rest != text.data() + 4) return std::nullopt;
  return value;
}

// The code point of \uXXXX at the front of `rest` (after "\u"), joining a surrogate pair; consumes it.
std::optional<std::uint32_t> take_code_point(std::string_view& rest) {
  const std::optional<std::uint32_t> first = hex4(rest);
  if (!first) return std::nullopt;
  rest.remove_prefix(4);
  if (*first < 0xd800 || *first > 0xdfff) return first;
  if (*first > 0xdbff || !rest.starts_with("\\u")) return std::nullopt;
  const std::optional<std::uint32_t> second = hex4(rest.substr(2));
  if (!second || *second < 0xdc00 || *second > 0xdfff) return std::nullopt;
  rest.remove_prefix(6);
  return 0x10000 + ((*first - 0xd800) << 10U) + (*second - 0xdc00);
}

}  // namespace

void append_utf8(std::string& out, std::uint32_t code_point) {
  const auto push = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code_point < 0x80) {
    push(code_point);
  } else if (code_point < 0x800) {
    push(0xc0U | (code_point >> 6U));
    push(0x80U | (code_point & 0x3fU));
  } else if (code_point < 0x10000) {
    push(0xe0U | (code_point >> 12U));
    push(0x80U | ((code_point >> 6U) & 0x3fU));
    push(0x80U | (code_point & 0x3fU));
  } else {
    push(0xf0U | (code_point >> 18U));
    push(0x80U | ((code_point >> 12U) & 0x3fU));
    push(0x80U | ((code_point >> 6U) & 0x3fU));
    push(0x80U | (code_point & 0x3fU));
  }
}

Result<std::vector<Token>> tokens_of(std::string_view expression) {
  if (expression.size() > kExpressionBytesMax) return invalid_input("FHIRPath: the expression is longer than 64 KiB");
  return Lexer(expression).run();
}

Result<std::string> unescaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    if (c != '\\') {
      out += c;
      continue;
    }
    const char escape = text.empty() ? '\0' : text.front();
    if (!text.empty()) text.remove_prefix(1);
    switch (escape) {
      case '\'': case '"': case '`': case '\\': case '/': out += escape; break;
      case 'n': out += '\n'; break;
      case 'r': out += '\r'; break;
      case 't': out += '\t'; break;
      case 'f': out += '\f'; break;
      case 'u': {
        const std::optional<std::uint32_t> code_point = take_code_point(text);
        if (!code_point) return invalid_input("FHIRPath: \\u needs four hexadecimal digits");
        append_utf8(out, *code_point);
        break;
      }
      default: return invalid_input("FHIRPath: unknown escape in a string");
    }
  }
  return out;
}

}  // namespace osler::fhir::path
