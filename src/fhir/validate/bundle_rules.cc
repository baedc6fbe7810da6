#include <algorithm>
#include <array>
#include <set>

#include "fhir/model/resource_id.h"
#include "fhir/validate/base_rules.h"

namespace osler::fhir {
namespace {

// Links of which a page has one each. Spec: FHIR R4, http.html#paging.
constexpr std::array<std::string_view, 6> kSingleLinks = {"self", "first", "last", "next", "previous", "prev"};

/// One entry while it is checked.
struct Entry {
  json::View full_url, resource;
  const ElementPath& path;
};

void report_url(const RuleInput& input, const Entry& entry, Severity severity, std::string_view what) {
  if (!input.wants(severity)) return;
  const ElementPath path{.parent = &entry.path, .name = "fullUrl", .value = entry.full_url};
  input.findings.report(severity, IssueType::kValue, path, what, "bundle.fullUrl");
}

/// "Type/id" at the end of a URL whose type is one of R4; both empty if there is none.
struct RestfulEnd {
  std::string_view type, id;
};
RestfulEnd end_of(const Definitions& definitions, std::string_view url) {
  const std::size_t slash = url.rfind('/');
  if (slash == std::string_view::npos || !url.starts_with("http")) return {};
  const std::string_view before = url.substr(0, slash);
  const std::string_view type = before.substr(before.rfind('/') + 1);
  const std::string_view id = url.substr(slash + 1);
  return definitions.resource_type(type) && is_resource_id(id) ? RestfulEnd{type, id} : RestfulEnd{};
}

void check_full_url(const RuleInput& input, const Entry& entry) {
  if (!entry.full_url.is_string()) return;
  std::string scratch;
  const std::string_view url = entry.full_url.text(scratch);
  if (!is_absolute_uri(url)) return report_url(input, entry, Severity::kError, "expected an absolute URL or a URN");
  const RestfulEnd end = end_of(input.plan.definitions, url);
  const json::View id = entry.resource.member("id");
  if (end.id.empty() || !id.is_string()) return;
  if (id.equals(end.id) && entry.resource.member(input.plan.resource_type).equals(end.type)) return;
  // HL7 publishes examples that break this: no error.
  report_url(input, entry, Severity::kWarning, "expected a URL that ends in the type and id of the resource");
}

// A resource is without an id only on its way to be created. Spec: FHIR R4, resource.html#id.
void check_id_of_result(const RuleInput& input, const Entry& entry) {
  const bool needs_id = entry.resource.is_object() && !entry.resource.member(input.plan.resource_type).equals("OperationOutcome");
  if (!needs_id || entry.resource.member("id").exists()) return;
  const ElementPath path{.parent = &entry.path, .name = "resource", .value = entry.resource};
  const ElementPath id{.parent = &path, .name = "id"};
  input.findings.report(Severity::kError, IssueType::kRequired, id, "a resource that was found has an id", "bundle.id");
}

void check_links(const RuleInput& input) {
  std::set<std::string> seen;
  std::int64_t index = 0;
  for (const json::View link : input.value.member("link")) {
    const ElementPath path{.parent = &input.path, .name = "link", .index = index++, .value = link};
    const json::View relation = link.member("relation");
    if (!relation.is_string()) continue;
    std::string name = relation.text();
    const bool single = std::ranges::find(kSingleLinks, name) != kSingleLinks.end();
    if (!single || seen.insert(std::move(name)).second) continue;
    input.findings.report(Severity::kError, IssueType::kValue, path, "expected only one link with this relation", "bundle.link");
  }
}

}  // namespace

void check_bundle(const RuleInput& input) {
  const bool is_result = input.value.member("type").equals("searchset");
  check_links(input);
  std::int64_t index = 0;
  for (const json::View value : input.value.member("entry")) {
    const ElementPath path{.parent = &input.path, .name = "entry", .index = index++, .value = value};
    const Entry entry{value.member("fullUrl"), value.member("resource"), path};
    check_full_url(input, entry);
    if (is_result) check_id_of_result(input, entry);
  }
}

}  // namespace osler::fhir
