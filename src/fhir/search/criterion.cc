// Spec: FHIR R4, search.html#modifiers, #chaining and #has.
#include "fhir/search/criterion.h"

#include <algorithm>
#include <array>

#include "base/nearest.h"
#include "fhir/model/resource_id.h"
#include "fhir/search/code_sets.h"
#include "fhir/search/contained.h"
#include "fhir/search/expression_branches.h"
#include "fhir/search/filter.h"
#include "fhir/search/plain_path.h"
#include "fhir/search/reference_links.h"
#include "fhir/search/special_criterion.h"
#include "fhir/search/unknown_type.h"
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

// Codes of one value set or hierarchy in one criterion.
constexpr std::size_t kCodesMax = 10'000;

class CriterionReader {
 public:
  explicit CriterionReader(const ValueContext& context) : context_(context), definitions_(context.definitions) {}

  Result<Expr> read(TypeId type, std::string_view name, std::string_view value, int depth) const {
    if (name.starts_with("_has:")) return reverse_chain(type, name, value, depth);
    const ParameterName parts = split_name(name);
    if (!parts.chain.empty()) {
      return chain(type, parts.code, parts.modifier, depth, [&](TypeId target, int next) { return read(target, parts.chain, value, next); });
    }
    if (const std::optional<Result<Expr>> special = read_special(type, parts, value)) return *special;
    OSLER_TRY(const SearchParameter* parameter, find(type, parts.code));
    OSLER_TRY(const ReadModifier modifier, read_modifier(definitions_, *parameter, parts.modifier));
    return plain_about(type, *parameter, modifier, value, name);
  }

  Result<Expr> plain(TypeId type, std::string_view code, Modifier modifier, std::string_view value) const {
    OSLER_TRY(const SearchParameter* parameter, find(type, code));
    return plain_about(type, *parameter, {modifier, TypeId::kNone}, value, code);
  }

  // Of an untyped chain, the targets that know the next link take part; if none does, the first refusal is the answer.
  Result<Expr> chain(TypeId type, std::string_view code, std::string_view only, int depth, const InnerCriterion& inner) const {
    OSLER_RETURN_IF_ERROR(check_depth(code, depth));
    OSLER_TRY(const SearchParameter* parameter, find(type, code));
    OSLER_TRY(const std::vector<TypeId> targets, chain_targets(type, *parameter, code, only));
    std::vector<Expr> alternatives;
    std::optional<Error> refusal;
    for (const TypeId target : targets) {
      Result<Expr> met = inner(target, depth + 1);
      if (met.ok()) {
        std::optional<Expr> inside = contained_target(*parameter, target, *met);
        store::Points points{parameter->id, target, {}};
        points.where.push_back(std::move(*met));
        alternatives.push_back({std::move(points)});
        if (inside) alternatives.push_back(*std::move(inside));
      } else if (!refusal || (refusal->code == kUnknownParameter && !tells_nearest(*refusal))) {
        refusal = met.error();
      }
    }
    if (!alternatives.empty()) return any_of(std::move(alternatives));
    // A chain that leads nowhere is an error of its own: lenient handling must not widen the answer by leaving it out.
    if (!refusal) return about(code, "it has no target types");
    if (targets.size() > 1 && refusal->code == kUnknownParameter) {
      return about(code, "none of its target types has the next parameter; for one of them: " + refusal->message);
    }
    if (refusal->code == kUnknownParameter || refusal->code == kUnsupportedParameter) refusal->code.clear();
    return *refusal;
  }

 private:
  static bool tells_nearest(const Error& unknown) { return unknown.message.ends_with('?'); }

  static Status check_depth(std::string_view name, int depth) {
    if (depth < kChainDepthMax) return {};
    return too_costly("search parameter '" + std::string(name) + "': chains and _has may have at most " + std::to_string(kChainDepthMax) + " links");
  }

  Result<const SearchParameter*> find(TypeId type, std::string_view code) const {
    const SearchParameter* parameter = definitions_.search_parameter(type, code);
    if (code == "_query" || code == "_score") return unsupported(code, "not supported by this server");
    if (parameter == nullptr) return unknown_parameter(definitions_, type, code);
    if (!is_indexed(definitions_, type, *parameter)) return unsupported(code, "the specification gives no expression for it");
    return parameter;
  }

  // What stands in no element: nothing if the name means no such parameter.
  std::optional<Result<Expr>> read_special(TypeId type, const ParameterName& parts, std::string_view value) const {
    const bool is_text = parts.code == "_text" || parts.code == "_content";
    if (!is_text && parts.code != "_list" && parts.code != "_filter") return std::nullopt;
    if (!parts.modifier.empty()) return about(parts.code, "it takes no modifier");
    if (value.empty()) return about(parts.code, "a value is needed");
    if (parts.code == "_filter") return filter_expr(context_, type, value);
    Result<Expr> expr = is_text ? full_text(type, parts.code, value) : each_value(value, [&](std::string_view each) { return list_expr(context_, each); });
    if (!expr.ok() && expr.error().issues.empty()) return about(parts.code, expr.error().message);
    return expr;
  }

  Result<Expr> full_text(TypeId type, std::string_view code, std::string_view value) const {
    const SearchParameter* field = definitions_.search_parameter(type, code);
    if (field == nullptr) return unknown_parameter(definitions_, type, code);
    return each_value(value, [&](std::string_view each) { return full_text_expr(field->id, each); });
  }

  template <class Read>
  Result<Expr> each_value(std::string_view value, const Read& read) const {
    std::vector<Expr> alternatives;
    OSLER_TRY(const std::vector<std::string_view> values, list_of(value));
    for (const std::string_view each : values) {
      OSLER_TRY(Expr expr, read(each));
      alternatives.push_back(std::move(expr));
    }
    return any_of(std::move(alternatives));
  }

  Result<std::vector<std::string_view>> list_of(std::string_view value) const {
    std::vector<std::string_view> values = split_unescaped(value, ',');
    if (values.size() > context_.options.values_max) {
      return too_costly("more than " + std::to_string(context_.options.values_max) + " values in one list");
    }
    if (std::find(values.begin(), values.end(), std::string_view{}) != values.end()) return invalid_input("a value of the list is empty");
    return values;
  }

  Result<Expr> plain_about(TypeId type, const SearchParameter& parameter, const ReadModifier& modifier, std::string_view value,
                           std::string_view name) const {
    if (value.empty()) return about(name, "a value is needed");
    Result<Expr> expr = plain(type, parameter, modifier, value);
    if (expr.ok()) return expr;
    Error error = about(name, expr.error().message);
    error.issues = expr.error().issues;
    for (Issue& issue : error.issues) issue.diagnostics = error.message;
    return error;
  }

  Result<Expr> plain(TypeId type, const SearchParameter& parameter, const ReadModifier& modifier, std::string_view value) const {
    if (modifier.modifier == Modifier::kMissing) return missing(parameter, value);
    OSLER_TRY(const std::vector<std::string_view> values, list_of(value));
    if (parameter.code == "_id") return ids(values, modifier.modifier);
    OSLER_RETURN_IF_ERROR(check_target(type, parameter, modifier));
    const TypeId only_type = modifier.modifier == Modifier::kType ? modifier.type : single_target(type, parameter);
    const bool is_boolean = holds_booleans(type, parameter, modifier.modifier);
    std::vector<Expr> alternatives;
    for (const std::string_view each : values) {
      if (is_boolean && !names_boolean(each)) return invalid_input("expected true or false");
      OSLER_RETURN_IF_ERROR(add_value(parameter, modifier, only_type, each, alternatives));
    }
    Expr matched = any_of(std::move(alternatives));
    const bool negative = modifier.modifier == Modifier::kNot || modifier.modifier == Modifier::kNotIn;
    return negative ? none_of(std::move(matched)) : matched;
  }

  // subject:Organization, where no Organization can stand.
  Status check_target(TypeId type, const SearchParameter& parameter, const ReadModifier& modifier) const {
    if (modifier.modifier != Modifier::kType || reference_links(definitions_, type, parameter).lead_to(modifier.type)) return {};
    return invalid_input("this reference cannot be to " + std::string(definitions_.name_of(modifier.type)));
  }

  bool holds_booleans(TypeId type, const SearchParameter& parameter, Modifier modifier) const {
    const bool by_code = parameter.type == SearchType::kToken && (modifier == Modifier::kNone || modifier == Modifier::kNot);
    const auto paths = by_code ? paths_of_parameter(definitions_, type, parameter) : std::nullopt;
    return paths && std::ranges::all_of(*paths, [](const PlainPath& path) { return path.last() != nullptr && path.last()->primitive == Primitive::kBoolean; });
  }

  static bool names_boolean(std::string_view value) {
    const std::string_view code = split_unescaped(value, '|').back();
    return code == "true" || code == "false";
  }

  Status add_value(const SearchParameter& parameter, const ReadModifier& modifier, TypeId only_type, std::string_view value,
                   std::vector<Expr>& out) const {
    const bool along = modifier.modifier == Modifier::kAbove || modifier.modifier == Modifier::kBelow;
    const bool by_codes = modifier.modifier == Modifier::kIn || modifier.modifier == Modifier::kNotIn || along;
    if (parameter.type == SearchType::kToken && by_codes) return add_codes(parameter, modifier.modifier, value, out);
    if (parameter.type == SearchType::kReference && along) return add_hierarchy(parameter, modifier.modifier, only_type, value, out);
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

  // Spec: FHIR R4, search.html#token: :in, :not-in, :above and :below.
  Status add_codes(const SearchParameter& parameter, Modifier modifier, std::string_view value, std::vector<Expr>& out) const {
    const CodeSets known(definitions_, context_.options.terminology, kCodesMax);
    std::vector<store::Token> codes;
    if (modifier == Modifier::kIn || modifier == Modifier::kNotIn) {
      OSLER_TRY(codes, known.members(unescaped_value(value)));
    } else {
      const std::vector<std::string_view> parts = split_unescaped(value, '|');
      if (parts.size() != 2 || parts[0].empty() || parts[1].empty()) return invalid_input("expected system|code");
      const store::Hierarchy way = modifier == Modifier::kAbove ? store::Hierarchy::kAbove : store::Hierarchy::kBelow;
      OSLER_TRY(codes, known.hierarchy({unescaped_value(parts[0]), unescaped_value(parts[1])}, way));
    }
    for (store::Token& code : codes) {
      out.push_back({store::Where{parameter.id, {store::IsToken{std::move(code.system), std::move(code.code)}}}});
    }
    return {};
  }

  // Records of a type hang together by their own 'partof' or 'part-of'. Spec: FHIR R4, search.html#reference.
  const SearchParameter* hierarchy_link(TypeId type) const {
    for (const std::string_view code : {"partof", "part-of"}) {
      const SearchParameter* link = definitions_.search_parameter(type, code);
      if (link != nullptr && std::find(link->targets.begin(), link->targets.end(), type) != link->targets.end()) return link;
    }
    return nullptr;
  }

  Status add_hierarchy(const SearchParameter& parameter, Modifier modifier, TypeId only_type, std::string_view value, std::vector<Expr>& out) const {
    OSLER_TRY(const Alternatives named, alternatives_of(context_, parameter, Modifier::kNone, only_type, value));
    const auto* reference = std::get_if<store::IsReference>(&named.front().tests.front());
    if (reference == nullptr || !reference->type || *reference->type == TypeId::kNone) return invalid_input("expected Type/id");
    const SearchParameter* link = hierarchy_link(*reference->type);
    if (link == nullptr) return invalid_input(std::string(definitions_.name_of(*reference->type)) + " has no hierarchy");
    const store::Hierarchy way = modifier == Modifier::kAbove ? store::Hierarchy::kAbove : store::Hierarchy::kBelow;
    out.push_back({store::Within{parameter.id, *reference->type, link->id, way, {reference->id}, {}}});
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
    if (parameter.type == SearchType::kReference) {
      parts.push_back({store::Present{facet(parameter.id, Facet::kIdentifier)}});
      parts.push_back({store::Present{facet(parameter.id, Facet::kContained)}});
    }
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
  Result<std::vector<TypeId>> chain_targets(TypeId type, const SearchParameter& parameter, std::string_view code, std::string_view only_name) const {
    if (parameter.type != SearchType::kReference) return about(code, "only references can be chained");
    ReferenceLinks links = reference_links(definitions_, type, parameter);
    if (links.by_url_only) return about(code, "chains over canonical references are not supported");
    const std::span<const TypeId> all = definitions_.resource_types();
    if (links.targets.empty()) links.targets.assign(all.begin(), all.end());
    if (only_name.empty()) return links.targets;
    const std::optional<TypeId> only = definitions_.resource_type(only_name);
    if (!only) return about(code, "expected the type of the target after ':' in a chain" + did_you_mean_type(definitions_, only_name));
    if (!links.lead_to(*only)) return about(code, "this reference cannot be to " + std::string(only_name));
    return std::vector<TypeId>{*only};
  }

  // _has:Source:reference:criterion
  Result<Expr> reverse_chain(TypeId type, std::string_view name, std::string_view value, int depth) const {
    OSLER_RETURN_IF_ERROR(check_depth(name, depth));
    const std::string_view rest = name.substr(5);
    const std::size_t first = rest.find(':');
    const std::size_t second = first == std::string_view::npos ? first : rest.find(':', first + 1);
    if (second == std::string_view::npos || second + 1 == rest.size()) return about("_has", "expected _has:Type:reference:parameter");
    const std::optional<TypeId> source = definitions_.resource_type(rest.substr(0, first));
    if (!source) {
      const std::string source_name(rest.substr(0, first));
      return about("_has", "unknown resource type '" + source_name + "'" + did_you_mean_type(definitions_, source_name));
    }
    const std::string_view code = rest.substr(first + 1, second - first - 1);
    OSLER_TRY(const SearchParameter* reference, find(*source, code));
    const ReferenceLinks links = reference_links(definitions_, *source, *reference);
    if (reference->type != SearchType::kReference || links.by_url_only || !links.lead_to(type)) {
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
  return !branches_for(definitions, type, parameter.expression).empty();
}

Result<Expr> criterion_of(const ValueContext& context, TypeId type, std::string_view name, std::string_view value) {
  return CriterionReader(context).read(type, name, value, 0);
}

Result<Expr> plain_criterion(const ValueContext& context, TypeId type, std::string_view code, Modifier modifier, std::string_view value) {
  return CriterionReader(context).plain(type, code, modifier, value);
}

Result<Expr> chained_criterion(const ValueContext& context, TypeId type, std::string_view code, std::string_view only, int depth,
                               const InnerCriterion& inner) {
  return CriterionReader(context).chain(type, code, only, depth, inner);
}

Result<Expr> parse_criterion(const Definitions& definitions, TypeId type, std::string_view name, std::string_view value,
                             const SearchOptions& options) {
  return criterion_of({definitions, options}, type, name, value);
}

}  // namespace osler::fhir
