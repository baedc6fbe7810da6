#include "fhir/terms/code_system.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"

namespace osler::fhir::terms {
namespace {

int compare_codes(std::string_view a, std::string_view b, bool case_sensitive) {
  if (case_sensitive) return a.compare(b);
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i) {
    if (const int difference = to_lower(a[i]) - to_lower(b[i]); difference != 0) return difference;
  }
  return a.size() < b.size() ? -1 : static_cast<int>(a.size() > b.size());
}

SystemContent content_of(std::string_view word) {
  if (word == "not-present") return SystemContent::kNotPresent;
  if (word == "example") return SystemContent::kExample;
  if (word == "fragment") return SystemContent::kFragment;
  if (word == "supplement") return SystemContent::kSupplement;
  return SystemContent::kComplete;
}

constexpr std::string_view kConceptProperties = "http://hl7.org/fhir/concept-properties#";

}  // namespace

json::View choice_value(json::View object) {
  std::string scratch;
  for (const json::View member : object) {
    const std::string_view key = member.key(scratch);
    if (key.size() > 5 && key.starts_with("value")) return member;
  }
  return {};
}

Result<std::shared_ptr<const CodeSystem>> CodeSystem::create(json::Tree tree) {
  std::shared_ptr<CodeSystem> system(new CodeSystem(std::move(tree)));
  OSLER_RETURN_IF_ERROR(system->read());
  return std::shared_ptr<const CodeSystem>(std::move(system));
}

Status CodeSystem::read() {
  const json::View root = tree_.root();
  if (!root.member("resourceType").equals("CodeSystem")) return invalid_input("expected a CodeSystem");
  url_ = texts_.of(root.member("url"));
  version_ = texts_.of(root.member("version"));
  name_ = texts_.of(root.member("name"));
  language_ = texts_.of(root.member("language"));
  content_ = content_of(texts_.of(root.member("content")));
  const json::View sensitive = root.member("caseSensitive");
  case_sensitive_ = !sensitive.exists() || sensitive.is_true();
  read_properties_defined();
  std::vector<Hierarchy::Edge> edges;
  read_concepts(root.member("concept"), std::nullopt, edges);
  OSLER_RETURN_IF_ERROR(sort_by_code());
  add_property_edges(edges);
  hierarchy_ = Hierarchy(size(), std::move(edges));
  return {};
}

// A system may call a well-known property by a code of its own; its uri tells.
void CodeSystem::read_properties_defined() {
  not_selectable_ = "notSelectable";
  inactive_ = "inactive";
  status_ = "status";
  parent_ = "parent";
  child_ = "child";
  for (const json::View property : tree_.root().member("property")) {
    const std::string_view uri = texts_.of(property.member("uri"));
    if (!uri.starts_with(kConceptProperties)) continue;
    const std::string_view known = uri.substr(kConceptProperties.size());
    const std::string_view code = texts_.of(property.member("code"));
    if (known == "notSelectable") not_selectable_ = code;
    if (known == "inactive") inactive_ = code;
    if (known == "status") status_ = code;
    if (known == "parent") parent_ = code;
    if (known == "child") child_ = code;
  }
}

void CodeSystem::read_concepts(json::View list, std::optional<Index> parent, std::vector<Hierarchy::Edge>& edges) {
  for (const json::View item : list) {
    const Index index = size();
    Row row{texts_.of(item.member("code")), texts_.of(item.member("display")), item.index(), false, false};
    for (const json::View property : item.member("property")) {
      const json::View code = property.member("code");
      const json::View value = choice_value(property);
      const bool is_true = value.is_true() || value.equals("true");
      if (code.equals(not_selectable_)) row.is_abstract = is_true;
      if (code.equals(inactive_) && is_true) row.is_inactive = true;
      if (code.equals(status_) && (value.equals("retired") || value.equals("inactive"))) row.is_inactive = true;
    }
    rows_.push_back(row);
    if (parent) edges.push_back({index, *parent});
    read_concepts(item.member("concept"), index, edges);
  }
}

Status CodeSystem::sort_by_code() {
  by_code_.resize(rows_.size());
  for (Index i = 0; i < size(); ++i) by_code_[i] = i;
  const auto compare = [this](Index a, Index b) {
    return compare_codes(rows_[a].code, rows_[b].code, case_sensitive_);
  };
  std::ranges::stable_sort(by_code_, [&](Index a, Index b) { return compare(a, b) < 0; });
  const auto twice = std::ranges::adjacent_find(by_code_, [&](Index a, Index b) { return compare(a, b) == 0; });
  if (twice == by_code_.end()) return {};
  return invalid_input("CodeSystem.concept.code: the code " + std::string(rows_[*twice].code) + " stands there twice");
}

// Parents that stand in properties: "parent" and "child" by FHIR's convention, "subsumedBy" in the v3 systems.
void CodeSystem::add_property_edges(std::vector<Hierarchy::Edge>& edges) const {
  for (Index i = 0; i < size(); ++i) {
    for (const json::View property : view(i).member("property")) {
      const json::View code = property.member("code");
      const bool is_parent = code.equals(parent_) || code.equals("subsumedBy");
      if (!is_parent && !code.equals(child_)) continue;
      const auto other = find(choice_value(property).text());
      if (other) edges.push_back(is_parent ? Hierarchy::Edge{i, *other} : Hierarchy::Edge{*other, i});
    }
  }
  std::ranges::sort(edges, {}, [](const Hierarchy::Edge& edge) { return std::pair(edge.child, edge.parent); });
  const auto same = [](const Hierarchy::Edge& a, const Hierarchy::Edge& b) { return a.child == b.child && a.parent == b.parent; };
  const auto rest = std::ranges::unique(edges, same);
  edges.erase(rest.begin(), rest.end());
}

std::optional<CodeSystem::Index> CodeSystem::find(std::string_view code) const {
  const auto found = std::ranges::lower_bound(by_code_, 0, {}, [&](Index index) {
    return compare_codes(rows_[index].code, code, case_sensitive_);
  });
  if (found == by_code_.end() || compare_codes(rows_[*found].code, code, case_sensitive_) != 0) return std::nullopt;
  return *found;
}

std::string CodeSystem::canonical() const {
  std::string text(url_);
  if (!version_.empty()) text.append("|").append(version_);
  return text;
}

std::vector<CodeSystem::Property> CodeSystem::properties(Index index) const {
  std::vector<Property> found;
  for (const json::View property : view(index).member("property")) {
    const json::View value = choice_value(property);
    found.push_back({property.member("code").text(), value, value.is_object() ? value.member("code").text() : value.text()});
  }
  return found;
}

}  // namespace osler::fhir::terms
