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
  auto table = std::make_shared<Table>(std::move(tree));
  OSLER_RETURN_IF_ERROR(table->read());
  return std::shared_ptr<const CodeSystem>(new CodeSystem(std::move(table), {}));
}

Status CodeSystem::Table::read() {
  const json::View root = tree.root();
  if (!root.member("resourceType").equals("CodeSystem")) return invalid_input("expected a CodeSystem");
  url = texts.of(root.member("url"));
  version = texts.of(root.member("version"));
  name = texts.of(root.member("name"));
  language = texts.of(root.member("language"));
  supplements = texts.of(root.member("supplements"));
  content = content_of(texts.of(root.member("content")));
  const json::View sensitive = root.member("caseSensitive");
  case_sensitive = !sensitive.exists() || sensitive.is_true();
  read_properties_defined();
  std::vector<Hierarchy::Edge> edges;
  read_concepts(root.member("concept"), std::nullopt, edges);
  OSLER_RETURN_IF_ERROR(sort_by_code());
  add_property_edges(edges);
  hierarchy = Hierarchy(static_cast<Index>(rows.size()), std::move(edges));
  return {};
}

// A system may call a well-known property by a code of its own; its uri tells.
void CodeSystem::Table::read_properties_defined() {
  not_selectable = "notSelectable";
  inactive = "inactive";
  status = "status";
  parent = "parent";
  child = "child";
  for (const json::View property : tree.root().member("property")) {
    const std::string_view uri = texts.of(property.member("uri"));
    if (!uri.starts_with(kConceptProperties)) continue;
    const std::string_view known = uri.substr(kConceptProperties.size());
    const std::string_view code = texts.of(property.member("code"));
    if (known == "notSelectable") not_selectable = code;
    if (known == "inactive") inactive = code;
    if (known == "status") status = code;
    if (known == "parent") parent = code;
    if (known == "child") child = code;
  }
}

void CodeSystem::Table::read_concepts(json::View list, std::optional<Index> above, std::vector<Hierarchy::Edge>& edges) {
  for (const json::View item : list) {
    const Index index = static_cast<Index>(rows.size());
    Row row{texts.of(item.member("code")), texts.of(item.member("display")), item.index(), false, false};
    for (const json::View property : item.member("property")) {
      const json::View code = property.member("code");
      const json::View value = choice_value(property);
      const bool is_true = value.is_true() || value.equals("true");
      if (code.equals(not_selectable)) row.is_abstract = is_true;
      if (code.equals(inactive) && is_true) row.is_inactive = true;
      if (code.equals(status) && (value.equals("retired") || value.equals("inactive"))) row.is_inactive = true;
    }
    rows.push_back(row);
    if (above) edges.push_back({index, *above});
    read_concepts(item.member("concept"), index, edges);
  }
}

Status CodeSystem::Table::sort_by_code() {
  by_code.resize(rows.size());
  for (Index i = 0; i < rows.size(); ++i) by_code[i] = i;
  const auto compare = [this](Index a, Index b) {
    return compare_codes(rows[a].code, rows[b].code, case_sensitive);
  };
  std::ranges::stable_sort(by_code, [&](Index a, Index b) { return compare(a, b) < 0; });
  const auto twice = std::ranges::adjacent_find(by_code, [&](Index a, Index b) { return compare(a, b) == 0; });
  if (twice == by_code.end()) return {};
  return invalid_input("CodeSystem.concept.code: the code " + std::string(rows[*twice].code) + " stands there twice");
}

// Parents that stand in properties: "parent" and "child" by FHIR's convention, "subsumedBy" in the v3 systems.
void CodeSystem::Table::add_property_edges(std::vector<Hierarchy::Edge>& edges) const {
  for (Index i = 0; i < rows.size(); ++i) {
    for (const json::View property : json::View(&tree, rows[i].node).member("property")) {
      const json::View code = property.member("code");
      const bool is_parent = code.equals(parent) || code.equals("subsumedBy");
      if (!is_parent && !code.equals(child)) continue;
      const auto other = find(choice_value(property).text());
      if (other) edges.push_back(is_parent ? Hierarchy::Edge{i, *other} : Hierarchy::Edge{*other, i});
    }
  }
  std::ranges::sort(edges, {}, [](const Hierarchy::Edge& edge) { return std::pair(edge.child, edge.parent); });
  const auto same = [](const Hierarchy::Edge& a, const Hierarchy::Edge& b) { return a.child == b.child && a.parent == b.parent; };
  edges.erase(std::unique(edges.begin(), edges.end(), same), edges.end());
}

std::optional<CodeSystem::Index> CodeSystem::Table::find(std::string_view code) const {
  const auto found = std::ranges::lower_bound(by_code, 0, {}, [&](Index index) {
    return compare_codes(rows[index].code, code, case_sensitive);
  });
  if (found == by_code.end() || compare_codes(rows[*found].code, code, case_sensitive) != 0) return std::nullopt;
  return *found;
}

std::optional<CodeSystem::Index> CodeSystem::find(std::string_view code) const { return table_->find(code); }

std::shared_ptr<const CodeSystem> CodeSystem::with(std::vector<std::shared_ptr<const CodeSystem>> supplements) const {
  return std::shared_ptr<const CodeSystem>(new CodeSystem(table_, std::move(supplements)));
}

std::string CodeSystem::canonical() const {
  std::string text(url());
  if (!version().empty()) text.append("|").append(version());
  return text;
}

std::vector<CodeSystem::Addition> CodeSystem::additions(Index index) const {
  std::vector<Addition> found;
  for (const auto& supplement : supplements_) {
    if (const auto place = supplement->find(at(index).code)) found.push_back({supplement.get(), supplement->view(*place)});
  }
  return found;
}

std::vector<CodeSystem::Property> CodeSystem::properties(Index index) const {
  std::vector<Property> found;
  const auto add = [&](json::View concept_object) {
    for (const json::View property : concept_object.member("property")) {
      const json::View value = choice_value(property);
      found.push_back({property.member("code").text(), value, value.is_object() ? value.member("code").text() : value.text()});
    }
  };
  add(view(index));
  for (const Addition& addition : additions(index)) add(addition.view);
  return found;
}

}  // namespace osler::fhir::terms
