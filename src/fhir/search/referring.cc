#include "fhir/search/referring.h"

#include <algorithm>

#include "fhir/search/facet.h"
#include "fhir/search/references.h"

namespace osler::fhir {
namespace {

ParameterId unlisted_references(const Definitions& definitions) {
  const SearchParameter* content = definitions.search_parameter(definitions.resource_types().front(), "_content");
  OSLER_ASSERT(content != nullptr);
  return facet(content->id, Facet::kUnlisted);
}

/// A Bundle's parameters name what stands inside it, which is no reference.
bool may_refer(const Definitions& definitions, TypeId type, const SearchParameter& parameter, TypeId target) {
  if (parameter.type != SearchType::kReference || definitions.name_of(type) == "Bundle") return false;
  return parameter.targets.empty() || std::ranges::find(parameter.targets, target) != parameter.targets.end();
}

}  // namespace

std::vector<store::ReferringType> referring_types(const Definitions& definitions, TypeId target) {
  std::vector<store::ReferringType> types;
  const ParameterId unlisted = unlisted_references(definitions);
  for (const TypeId type : definitions.resource_types()) {
    store::ReferringType& referring = types.emplace_back();
    referring.type = type;
    for (const SearchParameter* parameter : definitions.search_parameters(type)) {
      if (may_refer(definitions, type, *parameter, target)) referring.parameters.push_back(parameter->id);
    }
    referring.parameters.push_back(unlisted);
  }
  return types;
}

void add_unlisted_references(const Definitions& definitions, TypeId type, json::View resource, std::size_t from,
                             std::vector<store::IndexEntry>& out) {
  const std::size_t listed_until = out.size();
  const auto at = [&](std::size_t i) { return out.begin() + static_cast<std::ptrdiff_t>(i); };
  visit_references(definitions, resource, [&](json::View reference, const Element*, const auto&) {
    std::string scratch;
    const std::string_view written = reference.text(scratch);
    const ReferenceText text = read_reference(definitions, written);
    // An absolute one may be of this server's own address, which is known only to whoever is asked there.
    const bool is_relative = text.form == ReferenceText::Form::kRelative;
    const bool is_absolute = text.form == ReferenceText::Form::kAbsolute && text.type != TypeId::kNone;
    if (!is_relative && !is_absolute) return;
    const TypeId target = text.type;
    const TypeId type_in_index = is_relative ? target : TypeId::kNone;
    const std::string_view id_in_index = is_relative ? text.id : written;
    const bool is_listed = std::any_of(at(from), at(listed_until), [&](const store::IndexEntry& entry) {
      const auto* listed = entry.parts.size() == 1 ? std::get_if<store::Reference>(&entry.parts.front()) : nullptr;
      if (listed == nullptr || listed->type != type_in_index || listed->id != id_in_index) return false;
      const SearchParameter* parameter = definitions.search_parameter(entry.parameter);
      return parameter != nullptr && may_refer(definitions, type, *parameter, target);
    });
    if (is_listed) return;
    store::IndexEntry entry{unlisted_references(definitions), {store::Reference{type_in_index, std::string(id_in_index)}}};
    if (std::find(at(listed_until), out.end(), entry) == out.end()) out.push_back(std::move(entry));
  });
}

}  // namespace osler::fhir
