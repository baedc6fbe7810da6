#include "fhir/validate/reference_form.h"

#include <algorithm>

#include "fhir/model/resource_id.h"

namespace osler::fhir {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// scheme ":" something. Spec: RFC 3986, section 3.
bool is_absolute(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size() || !is_letter(text[0])) return false;
  return std::ranges::all_of(text.substr(0, colon),
                             [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; });
}

// What stands behind the type: "/id", "/id/_history/version" (each perhaps with a fragment), or "?query".
bool is_rest_of_relative(std::string_view rest) {
  if (rest.starts_with('?')) return rest.size() > 1;
  rest = rest.substr(0, rest.find('#'));
  constexpr std::string_view kHistory = "/_history/";
  const std::size_t history = rest.find(kHistory);
  if (history != std::string_view::npos && !is_resource_id(rest.substr(history + kHistory.size()))) return false;
  return is_resource_id(rest.substr(1, history == std::string_view::npos ? history : history - 1));
}

}  // namespace

ReferenceFault check_reference(const Definitions& definitions, std::string_view reference,
                               std::span<const TypeId> targets) {
  if (reference.starts_with('#')) return ReferenceFault::kNone;
  const bool has_space =
      std::ranges::any_of(reference, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
  const std::size_t type_end = reference.find_first_of("/?");
  const bool relative =
      type_end != std::string_view::npos && std::ranges::all_of(reference.substr(0, type_end), is_letter);
  if (!relative) return is_absolute(reference) && !has_space ? ReferenceFault::kNone : ReferenceFault::kForm;

  const std::optional<TypeId> type = definitions.resource_type(reference.substr(0, type_end));
  if (!type) return ReferenceFault::kType;
  if (!is_rest_of_relative(reference.substr(type_end))) return ReferenceFault::kId;
  const bool allowed = targets.empty() || std::ranges::find(targets, *type) != targets.end();
  return allowed ? ReferenceFault::kNone : ReferenceFault::kTarget;
}

std::optional<TypeId> type_in_reference(const Definitions& definitions, std::string_view reference) {
  reference = reference.substr(0, reference.find("/_history/"));
  const std::size_t id = reference.rfind('/');
  if (id == std::string_view::npos) return std::nullopt;
  reference = reference.substr(0, id);
  const std::size_t type = reference.rfind('/');
  return definitions.resource_type(type == std::string_view::npos ? reference : reference.substr(type + 1));
}

}  // namespace osler::fhir
