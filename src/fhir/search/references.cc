// Spec: FHIR R4, references.html#literal.
#include "fhir/search/references.h"

#include <algorithm>

#include "fhir/model/resource_id.h"

namespace osler::fhir {
namespace {

using Form = ReferenceText::Form;

std::string_view take_until_slash(std::string_view& rest) {
  const std::size_t slash = rest.find('/');
  const std::string_view part = rest.substr(0, slash);
  rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
  return part;
}

// "Type/id[/_history/v]" and nothing else.
bool read_relative(const Definitions& definitions, std::string_view text, ReferenceText& out) {
  const std::string_view type_name = take_until_slash(text);
  const std::string_view id = take_until_slash(text);
  const std::optional<TypeId> type = definitions.resource_type(type_name);
  if (!type || !is_resource_id(id)) return false;
  std::string_view version;
  if (!text.empty()) {
    if (take_until_slash(text) != "_history") return false;
    version = take_until_slash(text);
    if (!text.empty() || !is_resource_id(version)) return false;
  }
  out.type = *type;
  out.type_name = type_name;
  out.id = id;
  out.version = version;
  return true;
}

// Has a scheme: letters, digits, '+', '-', '.' before a colon.
bool is_absolute(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
  });
}

// The "Type/id[/_history/v]" at the end of another server's URL, if there is one: it tells the type without a look-up.
void read_tail(const Definitions& definitions, std::string_view url, ReferenceText& out) {
  std::size_t from = url.rfind('/');
  for (int slashes = 1; from != std::string_view::npos && from > 0 && slashes < 4; ++slashes) {
    from = url.rfind('/', from - 1);
    if (from == std::string_view::npos) return;
    if (slashes % 2 == 1 && read_relative(definitions, url.substr(from + 1), out)) return;
  }
}

}  // namespace

ReferenceText read_reference(const Definitions& definitions, std::string_view text, std::string_view base_url) {
  ReferenceText out;
  if (text.empty()) return out;
  if (text.front() == '#') {
    out.form = Form::kContained;
    out.id = text.substr(1);
    return out;
  }
  if (!base_url.empty() && text.size() > base_url.size() && text.starts_with(base_url)) {
    const bool slash_ended = base_url.ends_with('/');
    if (slash_ended || text[base_url.size()] == '/') text.remove_prefix(base_url.size() + (slash_ended ? 0 : 1));
  }
  if (read_relative(definitions, text, out)) {
    out.form = Form::kRelative;
    return out;
  }
  if (text.starts_with("urn:")) {
    out.form = Form::kUrn;
    return out;
  }
  const std::size_t query = text.find('?');
  if (query != std::string_view::npos) {
    const std::optional<TypeId> type = definitions.resource_type(text.substr(0, query));
    if (type) return {.form = Form::kConditional, .type = *type, .type_name = text.substr(0, query), .id = {}, .version = {}};
  }
  if (!is_absolute(text)) return out;
  out.form = Form::kAbsolute;
  read_tail(definitions, text, out);
  return out;
}

std::vector<std::string> patients_of(const Definitions& definitions, TypeId type, std::string_view id,
                                     const std::vector<store::IndexEntry>& entries) {
  std::vector<std::string> patients;
  const std::optional<TypeId> patient = definitions.resource_type("Patient");
  if (!patient) return patients;
  const auto add = [&](std::string_view found) {
    if (std::find(patients.begin(), patients.end(), found) == patients.end()) patients.emplace_back(found);
  };
  if (type == *patient) add(id);
  for (const std::string_view code : definitions.compartment_parameters("Patient", type)) {
    const SearchParameter* parameter = code == "{def}" ? nullptr : definitions.search_parameter(type, code);
    if (parameter == nullptr) continue;
    for (const store::IndexEntry& entry : entries) {
      if (entry.parameter != parameter->id || entry.parts.size() != 1) continue;
      const auto* reference = std::get_if<store::Reference>(&entry.parts.front());
      if (reference != nullptr && reference->type == *patient) add(reference->id);
    }
  }
  return patients;
}

}  // namespace osler::fhir
