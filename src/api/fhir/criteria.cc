#include "api/fhir/criteria.h"

#include <algorithm>
#include <array>

#include "api/fhir/search_options.h"
#include "http/message.h"

namespace osler::fhir_api {
namespace {

constexpr std::array<std::string_view, 11> kShapeOfResult{"_sort", "_count", "_include", "_revinclude", "_summary", "_elements",
                                                          "_total", "_contained", "_containedType", "_score", "_cursor"};

Error no_criteria() {
  const std::string what = "a conditional request needs criteria, for example identifier=system|value";
  return {ErrorKind::kPreconditionFailed, what, {}, {{Severity::kError, IssueType::kRequired, what}}};
}

Error no_criterion(const std::string& name) {
  const std::string what = name + ": shapes the answer of a search and is no criterion";
  return {ErrorKind::kInvalidInput, what, {}, {{Severity::kError, IssueType::kNotSupported, what}}};
}

// Texts are read, and a commit reads nothing. See docs/adr/0040-texts-are-read-not-indexed.md.
bool asks_for_text(std::string_view name) {
  name = name.substr(name.find_last_of(".:") + 1);
  return name == "_text" || name == "_content";
}

Error no_text(const std::string& name) {
  const std::string what = name + ": texts cannot be the condition of a write";
  return {ErrorKind::kInvalidInput, what, {}, {{Severity::kError, IssueType::kNotSupported, what}}};
}

/// "Patient?" or an URL of that type before the criteria may be there, another type may not: its criteria are not to be asked of this one.
Status check_type(std::string_view named, std::string_view type) {
  named = named.substr(named.find_last_of('/') + 1);
  if (named.empty() || named == type) return {};
  return invalid_input("the criteria are of another type than what is written, a " + std::string(type));
}

}  // namespace

bool shapes_result(std::string_view name) {
  name = name.substr(0, name.find(':'));
  return std::find(kShapeOfResult.begin(), kShapeOfResult.end(), name) != kShapeOfResult.end();
}

Result<store::Query> criteria_of(const Exchange& exchange, TypeId type, const osler::fhir::Parameters& parameters) {
  osler::fhir::Parameters criteria;
  for (const auto& parameter : parameters) {
    if (parameter.first == "_format" || parameter.first == "_pretty") continue;
    if (shapes_result(parameter.first)) return no_criterion(parameter.first);
    if (asks_for_text(parameter.first)) return no_text(parameter.first);
    criteria.push_back(parameter);
  }
  if (criteria.empty()) return no_criteria();
  osler::fhir::SearchOptions options = search_options(exchange);
  options.handling = osler::fhir::Handling::kStrict;
  OSLER_TRY(const auto own, exchange.engine.parameters(exchange.session));
  OSLER_TRY(osler::fhir::ParsedSearch search, osler::fhir::parse_search(own->definitions(), type, criteria, options));
  return std::move(search.query);
}

Result<store::Query> criteria_of(const Exchange& exchange, TypeId type, std::string_view text) {
  if (const std::size_t question = text.find('?'); question != std::string_view::npos) {
    OSLER_RETURN_IF_ERROR(check_type(text.substr(0, question), exchange.engine.definitions().name_of(type)));
    text.remove_prefix(question + 1);
  }
  auto parameters = http::parse_query(text);
  if (!parameters) return invalid_input("the criteria cannot be read: expected name=value pairs joined by &, percent-encoded");
  return criteria_of(exchange, type, *parameters);
}

}  // namespace osler::fhir_api
