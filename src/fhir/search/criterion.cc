// Spec: FHIR R4, search.html#modifiers, #chaining and #has.
#include "fhir/search/criterion.h"

#include <algorithm>
#include <array>

#include "base/nearest.h"
#include "fhir/model/resource_id.h"
#include "fhir/search/expression_branches.h"
#include "fhir/search/reference_links.h"
#include "fhir/search/value_list.h"

namespace osler::fhir {
namespace {

using store::Expr;

Error about(std::string_view name, std::string_view what) {
  return invalid_input("search parameter '" + std::string(name) + "': " + std::string(what));
}
Error unsupported(std::string_view name, std::string_view what) {
  Error error = about(name, what);
  error.code = kUnsupportedParameter;
  return error;
}

Expr any_of(std::vector<Expr> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  return {store::Any{std::move(parts)}};
}
Expr none_of(Expr part) {
  store::Not negated;
  negated.part.push_back(std::move(part));
  return {std::move(negated)};
}

struct ModifierWord {
  std::string_view word;
  Modifier modifier;
  std::array<bool, 9> fits;  ///< By SearchType: number date string token reference composite quantity uri special.
};
constexpr std::array<ModifierWord, 10> kModifiers = {{
    {"missing", Modifier::kMissing, {true, true, true, true, true, true, true, true, false}},
    {"exact", Modifier::kExact, {false, false, true, false, false, false, false, false, false}},
    {"contains", Modifier::kContains, {false, false, true, false, false, false, false, false, false}},
    {"text", Modifier::kText, {false, false, true, true, true, false, false, false, false}},
    {"not", Modifier::kNot, {false, false, false, true, false, false, false, false, false}},
    {"identifier", Modifier::kIdentifier, {false, false, false, false, true, false, false, false, false}},
    {"of-type", Modifier::kOfType, {false, false, false, true, false, false, false, false, false}},
    {"above", Modifier::kAbove, {false, false, false, false, false, false, false, true, false}},
    {"below", Modifier::kBelow, {false, false, false, false, false, false, false, true, false}},
    {"", Modifier::kNone, {true, true, true, true, true, true, true, true, true}},
}};

std::string supported_modifiers(SearchType type) {
  std::string words;
  for (const ModifierWord& known : kModifiers) {
    if (known.word.empty() || !known.fits[static_cast<std::size_t>(type)]) continue;
    words += (words.empty() ? ":" : ", :") + std::string(known.word);
  }
  return words + (type == SearchType::kReference ? ", :[type]" : "");
}

struct ReadModifier {
  Modifier modifier = Modifier::kNone;
  TypeId type = TypeId::kNone;  ///< For kType.
};

Result<ReadModifier> read_modifier(const Definitions& definitions, const SearchParameter& parameter, std::string_view word) {
  const std::string name = std::string(parameter.code) + ":" + std::string(word);
  for (const ModifierWord& known : kModifiers) {
    if (known.word != word) continue;
    if (known.fits[static_cast<std::size_t>(parameter.type)]) return ReadModifier{known.modifier, TypeId::kNone};
    return about(name, "this modifier is not supported here; supported: " + supported_modifiers(parameter.type));
  }
  if (parameter.type == SearchType::kReference) {
    if (const std::optional<TypeId> type = definitions.resource_type(word)) return ReadModifier{Modifier::kType, *type};
  }
  static constexpr std::array<std::string_view, 9> kWords = {"missing", "exact", "contains", "text", "not", "identifier", "of-type", "above", "below"};
  const std::optional<std::string_view> near = nearest(word, kWords);
  return about(name, "unknown modifier" + (near ? "; did you mean ':" + std::string(*near) + "'?" : std::string()) +
                         " Supported: " + supported_modifiers(parameter.type));
}

class CriterionReader {
 public:
  explicit CriterionReader(const ValueContext& context) : context_(context), definitions_(context.definitions) {}

  Result<Expr> read(TypeId type, std::string_view name, std::string_view value, int depth) const {
    if (depth > kChainDepthMax) return about(name, "too-costly: chains and _has may have at most 4 links");
    if (name.starts_with("_has:")) return reverse_chain(type, name, value, depth);
    const ParameterName parts = split_name(name);
    OSLER_TRY(const SearchParameter* parameter, find(type, parts.code));
    if (!parts.chain.empty()) return chain(type, *parameter, parts, value, depth);
    OSLER_TRY(const ReadModifier modifier, read_modifier(definitions_, *parameter, parts.modifier));
    if (value.empty()) return about(name, "a value is needed");
    Result<Expr> expr = plain(type, *parameter, modifier, value);
    if (expr.ok()) return expr;
    return about(name, expr.error().message);
  }

 private:
  Result<const SearchParameter*> find(TypeId type, std::string_view code) const {
    static constexpr std::array<std::string_view, 7> kNotYet = {"_text", "_content", "_list", "_filter", "_query", "_score", "near"};
    const SearchParameter* parameter = definitions_.search_parameter(type, code);
    const bool not_yet = std::find(kNotYet.begin(), kNotYet.end(), code) != kNotYet.end();
    if (not_yet && (parameter != nullptr || code.starts_with('_'))) return unsupported(code, "not supported by this server");
    if (parameter == nullptr) return unknown_parameter(definitions_, type, code);
    if (!is_indexed(definitions_, type, *parameter)) return unsupported(code, "the specification gives no expression for it");
    return parameter;
  }

  Result<Expr> plain(TypeId type, const SearchParameter& parameter, const ReadModifier& modifier, std::string_view value) const {
    if (modifier.modifier == Modifier::kMissing) return missing(parameter, value);
    const std::vector<std::string_view> values = split_unescaped(value, ',');
    if (values.size() > context_.options.values_max) return invalid_input("too many values in one list");
    if (std::find(values.begin(), values.end(), std::string_view{}) != values.end()) return invalid_input("a value of the list is empty");
    if (parameter.code == "_id") return ids(values, modifier.modifier);
    const TypeId only_type = modifier.modifier == Modifier::kType ? modifier.type : single_target(type, parameter);
    std::vector<Expr> alternatives;
    for (const std::string_view each : values) {
      OSLER_RETURN_IF_ERROR(add_value(parameter, modifier, only_type, each, alternatives));
    }
    Expr matched = any_of(std::move(alternatives));
    return modifier.modifier == Modifier::kNot ? none_of(std::move(matched)) : matched;
  }

  Status add_value(const SearchParameter& parameter, const ReadModifier& modifier, TypeId only_type, std::string_view value,
                   std::vector<Expr>& out) const {
    if (parameter.code == "_lastUpdated") {
      OSLER_TRY(Expr expr, last_updated_expr(context_, value));
      out.push_back(std::move(expr));
      return {};
    }
    if (parameter.code == "_tag" && is_tenant(value)) out.push_back({store::All{}});
    OSLER_TRY(Alternatives alternatives, alternatives_of(context_, parameter, modifier.modifier, only_type, value));
    for (Alternative& alternative : alternatives) {
      const ParameterId at = alternative.facet ? facet(parameter.id, *alternative.facet) : parameter.id;
      out.push_back({store::Where{at, std::move(alternative.tests)}});
    }
    return {};
  }

  // The tenant's tag is not stored with its resources: every one of them has it.
  bool is_tenant(std::string_view value) const {
    if (context_.options.tenant.empty()) return false;
    const std::vector<std::string_view> parts = split_unescaped(value, '|');
    if (parts.size() == 1) return unescaped_value(parts[0]) == context_.options.tenant;
    const bool on_system = parts.size() == 2 && unescaped_value(parts[0]) == context_.options.tenant_system;
    return on_system && (parts[1].empty() || unescaped_value(parts[1]) == context_.options.tenant);
  }

  Result<Expr> missing(const SearchParameter& parameter, std::string_view value) const {
    if (value != "true" && value != "false") return invalid_input("expected true or false");
    Expr present = presence(parameter);
    return value == "false" ? present : none_of(std::move(present));
  }

  Expr presence(const SearchParameter& parameter) const {
    const bool always = parameter.code == "_id" || parameter.code == "_lastUpdated" ||
                        (parameter.code == "_tag" && !context_.options.tenant.empty());
    if (always) return {store::All{}};
    std::vector<Expr> parts;
    parts.push_back({store::Present{parameter.id}});
    const bool has_text = parameter.type == SearchType::kToken || parameter.type == SearchType::kReference;
    if (has_text) parts.push_back({store::Present{facet(parameter.id, Facet::kText)}});
    if (parameter.type == SearchType::kReference) parts.push_back({store::Present{facet(parameter.id, Facet::kIdentifier)}});
    return any_of(std::move(parts));
  }

  static Result<Expr> ids(const std::vector<std::string_view>& values, Modifier modifier) {
    store::Ids ids;
    for (const std::string_view value : values) {
      std::string id = unescaped_value(value);
      if (!is_resource_id(id)) return invalid_input("expected resource ids of 1 to 64 letters, digits, '-' and '.'");
      ids.ids.push_back(std::move(id));
    }
    if (modifier != Modifier::kNone && modifier != Modifier::kNot) return invalid_input("only :not and :missing are supported here");
    Expr expr{std::move(ids)};
    return modifier == Modifier::kNot ? none_of(std::move(expr)) : expr;
  }

  TypeId single_target(TypeId type, const SearchParameter& parameter) const {
    if (parameter.type != SearchType::kReference) return TypeId::kNone;
    const ReferenceLinks links = reference_links(definitions_, type, parameter);
    return links.targets.size() == 1 && !links.by_url_only ? links.targets.front() : TypeId::kNone;
  }

  // The types a chain goes on with. Errors: kInvalidInput if it cannot be followed.
  Result<std::vector<TypeId>> chain_targets(TypeId type, const SearchParameter& parameter, const ParameterName& parts) const {
    if (parameter.type != SearchType::kReference) return about(parts.code, "only references can be chained");
    ReferenceLinks links = reference_links(definitions_, type, parameter);
    if (links.by_url_only) return about(parts.code, "chains over canonical references are not supported");
    const std::span<const TypeId> all = definitions_.resource_types();
    if (links.targets.empty()) links.targets.assign(all.begin(), all.end());
    if (parts.modifier.empty()) return links.targets;
    const std::optional<TypeId> only = definitions_.resource_type(parts.modifier);
    if (!only) return about(parts.code, "expected the type of the target after ':' in a chain");
    const bool known = std::find(links.targets.begin(), links.targets.end(), *only) != links.targets.end();
    if (!known) return about(parts.code, "this reference cannot be to " + std::string(parts.modifier));
    return std::vector<TypeId>{*only};
  }

  // Of an untyped chain, the targets that know the next link take part; if none does, the first refusal is the answer.
  Result<Expr> chain(TypeId type, const SearchParameter& parameter, const ParameterName& parts, std::string_view value, int depth) const {
    OSLER_TRY(const std::vector<TypeId> targets, chain_targets(type, parameter, parts));
    std::vector<Expr> alternatives;
    std::optional<Error> refusal;
    for (const TypeId target : targets) {
      Result<Expr> inner = read(target, parts.chain, value, depth + 1);
      if (inner.ok()) {
        store::Points points{parameter.id, target, {}};
        points.where.push_back(std::move(*inner));
        alternatives.push_back({std::move(points)});
      } else if (!refusal || refusal->code == kUnknownParameter) {
        refusal = inner.error();
      }
    }
    if (!alternatives.empty()) return any_of(std::move(alternatives));
    if (targets.size() > 1 && refusal && refusal->code == kUnknownParameter) {
      return about(parts.code, "none of its target types has the search parameter '" + std::string(split_name(parts.chain).code) + "'");
    }
    // A chain that leads nowhere is an error of its own: lenient handling must not widen the answer by leaving it out.
    return refusal ? invalid_input(refusal->message) : about(parts.code, "it has no target types");
  }

  // _has:Source:reference:criterion
  Result<Expr> reverse_chain(TypeId type, std::string_view name, std::string_view value, int depth) const {
    const std::string_view rest = name.substr(5);
    const std::size_t first = rest.find(':');
    const std::size_t second = first == std::string_view::npos ? first : rest.find(':', first + 1);
    if (second == std::string_view::npos || second + 1 == rest.size()) return about("_has", "expected _has:Type:reference:parameter");
    const std::optional<TypeId> source = definitions_.resource_type(rest.substr(0, first));
    if (!source) return about("_has", "unknown resource type '" + std::string(rest.substr(0, first)) + "'");
    const std::string_view code = rest.substr(first + 1, second - first - 1);
    OSLER_TRY(const SearchParameter* reference, find(*source, code));
    const ReferenceLinks links = reference_links(definitions_, *source, *reference);
    const bool fits = links.targets.empty() || std::find(links.targets.begin(), links.targets.end(), type) != links.targets.end();
    if (reference->type != SearchType::kReference || links.by_url_only || !fits) {
      return about("_has", "'" + std::string(code) + "' of " + std::string(rest.substr(0, first)) + " is no reference to " +
                               std::string(definitions_.name_of(type)));
    }
    OSLER_TRY(Expr inner, read(*source, rest.substr(second + 1), value, depth + 1));
    store::PointedAt pointed{*source, reference->id, {}};
    pointed.where.push_back(std::move(inner));
    return Expr{std::move(pointed)};
  }

  const ValueContext& context_;
  const Definitions& definitions_;
};

}  // namespace

ParameterName split_name(std::string_view name) {
  ParameterName parts;
  const std::size_t dot = name.find('.');
  if (dot != std::string_view::npos) parts.chain = name.substr(dot + 1);
  const std::string_view head = name.substr(0, dot);
  const std::size_t colon = head.find(':');
  parts.code = head.substr(0, colon);
  if (colon != std::string_view::npos) parts.modifier = head.substr(colon + 1);
  return parts;
}

Error unknown_parameter(const Definitions& definitions, TypeId type, std::string_view name) {
  std::vector<std::string_view> codes;
  for (const SearchParameter* parameter : definitions.search_parameters(type)) codes.push_back(parameter->code);
  const std::optional<std::string_view> near = nearest(name, codes);
  Error error = invalid_input(std::string(definitions.name_of(type)) + " has no search parameter '" + std::string(name) + "'" +
                              (near ? "; did you mean '" + std::string(*near) + "'?" : std::string()));
  error.code = kUnknownParameter;
  return error;
}

bool is_indexed(const Definitions& definitions, TypeId type, const SearchParameter& parameter) {
  return parameter.type != SearchType::kSpecial && !branches_for(definitions, type, parameter.expression).empty();
}

Result<Expr> criterion_of(const ValueContext& context, TypeId type, std::string_view name, std::string_view value) {
  return CriterionReader(context).read(type, name, value, 0);
}

Result<Expr> parse_criterion(const Definitions& definitions, TypeId type, std::string_view name, std::string_view value,
                             const SearchOptions& options) {
  return criterion_of({definitions, options}, type, name, value);
}

}  // namespace osler::fhir
