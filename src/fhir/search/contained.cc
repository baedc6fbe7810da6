#include "fhir/search/contained.h"

#include <algorithm>

#include "store/alone.h"

namespace osler::fhir {
namespace {

store::Expr has_token(ParameterId parameter, std::string_view code) {
  return {store::Where{parameter, {store::IsToken{std::nullopt, std::string(code)}}}};
}

}  // namespace

ParameterId contained_types(const Definitions& definitions) {
  const SearchParameter* content = definitions.search_parameter(definitions.resource_types().front(), "_content");
  OSLER_ASSERT(content != nullptr);
  return facet(content->id, Facet::kContained);
}

void add_contained_types(const Definitions& definitions, json::View resource, std::vector<store::IndexEntry>& out) {
  const std::size_t from = out.size();
  for (const json::View contained : resource.member("contained")) {
    const json::View name = contained.member("resourceType");
    if (!name.is_string()) continue;
    store::IndexEntry entry{contained_types(definitions), {store::Token{{}, name.text()}}};
    const bool known = std::find(out.begin() + static_cast<std::ptrdiff_t>(from), out.end(), entry) != out.end();
    if (!known) out.push_back(std::move(entry));
  }
}

std::optional<store::Expr> contained_target(const SearchParameter& parameter, TypeId target, const store::Expr& inner) {
  if (!store::judged_alone(inner)) return std::nullopt;
  const ParameterId by = facet(parameter.id, Facet::kContained);
  store::All all;
  all.parts.push_back({store::Present{by}});
  all.parts.push_back({store::Holds{target, by, {inner}}});
  return store::Expr{std::move(all)};
}

Status look_inside(const Definitions& definitions, const std::vector<TypeId>& containers, ParsedSearch& search) {
  if (!store::judged_alone(search.query.where)) {
    return invalid_input("search parameter '_contained': true and both go with criteria on a resource's own id and elements, not with chains, _has, "
                         "_lastUpdated, _list, _text, _content and hierarchies");
  }
  const bool by_more = std::any_of(search.query.sort.begin(), search.query.sort.end(), [](const store::SortKey& key) { return key.by == store::SortBy::kParameter; });
  if (by_more) return invalid_input("search parameter '_sort': with _contained only _id and _lastUpdated");
  const TypeId type = search.query.types.front();
  store::All inside;
  inside.parts.push_back(has_token(contained_types(definitions), definitions.name_of(type)));
  inside.parts.push_back({store::Holds{type, ParameterId::kNone, {search.query.where}}});
  search.query.types = containers;
  if (search.contained == ContainedMatches::kOnly) {
    search.query.where = {std::move(inside)};
    return {};
  }
  store::All itself;
  itself.parts.push_back({store::IsType{type}});
  itself.parts.push_back(std::move(search.query.where));
  const bool is_there = std::find(containers.begin(), containers.end(), type) != containers.end();
  if (!is_there) search.query.types.push_back(type);
  search.query.where = {store::Any{{{std::move(itself)}, {std::move(inside)}}}};
  return {};
}

}  // namespace osler::fhir
