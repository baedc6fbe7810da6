#include "api/fhir/operation_parameters.h"

#include <algorithm>
#include <charconv>

#include "api/fhir/page_links.h"
#include "base/nearest.h"
#include "fhir/model/date_time.h"

namespace osler::fhir_api {
namespace {

bool is_general(std::string_view name) {
  return name == "_format" || name == "_pretty" || name == "_summary" || name == "_elements" || name == kCursorParameter;
}

Error unknown_parameter(const std::string& name, std::initializer_list<std::string_view> known) {
  std::string what = name + ": this operation has no such parameter";
  std::vector<std::string_view> names(known);
  if (const auto near = nearest(name, names)) what += "; did you mean " + std::string(*near) + "?";
  return {ErrorKind::kInvalidInput, what, {}, {{Severity::kError, IssueType::kNotSupported, what}}};
}

Status add_posted(Exchange& exchange, const json::Tree& body) {
  const json::View root = body.root();
  if (!root.member("resourceType").equals("Parameters")) return invalid_input("expected a Parameters resource");
  for (const json::View parameter : root.member("parameter")) {
    const std::string name = parameter.member("name").text();
    std::string value;
    for (const json::View member : parameter) {
      if (member.key().starts_with("value") && !member.is_object()) value = member.text();
    }
    exchange.parameters.emplace_back(name, value);
  }
  return {};
}

}  // namespace

Status add_posted_parameters(Exchange& exchange, json::Tree& body) {
  if (exchange.request.method != http::Method::kPost || exchange.request.body.empty()) return {};
  OSLER_TRY(body, parse_body(exchange));
  return add_posted(exchange, body);
}

Status read_operation_parameters(Exchange& exchange, json::Tree& body, std::initializer_list<std::string_view> known) {
  OSLER_RETURN_IF_ERROR(add_posted_parameters(exchange, body));
  for (const auto& [name, value] : exchange.parameters) {
    if (!is_general(name) && std::find(known.begin(), known.end(), name) == known.end()) return unknown_parameter(name, known);
  }
  return {};
}

std::optional<std::string> parameter_text(const Exchange& exchange, std::string_view name) {
  for (const auto& [given, value] : exchange.parameters) {
    if (given == name) return value;
  }
  return std::nullopt;
}

Result<std::optional<std::uint32_t>> parameter_number(const Exchange& exchange, std::string_view name, std::uint32_t least) {
  const std::optional<std::string> text = parameter_text(exchange, name);
  if (!text) return std::optional<std::uint32_t>{};
  std::uint32_t number = 0;
  const auto [rest, failure] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (failure != std::errc{} || rest != text->data() + text->size() || number < least) {
    return invalid_input(std::string(name) + ": expected a whole number from " + std::to_string(least) + " up");
  }
  return std::optional(number);
}

Result<std::optional<InstantBounds>> parameter_date(const Exchange& exchange, std::string_view name) {
  const std::optional<std::string> text = parameter_text(exchange, name);
  if (!text) return std::optional<InstantBounds>{};
  const auto date = osler::fhir::parse_search_date(*text);
  if (!date) return invalid_input(std::string(name) + ": expected a date or an instant, for example 2026-11-21 or 2026-11-21T09:30:00Z");
  return std::optional(InstantBounds{date->range().begin_ms, date->range().end_ms});
}

json::View parameter_value(const json::Tree& body, std::string_view name, std::string_view value_member) {
  for (const json::View parameter : body.root().member("parameter")) {
    if (parameter.member("name").equals(name)) return parameter.member(value_member);
  }
  return {};
}

}  // namespace osler::fhir_api
