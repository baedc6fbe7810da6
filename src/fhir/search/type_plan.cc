#include "fhir/search/type_plan.h"

#include <algorithm>
#include <string>

#include "fhir/path/static_check.h"
#include "fhir/search/expression_branches.h"

namespace osler::fhir {
namespace {

Error not_compiled(const SearchParameter& parameter, const Error& cause) {
  return internal_error("search parameter " + std::string(parameter.url) + ": " + cause.message);
}

/// R4's own expressions have known defects; those of others are to be mended by who wrote them.
enum class Names : std::uint8_t { kAsTheyAre, kChecked };

class PlanMaker {
 public:
  PlanMaker(const Definitions& definitions, TypeId type, Names names)
      : definitions_(definitions), type_(type), structure_(definitions.structure_of(type)), names_(names) {}

  Status add(const SearchParameter& parameter) {
    for (const std::string_view branch : branches_for(definitions_, type_, parameter.expression)) {
      Status added = add_branch(parameter, branch);
      if (!added.ok()) return not_compiled(parameter, added.error());
    }
    return {};
  }

  TypePlan take() { return std::move(plan_); }

 private:
  Status add_branch(const SearchParameter& parameter, std::string_view branch) {
    OSLER_TRY(const path::Program parsed, path::parse(branch));
    const std::optional<std::vector<PlainPath>> paths = plain_paths(definitions_, parsed, structure_, structure_);
    if (parameter.type == SearchType::kComposite) return add_composite(parameter, paths);
    if (!paths || std::ranges::any_of(*paths, &PlainPath::from_resource)) {
      OSLER_TRY(path::Program program, path::compile(definitions_, branch));
      if (names_ == Names::kChecked) OSLER_RETURN_IF_ERROR(path::check_statically(definitions_, program, structure_));
      // 'x as T' needs a single item, and paths of search parameters give many: here it filters. A known defect of the R4 text.
      for (path::Node& node : program.nodes) {
        if (node.kind == path::NodeKind::kAs) node.kind = path::NodeKind::kOfType;
      }
      plan_.computed.push_back({parameter.id, parameter.type, std::move(program)});
      return {};
    }
    for (const PlainPath& path : *paths) {
      const Conversion convert = conversion_of(parameter.type, path);
      if (convert != nullptr) plan_.trie.add(path, parameter.id, convert);
    }
    return {};
  }

  static Conversion conversion_of(SearchType type, const PlainPath& path) {
    const Element* element = path.last();
    return element == nullptr ? nullptr : conversion_for(type, element->type_name, element->primitive);
  }

  Status add_composite(const SearchParameter& parameter, const std::optional<std::vector<PlainPath>>& bases) {
    if (!bases) return internal_error("the base of a composite must be a plain path");
    for (const PlainPath& base : *bases) {
      if (base.from_resource) return internal_error("the base of a composite must be a path from the resource's type");
      Composite composite{.parameter = parameter.id, .parts = {}};
      bool complete = true;
      for (const SearchComponent& component : parameter.components) {
        OSLER_TRY(std::vector<Composite::Source> sources, sources_of(component, base.end));
        complete = complete && !sources.empty();
        composite.parts.push_back(std::move(sources));
      }
      // Observation.component has no valueDate, say: such a branch has no values.
      if (complete && !composite.parts.empty()) plan_.trie.add(base, std::move(composite));
    }
    return {};
  }

  Result<std::vector<Composite::Source>> sources_of(const SearchComponent& component, StructureId base) {
    const SearchParameter* definition = definitions_.search_parameter(component.parameter);
    if (definition == nullptr) return internal_error("a component's definition is unknown");
    OSLER_TRY(const path::Program parsed, path::parse(component.expression));
    std::optional<std::vector<PlainPath>> paths = plain_paths(definitions_, parsed, base, structure_);
    if (!paths) return internal_error("a component must be a plain path");
    std::vector<Composite::Source> sources;
    for (PlainPath& path : *paths) {
      const Conversion convert = conversion_of(definition->type, path);
      if (convert != nullptr) sources.push_back({std::move(path), convert});
    }
    return sources;
  }

  const Definitions& definitions_;
  TypeId type_;
  StructureId structure_;
  Names names_;
  TypePlan plan_;
};

// Groups of one parameter are small, as a rule; a large one is sorted so that it costs no square.
void remove_duplicates(std::vector<store::IndexEntry>& entries, std::size_t from) {
  constexpr std::size_t kSmallGroup = 32;
  const auto begin = entries.begin() + static_cast<std::ptrdiff_t>(from);
  const auto by_parameter = [](const store::IndexEntry& a, const store::IndexEntry& b) { return a.parameter < b.parameter; };
  if (!std::is_sorted(begin, entries.end(), by_parameter)) std::stable_sort(begin, entries.end(), by_parameter);
  std::size_t kept = from;
  for (std::size_t group = from; group < entries.size();) {
    std::size_t end = group;
    while (end < entries.size() && entries[end].parameter == entries[group].parameter) ++end;
    const auto at = [&](std::size_t i) { return entries.begin() + static_cast<std::ptrdiff_t>(i); };
    const bool large = end - group > kSmallGroup;
    if (large) std::sort(at(group), at(end));
    const std::size_t first_kept = kept;
    for (std::size_t i = group; i < end; ++i) {
      const std::size_t compare_from = large && kept > first_kept ? kept - 1 : first_kept;
      if (std::find(at(compare_from), at(kept), entries[i]) != at(kept)) continue;
      if (kept != i) entries[kept] = std::move(entries[i]);
      ++kept;
    }
    group = end;
  }
  entries.resize(kept);
}

}  // namespace

Result<TypePlan> make_type_plan(const Definitions& definitions, TypeId type) {
  PlanMaker maker(definitions, type, Names::kAsTheyAre);
  for (const SearchParameter* parameter : definitions.search_parameters(type)) {
    if (parameter->code == "_id" || parameter->code == "_lastUpdated") continue;
    OSLER_RETURN_IF_ERROR(maker.add(*parameter));
  }
  return maker.take();
}

Result<TypePlan> make_type_plan(const Definitions& definitions, TypeId type, std::span<const SearchParameter* const> parameters) {
  PlanMaker maker(definitions, type, Names::kChecked);
  for (const SearchParameter* parameter : parameters) OSLER_RETURN_IF_ERROR(maker.add(*parameter));
  return maker.take();
}

void collect_entries(const Definitions& definitions, const TypePlan& plan, TypeId type, json::View resource,
                     std::vector<store::IndexEntry>& out) {
  const std::size_t from = out.size();
  plan.trie.collect(definitions, resource, out);
  if (!plan.computed.empty()) collect_computed(definitions, plan.computed, definitions.structure_of(type), resource, out);
  remove_duplicates(out, from);
}

}  // namespace osler::fhir
