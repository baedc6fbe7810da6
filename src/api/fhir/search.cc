#include "api/fhir/interactions.h"
#include "api/fhir/contained_matches.h"
#include "api/fhir/explain.h"
#include "api/fhir/outcome.h"
#include "api/fhir/page_links.h"
#include "api/fhir/result_bundle.h"
#include "api/fhir/search_options.h"
#include "api/fhir/shipped_match.h"
#include "fhir/search/compartment.h"
#include "fhir/search/search_parser.h"

#include <algorithm>

namespace osler::fhir_api {
namespace {

// "[origin]/api/fhir/Patient": what was asked, without the query.
std::string question_url(const Exchange& exchange) {
  std::string_view path = exchange.request.path;
  if (path.ends_with("/_search")) path.remove_suffix(std::string_view("/_search").size());
  const std::size_t origin_end = exchange.base_url.find('/', exchange.base_url.find("://") + 3);
  return exchange.base_url.substr(0, origin_end) + std::string(path);
}

/// Everything a searchset is made of.
struct Found {
  engine::SearchAnswer answer;
  std::optional<std::vector<Match>> inside;  ///< The answer, if it is what the records contain.
  std::optional<ShippedMatch> shipped;       ///< The answer, if nothing stored is.
  std::vector<engine::Resource> included;
  std::vector<Issue> remarks;  ///< What was left out under lenient handling, and the plan.
};

std::string bundle_text(const Exchange& exchange, const Found& found, const std::string& question) {
  std::size_t bytes = 1024;
  for (const engine::Resource& resource : found.answer.resources) bytes += resource.text.size() + 256;
  for (const engine::Resource& resource : found.included) bytes += resource.text.size() + 256;
  std::string text;
  text.reserve(bytes);
  json::Writer writer(text);
  writer.begin_object();
  writer.member("resourceType", "Bundle");
  writer.member("type", "searchset");
  if (found.answer.total) writer.member("total", *found.answer.total);
  write_links(writer, exchange, question_url(exchange), question, found.answer.next, found.answer.previous);
  if (!found.answer.resources.empty() || found.shipped || !found.remarks.empty()) {
    writer.key("entry");
    writer.begin_array();
    if (found.inside) {
      for (const Match& match : *found.inside) write_result_entry(writer, match.full_url, match.text, "match");
    } else {
      for (const engine::Resource& resource : found.answer.resources) write_result_entry(writer, resource_url(exchange, resource.key), resource.text, "match");
    }
    if (found.shipped) write_result_entry(writer, found.shipped->url, found.shipped->text, "match");
    for (const engine::Resource& resource : found.included) write_result_entry(writer, resource_url(exchange, resource.key), resource.text, "include");
    if (!found.remarks.empty()) write_result_entry(writer, {}, outcome_text(found.remarks, {}), "outcome");
    writer.end_array();
  }
  writer.end_object();
  return text;
}

std::string parameter_names(const osler::fhir::Parameters& parameters) {
  std::string names;
  for (const auto& [name, value] : parameters) {
    if (!names.empty()) names += ',';
    names += name;
  }
  return names;
}

Error not_in_compartment(std::string what) {
  return {ErrorKind::kNotFound, what, {}, {{Severity::kError, IssueType::kNotSupported, what}}};
}

/// What is searched besides the parameters: the types, and a compartment.
struct Ground {
  std::vector<TypeId> types;  ///< Empty: all.
  std::optional<store::Expr> inside;
};

// Spec: FHIR R4, compartmentdefinition.html. TypeId::kNone: all types that can be in the compartment.
Result<Ground> compartment(const Exchange& exchange, TypeId other) {
  const osler::fhir::Definitions& definitions = exchange.engine.definitions();
  const std::string_view owner = definitions.name_of(exchange.target.type);
  Ground ground;
  store::Any inside;
  for (const TypeId type : definitions.resource_types()) {
    if ((other != TypeId::kNone && other != type) || !osler::fhir::is_in_compartment(definitions, owner, type)) continue;
    Result<store::Expr> expr = osler::fhir::compartment_expr(definitions, owner, exchange.target.id, type);
    if (!expr.ok()) return not_in_compartment(expr.error().message);
    ground.types.push_back(type);
    inside.parts.push_back(*std::move(expr));
  }
  if (ground.types.empty()) {
    const std::string what = other == TypeId::kNone ? "there are no compartments of " + std::string(owner)
                                                    : std::string(definitions.name_of(other)) + " is not in the compartment of " + std::string(owner);
    return not_in_compartment(what);
  }
  ground.inside = {std::move(inside)};
  return ground;
}

bool looks_inside(const Exchange& exchange) {
  return std::any_of(exchange.parameters.begin(), exchange.parameters.end(), [](const auto& parameter) { return parameter.first == "_contained"; });
}

// A type that the caller may not search is not looked into either.
std::vector<TypeId> searchable_types(const Exchange& exchange) {
  std::vector<TypeId> types;
  for (const TypeId type : exchange.engine.definitions().resource_types()) {
    if (exchange.engine.policy().permit(exchange.session.caller, access::Interaction::kSearch, type).ok()) types.push_back(type);
  }
  return types;
}

Result<http::Response> answer_search(Exchange& exchange, Ground ground) {
  exchange.session.audit.action = "search";
  exchange.session.audit.query_names = parameter_names(exchange.parameters);
  std::optional<TypeId> type;
  if (exchange.target.type != TypeId::kNone && ground.types.size() == 1) type = ground.types.front();
  osler::fhir::SearchOptions options = search_options(exchange);
  if (!type) options.types = ground.types;
  if (!ground.inside && looks_inside(exchange)) options.containers = searchable_types(exchange);
  OSLER_TRY(const auto own, exchange.engine.parameters(exchange.session));
  OSLER_TRY(osler::fhir::ParsedSearch search, osler::fhir::parse_search(own->definitions(), type, exchange.parameters, options));
  if (ground.inside) search.query.where = {store::All{{*std::move(ground.inside), std::move(search.query.where)}}};
  const std::string question = encoded_question(search.applied);
  OSLER_TRY(search.query.page.cursor, opened_cursor(exchange, question));
  OSLER_TRY(search.query.explain, asks_for_plan(exchange));
  Found found;
  OSLER_TRY(found.answer, exchange.engine.search(exchange.session, {search.query, search.count_only, false, search.includes}));
  OSLER_TRY(found.included, exchange.engine.included(exchange.session, found.answer.resources, search.includes));
  if (search.shows_contained) {
    OSLER_TRY(found.inside, matches_inside(exchange, search, found.answer.resources));
    if (found.answer.total) {
      OSLER_TRY(found.answer.total, count_inside(exchange, search));
    }
  }
  if (type && !search.shows_contained && search.query.page.cursor.empty() && found.answer.total.value_or(found.answer.resources.size()) == 0) {
    OSLER_TRY(found.shipped, shipped_match(exchange, *type, search.applied));
    if (found.shipped && found.answer.total) found.answer.total = 1;
    if (search.count_only) found.shipped.reset();
  }
  found.remarks = std::move(search.ignored);
  if (search.query.explain) add_plan(own->definitions(), exchange, found.answer.plan, found.remarks);
  exchange.subset = std::move(search.subset);
  http::Response response;
  response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  response.body = bundle_text(exchange, found, question);
  return response;
}

}  // namespace

Result<http::Response> handle_search(Exchange& exchange) {
  Ground ground;
  if (exchange.target.type != TypeId::kNone) ground.types = {exchange.target.type};
  return answer_search(exchange, std::move(ground));
}

Result<http::Response> handle_compartment(Exchange& exchange, TypeId other) {
  OSLER_TRY(Ground ground, compartment(exchange, other));
  return answer_search(exchange, std::move(ground));
}

}  // namespace osler::fhir_api
