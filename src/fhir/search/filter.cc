// Spec: FHIR R4, search_filter.html, the table of operators. Decided here: "ne" is met by records that have the parameter
// and no value that "eq" accepts (numbers and dates: by a value outside); "sw" and "co" of strings are those of ordinary searches.
#include "fhir/search/filter.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/nearest.h"
#include "fhir/search/criterion.h"

namespace osler::fhir {
namespace {

using store::Expr;

constexpr std::array<std::string_view, 19> kOperators = {"eq", "ne", "co", "sw", "ew", "gt", "lt", "ge", "le", "ap",
                                                         "sa", "eb", "pr", "po", "ss", "sb", "in", "ni", "re"};

Expr all_of(std::vector<Expr> parts) { return {store::All{std::move(parts)}}; }
Expr none_of(Expr part) {
  store::Not negated;
  negated.part.push_back(std::move(part));
  return {std::move(negated)};
}

bool is_ordered(SearchType type) { return type == SearchType::kDate || type == SearchType::kNumber || type == SearchType::kQuantity; }

// A value of a filter is never a list; the bar of tokens and quantities keeps its meaning.
std::string escaped(std::string_view value, bool keeps_bars) {
  std::string out;
  for (const char c : value) {
    if (c == ',' || c == '$' || c == '\\' || (c == '|' && !keeps_bars)) out += '\\';
    out += c;
  }
  return out;
}

/// How an operator is said as an ordinary criterion.
struct Wording {
  Modifier modifier = Modifier::kNone;
  std::string_view prefix = {};
};

std::optional<Wording> ordered_wording(std::string_view op, SearchType type) {
  constexpr std::array<std::string_view, 9> kPrefixes = {"eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"};
  if (op == "po" && type == SearchType::kDate) return Wording{Modifier::kNone, "ap"};
  const auto* found = std::find(kPrefixes.begin(), kPrefixes.end(), op);
  if (found == kPrefixes.end()) return std::nullopt;
  return Wording{Modifier::kNone, *found};
}

std::optional<Wording> wording(std::string_view op, SearchType type) {
  if (is_ordered(type)) return ordered_wording(op, type);
  switch (type) {
    case SearchType::kString:
      if (op == "eq") return Wording{Modifier::kEquals};
      if (op == "co") return Wording{Modifier::kContains};
      if (op == "sw") return Wording{};
      if (op == "ew") return Wording{Modifier::kEndsWith};
      return std::nullopt;
    case SearchType::kToken:
      if (op == "eq") return Wording{};
      if (op == "co") return Wording{Modifier::kText};
      if (op == "ss") return Wording{Modifier::kAbove};
      if (op == "sb") return Wording{Modifier::kBelow};
      if (op == "in") return Wording{Modifier::kIn};
      if (op == "ni") return Wording{Modifier::kNotIn};
      return std::nullopt;
    case SearchType::kUri:
      if (op == "eq") return Wording{};
      if (op == "sw" || op == "sb") return Wording{Modifier::kBelow};
      if (op == "ss") return Wording{Modifier::kAbove};
      return std::nullopt;
    case SearchType::kReference:
      if (op == "eq" || op == "re") return Wording{};
      return std::nullopt;
    default: return op == "eq" ? std::optional(Wording{}) : std::nullopt;
  }
}

class FilterReader {
 public:
  explicit FilterReader(const ValueContext& context) : context_(context) {}

  Result<Expr> read(TypeId type, const Filter& filter, int depth) const {
    if (filter.kind == Filter::Kind::kCondition) return condition(type, filter, 0, depth);
    std::vector<Expr> parts;
    for (const Filter& part : filter.parts) {
      OSLER_TRY(Expr expr, read(type, part, depth));
      parts.push_back(std::move(expr));
    }
    if (filter.kind == Filter::Kind::kNot) return none_of(std::move(parts.front()));
    if (filter.kind == Filter::Kind::kOr) return Expr{store::Any{std::move(parts)}};
    return all_of(std::move(parts));
  }

 private:
  Result<Expr> condition(TypeId type, const Filter& filter, std::size_t step, int depth) const {
    const Filter::Step& at = filter.path[step];
    if (step + 1 == filter.path.size()) return leaf(type, at.name, filter);
    const ParameterName parts = split_name(at.name);
    return chained_criterion(context_, type, parts.code, parts.modifier, depth, [&](TypeId target, int next) -> Result<Expr> {
      OSLER_TRY(Expr rest, condition(target, filter, step + 1, next));
      if (!at.where) return rest;
      std::vector<Expr> both;
      OSLER_TRY(Expr where, read(target, *at.where, next));
      both.push_back(std::move(where));
      both.push_back(std::move(rest));
      return all_of(std::move(both));
    });
  }

  Result<Expr> leaf(TypeId type, std::string_view code, const Filter& filter) const {
    if (filter.op == "pr") return presence(type, code, filter.value);
    const bool known = std::find(kOperators.begin(), kOperators.end(), filter.op) != kOperators.end();
    if (!known) return unknown_operator(filter.op);
    const SearchParameter* parameter = context_.definitions.search_parameter(type, code);
    if (parameter == nullptr) return unknown_parameter(context_.definitions, type, code);
    const bool differs = filter.op == "ne" && !is_ordered(parameter->type);
    const std::optional<Wording> as = wording(differs ? "eq" : filter.op, parameter->type);
    if (!as) return invalid_input("the operator '" + filter.op + "' does not fit '" + std::string(code) + "'");
    const std::string value = std::string(as->prefix) + escaped(filter.value, parameter->type != SearchType::kString);
    OSLER_TRY(Expr met, plain_criterion(context_, type, code, as->modifier, value));
    if (!differs) return met;
    std::vector<Expr> parts;
    OSLER_TRY(Expr present, plain_criterion(context_, type, code, Modifier::kMissing, "false"));
    parts.push_back(std::move(present));
    parts.push_back(none_of(std::move(met)));
    return all_of(std::move(parts));
  }

  Result<Expr> presence(TypeId type, std::string_view code, std::string_view value) const {
    if (value != "true" && value != "false") return invalid_input("expected true or false behind pr");
    return plain_criterion(context_, type, code, Modifier::kMissing, value == "true" ? "false" : "true");
  }

  static Error unknown_operator(std::string_view op) {
    const std::optional<std::string_view> near = nearest(op, kOperators);
    return invalid_input("unknown operator" + (near && !near->empty() ? "; did you mean '" + std::string(*near) + "'?" : std::string()));
  }

  const ValueContext& context_;
};

}  // namespace

Result<Expr> filter_expr(const ValueContext& context, TypeId type, std::string_view text) {
  const Result<Filter> filter = parse_filter(text);
  Result<Expr> expr = filter.ok() ? FilterReader(context).read(type, *filter, 0) : Result<Expr>(filter.error());
  if (expr.ok() || !expr.error().issues.empty()) return expr;
  return invalid_input("search parameter '_filter': " + expr.error().message);
}

}  // namespace osler::fhir
