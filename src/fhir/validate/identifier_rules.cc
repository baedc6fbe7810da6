#include <algorithm>

#include "fhir/validate/base_rules.h"

namespace osler::fhir {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_scheme(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'; }

void check_system(const RuleInput& input, json::View system, std::string_view rule) {
  if (!system.is_string()) return;
  std::string scratch;
  if (is_absolute_uri(system.text(scratch))) return;
  const ElementPath path{.parent = &input.path, .name = "system", .value = system};
  input.findings.report(Severity::kWarning, IssueType::kValue, path, "expected an absolute URI such as http://example.org/numbers or urn:oid:1.2.3", rule);
}

}  // namespace

bool is_absolute_uri(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size() || !is_letter(text[0])) return false;
  if (text.find_first_of(" \t\r\n") != std::string_view::npos) return false;
  return std::ranges::all_of(text.substr(0, colon), is_scheme);
}

void check_identifier(const RuleInput& input) {
  if (!input.wants(Severity::kWarning)) return;
  const json::View system = input.value.member(input.plan.system);
  check_system(input, system, "identifier.system");
  const json::View value = input.value.member("value");
  if (!system.equals("urn:ietf:rfc:3986") || !value.is_string()) return;
  std::string scratch;
  if (is_absolute_uri(value.text(scratch))) return;
  const ElementPath path{.parent = &input.path, .name = "value", .value = value};
  input.findings.report(Severity::kWarning, IssueType::kValue, path, "expected an absolute URI: the system is urn:ietf:rfc:3986", "identifier.value");
}

void check_coding_system(const RuleInput& input) {
  if (input.wants(Severity::kWarning)) check_system(input, input.value.member(input.plan.system), "coding.system");
}

}  // namespace osler::fhir
