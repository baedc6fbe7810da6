#include "api/v1/ids.h"

#include "fhir/model/resource_id.h"

namespace osler::api::v1 {
namespace {

constexpr std::size_t kTypesNamedMax = 4;

bool has_scheme(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://") || text.starts_with("urn:");
}

std::string_view below_own_base(std::string_view text, std::span<const std::string> own_bases) {
  for (const std::string& base : own_bases) {
    if (text.size() > base.size() && text.starts_with(base) && text[base.size()] == '/')
      return text.substr(base.size() + 1);
  }
  return {};
}

std::string article(std::string_view noun) {
  const bool vowel = !noun.empty() && std::string_view("aeiouAEIOU").find(noun.front()) != std::string_view::npos;
  return (vowel ? "an " : "a ") + std::string(noun);
}

}  // namespace

IdText read_id(const Schema& schema, std::string_view text, std::span<const std::string> own_bases) {
  using Form = IdText::Form;
  if (has_scheme(text)) {
    const std::string_view own = below_own_base(text, own_bases);
    if (own.empty()) return {Form::kForeign, TypeId::kNone, {}};
    if (own.find('/') == std::string_view::npos) return {};
    text = own;
  }
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    const std::string_view id = text.substr(slash + 1);
    if (!fhir::is_resource_id(id)) return {};
    const std::optional<TypeId> type = schema.definitions().resource_type(text.substr(0, slash));
    return type ? IdText{Form::kTyped, *type, id} : IdText{Form::kUnknownType, TypeId::kNone, id};
  }
  // A FHIR id cannot hold an underscore, so the first one is the boundary.
  if (const std::size_t underscore = text.find('_'); underscore != std::string_view::npos) {
    const std::string_view id = text.substr(underscore + 1);
    const std::string_view prefix = text.substr(0, underscore);
    if (!fhir::is_resource_id(id) || !fhir::is_resource_id(prefix)) return {};
    const ResourceSchema* resource = schema.by_prefix(prefix);
    return resource != nullptr ? IdText{Form::kTyped, resource->type, id}
                               : IdText{Form::kUnknownPrefix, TypeId::kNone, id};
  }
  if (fhir::is_resource_id(text)) return {Form::kBare, TypeId::kNone, text};
  return {};
}

std::string shown_id(const Schema& schema, TypeId type, std::string_view id) {
  const ResourceSchema* resource = schema.by_type(type);
  std::string shown =
      resource != nullptr ? resource->prefix + "_" : std::string(schema.definitions().name_of(type)) + "/";
  shown += id;
  return shown;
}

void append_shown_reference(const Schema& schema, std::string_view reference, std::string& out) {
  const std::size_t slash = reference.find('/');
  if (slash != std::string_view::npos && fhir::is_resource_id(reference.substr(slash + 1))) {
    const std::optional<TypeId> type = schema.definitions().resource_type(reference.substr(0, slash));
    const ResourceSchema* resource = type ? schema.by_type(*type) : nullptr;
    if (resource != nullptr) {
      out += resource->prefix;
      out += '_';
      reference.remove_prefix(slash + 1);
    }
  }
  out += reference;
}

std::string phrase_for(const Schema& schema, TypeId type) {
  const ResourceSchema* resource = schema.by_type(type);
  return article(resource != nullptr ? std::string_view(resource->event) : schema.definitions().name_of(type)) + " id";
}

std::string expected_ids(const Schema& schema, const std::vector<TypeId>& targets) {
  if (targets.empty()) return "an id such as pt_…";
  std::string list;
  for (std::size_t i = 0; i < targets.size() && i < kTypesNamedMax; ++i) {
    if (i > 0) list += " or ";
    list += shown_id(schema, targets[i], "…");
  }
  return list;
}

}  // namespace osler::api::v1
