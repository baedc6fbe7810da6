// The grammar of FHIRPath, by precedence climbing. Spec: FHIRPath 2.0, section 13 and the table in 6.8 (precedence).
#include <algorithm>
#include <array>
#include <optional>

#include "fhir/path/moment.h"
#include "fhir/path/program.h"
#include "fhir/path/token.h"

namespace osler::fhir::path {
namespace {

struct Level {
  std::string_view word;
  Operator op;
  int precedence;  ///< Higher binds tighter.
};

constexpr int kTypePrecedence = 9;
constexpr std::array<Level, 23> kLevels = {{
    {"*", Operator::kMultiply, 11}, {"/", Operator::kDivide, 11}, {"div", Operator::kDiv, 11}, {"mod", Operator::kMod, 11},
    {"+", Operator::kAdd, 10}, {"-", Operator::kSubtract, 10}, {"&", Operator::kConcatenate, 10},
    {"|", Operator::kUnion, 8},
    {"<", Operator::kLess, 7}, {"<=", Operator::kLessOrEqual, 7}, {">", Operator::kGreater, 7}, {">=", Operator::kGreaterOrEqual, 7},
    {"=", Operator::kEqual, 6}, {"~", Operator::kEquivalent, 6}, {"!=", Operator::kNotEqual, 6}, {"!~", Operator::kNotEquivalent, 6},
    {"in", Operator::kIn, 5}, {"contains", Operator::kContains, 5},
    {"and", Operator::kAnd, 4},
    {"or", Operator::kOr, 3}, {"xor", Operator::kXor, 3},
    {"implies", Operator::kImplies, 2},
    {"", Operator::kNone, 0},
}};

const Level* level_of(const Token& token) {
  if (token.kind != TokenKind::kSymbol && token.kind != TokenKind::kIdentifier) return nullptr;
  const auto* found = std::find_if(kLevels.begin(), kLevels.end(), [&](const Level& level) { return level.word == token.text; });
  return found == kLevels.end() || found->op == Operator::kNone ? nullptr : found;
}

bool is_calendar_word(const Token& token) {
  return token.kind == TokenKind::kIdentifier && calendar_unit(token.text).has_value();
}

class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  Result<Program> run() {
    OSLER_TRY(program_.root, expression(0));
    if (peek().kind != TokenKind::kEnd) return unexpected("the end of the expression");
    if (heights_[program_.root] > kHeightMax) return invalid_input("FHIRPath: the expression is nested too deeply");
    return std::move(program_);
  }

 private:
  const Token& peek(std::size_t ahead = 0) const { return tokens_[std::min(next_ + ahead, tokens_.size() - 1)]; }
  const Token& take() { return tokens_[std::min(next_++, tokens_.size() - 1)]; }
  bool accept(std::string_view symbol) {
    if (!peek().is_symbol(symbol)) return false;
    ++next_;
    return true;
  }
  Error unexpected(std::string_view expected) const {
    return invalid_input("FHIRPath: expected " + std::string(expected) + " at offset " + std::to_string(peek().offset));
  }
  Status expect(std::string_view symbol) {
    if (accept(symbol)) return {};
    return unexpected("'" + std::string(symbol) + "'");
  }

  NodeIndex add(Node node, std::initializer_list<NodeIndex> children = {}) {
    return add(node, std::span(children.begin(), children.size()));
  }
  NodeIndex add(Node node, std::span<const NodeIndex> children) {
    node.children_begin = static_cast<std::uint32_t>(program_.children.size());
    node.children_count = static_cast<std::uint32_t>(children.size());
    program_.children.insert(program_.children.end(), children.begin(), children.end());
    program_.nodes.push_back(node);
    std::uint32_t height = 0;
    for (const NodeIndex child : children) height = std::max(height, heights_[child]);
    heights_.push_back(height + 1);
    return static_cast<NodeIndex>(program_.nodes.size() - 1);
  }
  std::uint32_t text(std::string value) {
    program_.texts.push_back(std::move(value));
    return static_cast<std::uint32_t>(program_.texts.size() - 1);
  }
  NodeIndex literal(Literal value, std::uint32_t offset) {
    program_.literals.push_back(std::move(value));
    const auto index = static_cast<std::uint32_t>(program_.literals.size() - 1);
    return add({.kind = NodeKind::kLiteral, .text = index, .offset = offset});
  }

  // Counts the depth of recursion; every path into the grammar passes expression() or unary().
  class Deeper {
   public:
    explicit Deeper(std::uint32_t& depth) : depth_(depth) { ++depth_; }
    ~Deeper() { --depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
   private:
    std::uint32_t& depth_;
  };

  Result<NodeIndex> expression(int least) {
    const Deeper deeper(depth_);
    if (depth_ > kNestingMax) return invalid_input("FHIRPath: the expression is nested too deeply");
    OSLER_TRY(NodeIndex left, unary());
    for (;;) {
      const Token& token = peek();
      if (token.is_word("is") || token.is_word("as")) {
        if (kTypePrecedence < least) return left;
        take();
        OSLER_TRY(const std::uint32_t type, type_specifier());
        const NodeKind kind = token.text == "is" ? NodeKind::kIs : NodeKind::kAs;
        left = add({.kind = kind, .has_input = true, .text = type, .offset = token.offset}, {left});
        continue;
      }
      const Level* level = level_of(token);
      if (level == nullptr || level->precedence < least) return left;
      take();
      OSLER_TRY(const NodeIndex right, expression(level->precedence + 1));
      left = add({.kind = NodeKind::kBinary, .op = level->op, .offset = token.offset}, {left, right});
    }
  }

  // A sign binds looser than a path: -1.convertsToInteger() negates the answer. Spec: FHIRPath 2.0, 6.8.
  Result<NodeIndex> unary() {
    const Deeper deeper(depth_);
    if (depth_ > kNestingMax) return invalid_input("FHIRPath: the expression is nested too deeply");
    const Token& token = peek();
    if (!token.is_symbol("-") && !token.is_symbol("+")) return invocations();
    take();
    OSLER_TRY(const NodeIndex operand, unary());
    const NodeKind kind = token.text == "-" ? NodeKind::kNegate : NodeKind::kPlus;
    return add({.kind = kind, .offset = token.offset}, {operand});
  }

  Result<NodeIndex> invocations() {
    OSLER_TRY(NodeIndex value, term());
    for (;;) {
      const std::uint32_t offset = peek().offset;
      if (accept(".")) {
        OSLER_TRY(value, invocation(value));
      } else if (accept("[")) {
        OSLER_TRY(const NodeIndex index, expression(0));
        OSLER_RETURN_IF_ERROR(expect("]"));
        value = add({.kind = NodeKind::kIndexer, .has_input = true, .offset = offset}, {value, index});
      } else {
        return value;
      }
    }
  }

  Result<NodeIndex> term() {
    const Token token = peek();
    switch (token.kind) {
      case TokenKind::kString: {
        take();
        OSLER_TRY(std::string value, unescaped(token.text));
        return literal(std::move(value), token.offset);
      }
      case TokenKind::kNumber: return number();
      case TokenKind::kDate: return moment(MomentKind::kDate);
      case TokenKind::kDateTime: return moment(MomentKind::kDateTime);
      case TokenKind::kTime: return moment(MomentKind::kTime);
      case TokenKind::kIdentifier:
        if (token.text == "true" || token.text == "false") {
          take();
          return literal(token.text == "true", token.offset);
        }
        return invocation(std::nullopt);
      case TokenKind::kDelimitedIdentifier:
      case TokenKind::kThis:
      case TokenKind::kIndex:
      case TokenKind::kTotal: return invocation(std::nullopt);
      case TokenKind::kSymbol: return symbol_term();
      case TokenKind::kEnd: break;
    }
    return unexpected("a value");
  }

  Result<NodeIndex> symbol_term() {
    const std::uint32_t offset = peek().offset;
    if (accept("(")) {
      OSLER_TRY(const NodeIndex inner, expression(0));
      OSLER_RETURN_IF_ERROR(expect(")"));
      return inner;
    }
    if (accept("{")) {
      OSLER_RETURN_IF_ERROR(expect("}"));
      return add({.kind = NodeKind::kEmpty, .offset = offset});
    }
    if (accept("%")) {
      const Token name = take();
      const bool is_name = name.kind == TokenKind::kIdentifier || name.kind == TokenKind::kDelimitedIdentifier ||
                           name.kind == TokenKind::kString;
      if (!is_name) return unexpected("a name after '%'");
      OSLER_TRY(std::string decoded, unescaped(name.text));
      return add({.kind = NodeKind::kExternal, .text = text(std::move(decoded)), .offset = offset});
    }
    return unexpected("a value");
  }

  Result<NodeIndex> number() {
    const Token token = take();
    const std::optional<Decimal> value = Decimal::parse(without_leading_zeros(token.text));
    if (!value) return unexpected("a number");
    if (peek().kind == TokenKind::kString) {
      OSLER_TRY(std::string unit, unescaped(take().text));
      return literal(QuantityLiteral{*value, std::move(unit), false}, token.offset);
    }
    if (is_calendar_word(peek())) return literal(QuantityLiteral{*value, std::string(take().text), true}, token.offset);
    const bool is_integer = token.text.find('.') == std::string_view::npos && token.text.size() <= 18;
    if (is_integer) return literal(std::int64_t{std::stoll(std::string(token.text))}, token.offset);
    return literal(*value, token.offset);
  }

  static std::string_view without_leading_zeros(std::string_view digits) {
    while (digits.size() > 1 && digits[0] == '0' && digits[1] != '.') digits.remove_prefix(1);
    return digits;
  }

  Result<NodeIndex> moment(MomentKind kind) {
    const Token token = take();
    const std::optional<DateTime> value = read_moment(kind, token.text);
    if (!value) {
      return invalid_input("FHIRPath: expected a real date or time at offset " + std::to_string(token.offset));
    }
    return literal(MomentLiteral{kind, *value}, token.offset);
  }

  Result<NodeIndex> invocation(std::optional<NodeIndex> input) {
    const Token token = take();
    Node node{.has_input = input.has_value(), .offset = token.offset};
    const auto finish = [&](std::span<const NodeIndex> arguments) {
      std::vector<NodeIndex> all;
      if (input) all.push_back(*input);
      all.insert(all.end(), arguments.begin(), arguments.end());
      return add(node, all);
    };
    switch (token.kind) {
      case TokenKind::kThis: node.kind = NodeKind::kThis; return finish({});
      case TokenKind::kIndex: node.kind = NodeKind::kIndex; return finish({});
      case TokenKind::kTotal: node.kind = NodeKind::kTotal; return finish({});
      case TokenKind::kIdentifier:
      case TokenKind::kDelimitedIdentifier: break;
      default: --next_; return unexpected("a name");
    }
    OSLER_TRY(std::string name, unescaped(token.text));
    node.text = text(std::move(name));
    node.kind = NodeKind::kMember;
    if (token.kind != TokenKind::kIdentifier || !accept("(")) return finish({});
    node.kind = NodeKind::kFunction;
    OSLER_TRY(const std::vector<NodeIndex> arguments, arguments_until_bracket());
    return finish(arguments);
  }

  Result<std::vector<NodeIndex>> arguments_until_bracket() {
    std::vector<NodeIndex> arguments;
    if (accept(")")) return arguments;
    do {
      OSLER_TRY(const NodeIndex argument, expression(0));
      arguments.push_back(argument);
    } while (accept(","));
    OSLER_RETURN_IF_ERROR(expect(")"));
    return arguments;
  }

  // [Space.]Name, kept as one text.
  Result<std::uint32_t> type_specifier() {
    std::string name;
    do {
      const Token token = take();
      const bool is_name = token.kind == TokenKind::kIdentifier || token.kind == TokenKind::kDelimitedIdentifier;
      if (!is_name) return unexpected("the name of a type");
      if (!name.empty()) name += '.';
      name += token.text;
    } while (accept("."));
    return text(std::move(name));
  }

  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  std::uint32_t depth_ = 0;
  std::vector<std::uint32_t> heights_;  ///< Of the tree below each node.
  Program program_;
};

}  // namespace

Result<Program> parse(std::string_view expression) {
  OSLER_TRY(std::vector<Token> tokens, tokens_of(expression));
  return Parser(std::move(tokens)).run();
}

}  // namespace osler::fhir::path
