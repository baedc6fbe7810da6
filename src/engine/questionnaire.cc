#include "engine/questionnaire.h"

#include "fhir/terms/terminology.h"
#include "fhir/validate/questionnaire_check.h"
#include "json/parser.h"

namespace osler::engine {
namespace {

json::View contained(json::View response, std::string_view id) {
  for (const json::View resource : response.member("contained")) {
    if (resource.member("id").equals(id)) return resource;
  }
  return {};
}

// The newest of those with the canonical's URL, and its version if it names one.
Result<json::Tree> stored(const Parts& parts, store::Partition partition, const std::string& canonical) {
  const TypeId type = *parts.definitions.resource_type("Questionnaire");
  const std::size_t bar = canonical.find('|');
  store::Query query;
  query.types = {type};
  query.where = store::Expr{store::Where{parts.definitions.search_parameter(type, "url")->id,
                                         {store::IsUri{store::UriMatch::kEqual, canonical.substr(0, bar)}}}};
  query.totals = store::Totals::kNone;
  OSLER_TRY(const store::SearchResult page, parts.store.search(partition, store::authorize(query, store::SeesAll())));
  json::Parser parser;
  json::Tree newest;
  std::int64_t time_ms = -1;
  for (const store::Record& record : page.records) {
    OSLER_TRY(json::Tree tree, parser.parse(json::PaddedBytes(record.text), parts.definitions.names()));
    const bool fits = bar == std::string::npos || tree.root().member("version").equals(canonical.substr(bar + 1));
    if (!fits || record.header.time_ms <= time_ms) continue;
    time_ms = record.header.time_ms;
    newest = std::move(tree);
  }
  return newest;
}

}  // namespace

Status check_questionnaire(const Parts& parts, store::Partition partition, json::View response, fhir::Findings& findings) {
  const json::View canonical = response.member("questionnaire");
  if (!canonical.is_string()) return {};
  const std::string url = canonical.text();
  const fhir::terms::Terminology terminology(parts.conformance.library(partition));
  if (url.starts_with('#')) {
    const json::View questionnaire = contained(response, std::string_view(url).substr(1));
    if (questionnaire.exists()) fhir::check_answers(parts.definitions, response, questionnaire, &terminology, findings);
    return {};
  }
  OSLER_TRY(const json::Tree questionnaire, stored(parts, partition, url));
  if (questionnaire.root().exists()) fhir::check_answers(parts.definitions, response, questionnaire.root(), &terminology, findings);
  return {};
}

}  // namespace osler::engine
