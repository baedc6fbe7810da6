#include "fhir/validate/profile_elements.h"

#include <algorithm>

namespace osler::fhir {
namespace {

constexpr std::string_view kBaseUrl = "http://hl7.org/fhir/StructureDefinition/";

void lay_over(ProfileElements& elements, json::View list) {
  for (const json::View item : list) {
    std::string id = element_id(item);
    const auto known = std::ranges::find(elements.elements, id, &ProfileElement::id);
    if (known != elements.elements.end()) known->layers.push_back(item);
    else elements.elements.push_back({std::move(id), {item}});
  }
}

bool is_constraint(json::View root) { return root.member("derivation").equals("constraint"); }

Result<ProfileElements> read(const std::shared_ptr<const json::Tree>& definition, const FindDefinition& find, std::size_t depth) {
  const json::View root = definition->root();
  ProfileElements elements;
  const json::View snapshot = root.member("snapshot").member("element");
  const json::View base = root.member("baseDefinition");
  if (!snapshot.exists() && base.is_string()) {
    const std::string url = base.text();
    if (depth >= kProfileChainMax) {
      return Error{ErrorKind::kUnprocessable, "more than " + std::to_string(kProfileChainMax) + " profiles over one another", {}, {}};
    }
    OSLER_TRY(const std::shared_ptr<const json::Tree> below, find(url));
    const bool is_type = url.starts_with(kBaseUrl) && (below == nullptr || !is_constraint(below->root()));
    if (below == nullptr && !is_type) return Error{ErrorKind::kUnprocessable, "its base " + url + " is not loaded", {}, {}};
    if (below != nullptr && !is_type) {
      OSLER_TRY(elements, read(below, find, depth + 1));
    }
  }
  lay_over(elements, snapshot.exists() ? snapshot : root.member("differential").member("element"));
  elements.owners.push_back(definition);
  return elements;
}

}  // namespace

std::string element_id(json::View element) {
  const json::View id = element.member("id");
  if (id.is_string()) return id.text();
  std::string made = element.member("path").text();
  const json::View slice = element.member("sliceName");
  if (slice.is_string()) made += ":" + slice.text();
  return made;
}

json::View ProfileElement::field(std::string_view name) const {
  for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
    if (const json::View found = layer->member(name)) return found;
  }
  return {};
}

json::View ProfileElement::choice(std::string_view prefix) const {
  std::string scratch;
  for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
    for (const json::View member : *layer) {
      if (member.key(scratch).starts_with(prefix)) return member;
    }
  }
  return {};
}

Result<ProfileElements> read_profile_elements(const std::shared_ptr<const json::Tree>& definition, const FindDefinition& find) {
  return read(definition, find, 0);
}

}  // namespace osler::fhir
