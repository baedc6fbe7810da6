#include "fhir/terms/concept_map.h"

#include <algorithm>

#include "fhir/terms/canonical.h"

namespace osler::fhir::terms {
namespace {

// Spec: FHIR R4, valueset-concept-map-equivalence.html; which words change when the ends do.
std::string_view turned_round(std::string_view equivalence) {
  if (equivalence == "wider") return "narrower";
  if (equivalence == "narrower") return "wider";
  if (equivalence == "subsumes") return "specializes";
  if (equivalence == "specializes") return "subsumes";
  return equivalence;
}

}  // namespace

Result<std::shared_ptr<const ConceptMap>> ConceptMap::create(json::Tree tree) {
  std::shared_ptr<ConceptMap> map(new ConceptMap(std::move(tree)));
  OSLER_RETURN_IF_ERROR(map->read());
  return std::shared_ptr<const ConceptMap>(std::move(map));
}

Status ConceptMap::read() {
  const json::View root = tree_.root();
  if (!root.member("resourceType").equals("ConceptMap")) return invalid_input("expected a ConceptMap");
  url_ = texts_.of(root.member("url"));
  version_ = texts_.of(root.member("version"));
  const json::View source = root.member("sourceUri").exists() ? root.member("sourceUri") : root.member("sourceCanonical");
  const json::View target = root.member("targetUri").exists() ? root.member("targetUri") : root.member("targetCanonical");
  source_ = texts_.of(source);
  target_ = texts_.of(target);
  for (const json::View item : root.member("group")) {
    Group& group = groups_.emplace_back();
    group.source = texts_.of(item.member("source"));
    group.source_version = texts_.of(item.member("sourceVersion"));
    group.target = texts_.of(item.member("target"));
    group.target_version = texts_.of(item.member("targetVersion"));
    for (const json::View element : item.member("element")) read_element(element, group);
    const json::View unmapped = item.member("unmapped");
    group.unmapped_mode = texts_.of(unmapped.member("mode"));
    group.unmapped_code = texts_.of(unmapped.member("code"));
    group.unmapped_display = texts_.of(unmapped.member("display"));
  }
  return {};
}

void ConceptMap::read_element(json::View element, Group& group) {
  const std::string_view code = texts_.of(element.member("code"));
  const std::string_view display = texts_.of(element.member("display"));
  for (const json::View target : element.member("target")) {
    const auto index = static_cast<std::uint32_t>(group.rows.size());
    group.rows.push_back({code, display, texts_.of(target.member("code")), texts_.of(target.member("display")),
                          texts_.of(target.member("equivalence"))});
    group.by_source.emplace(code, index);
    if (!group.rows.back().target_code.empty()) group.by_target.emplace(group.rows.back().target_code, index);
  }
}

void ConceptMap::forward(const Group& group, std::string_view code, std::vector<Translation>& found) {
  const auto [first, last] = group.by_source.equal_range(code);
  std::vector<std::uint32_t> indexes;
  for (auto at = first; at != last; ++at) indexes.push_back(at->second);
  std::ranges::sort(indexes);
  for (const std::uint32_t index : indexes) {
    const Row& row = group.rows[index];
    found.push_back({row.equivalence, group.target, group.target_version, row.target_code, row.target_display});
  }
  if (!indexes.empty()) return;
  if (group.unmapped_mode == "provided") found.push_back({"equal", group.target, group.target_version, code, {}});
  if (group.unmapped_mode == "fixed") {
    found.push_back({"inexact", group.target, group.target_version, group.unmapped_code, group.unmapped_display});
  }
}

void ConceptMap::reverse(const Group& group, std::string_view code, std::vector<Translation>& found) {
  const auto [first, last] = group.by_target.equal_range(code);
  std::vector<std::uint32_t> indexes;
  for (auto at = first; at != last; ++at) indexes.push_back(at->second);
  std::ranges::sort(indexes);
  for (const std::uint32_t index : indexes) {
    const Row& row = group.rows[index];
    found.push_back({turned_round(row.equivalence), group.source, group.source_version, row.source_code, row.source_display});
  }
}

std::vector<Translation> ConceptMap::translate(std::string_view system, std::string_view version, std::string_view code,
                                               std::string_view to_system, Direction direction) const {
  std::vector<Translation> found;
  for (const Group& group : groups_) {
    const std::string_view from = direction == Direction::kForward ? group.source : group.target;
    const std::string_view to = direction == Direction::kForward ? group.target : group.source;
    const std::string_view known = direction == Direction::kForward ? group.source_version : group.target_version;
    if (!version.empty() && !known.empty() && version != known) continue;
    if (split_canonical(from).url != system || (!to_system.empty() && split_canonical(to).url != to_system)) continue;
    if (direction == Direction::kForward) forward(group, code, found);
    else reverse(group, code, found);
  }
  return found;
}

bool ConceptMap::concerns(std::string_view system, Direction direction) const {
  return std::ranges::any_of(groups_, [&](const Group& group) {
    return split_canonical(direction == Direction::kForward ? group.source : group.target).url == system;
  });
}

std::string ConceptMap::canonical() const {
  std::string text(url_);
  if (!version_.empty()) text.append("|").append(version_);
  return text;
}

}  // namespace osler::fhir::terms
