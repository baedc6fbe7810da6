#include "api/fhir/interactions.h"
#include "api/fhir/outcome.h"
#include "api/fhir/page_links.h"
#include "api/fhir/search_options.h"
#include "fhir/search/search_parser.h"

namespace osler::fhir_api {
namespace {

Error not_offered(const std::string& what) {
  return {ErrorKind::kInvalidInput, what, {}, {{Severity::kError, IssueType::kNotSupported, what}}};
}

Status check_offered(const osler::fhir::ParsedSearch& search) {
  if (!search.includes.empty()) return not_offered("_include and _revinclude are not offered yet");
  if (!search.elements.empty()) return not_offered("_elements is not offered yet");
  const bool plain = search.summary == osler::fhir::Summary::kFalse || search.summary == osler::fhir::Summary::kCount;
  if (!plain) return not_offered("_summary: only count and false are offered yet");
  return {};
}

std::string bundle_text(const Exchange& exchange, const osler::fhir::ParsedSearch& search, const engine::SearchAnswer& answer,
                        const std::string& question) {
  std::size_t bytes = 1024;
  for (const engine::Resource& resource : answer.resources) bytes += resource.text.size() + 256;
  std::string text;
  text.reserve(bytes);
  json::Writer writer(text);
  writer.begin_object();
  writer.member("resourceType", "Bundle");
  writer.member("type", "searchset");
  if (answer.total) writer.member("total", *answer.total);
  std::string_view path = exchange.request.path;
  if (path.ends_with("/_search")) path.remove_suffix(8);
  const std::string url = exchange.base_url.substr(0, exchange.base_url.find('/', exchange.base_url.find("://") + 3)) + std::string(path);
  write_links(writer, exchange, url, question, answer.next, answer.previous);
  if (!answer.resources.empty() || !search.ignored.empty()) {
    writer.key("entry");
    writer.begin_array();
    for (const engine::Resource& resource : answer.resources) {
      writer.begin_object();
      writer.member("fullUrl", resource_url(exchange, resource.key));
      writer.key("resource");
      writer.raw(resource.text);
      writer.key("search");
      writer.raw(R"({"mode":"match"})");
      writer.end_object();
    }
    if (!search.ignored.empty()) {
      writer.begin_object();
      writer.key("resource");
      writer.raw(outcome_text(search.ignored, {}));
      writer.key("search");
      writer.raw(R"({"mode":"outcome"})");
      writer.end_object();
    }
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

// One member of the compartment by any of the parameters that say so. Spec: FHIR R4, compartmentdefinition.html.
Result<store::Expr> inside_compartment(const Exchange& exchange, const Target& owner, TypeId other) {
  const osler::fhir::Definitions& definitions = exchange.engine.definitions();
  const std::string_view compartment = definitions.name_of(owner.type);
  store::Any any;
  for (const std::string_view code : definitions.compartment_parameters(compartment, other)) {
    if (code == "{def}") {
      any.parts.push_back({store::Ids{{owner.id}}});
      continue;
    }
    const osler::fhir::SearchParameter* parameter = definitions.search_parameter(other, code);
    if (parameter != nullptr) any.parts.push_back({store::Where{parameter->id, {store::IsReference{owner.type, owner.id}}}});
  }
  if (any.parts.empty()) {
    return Error{ErrorKind::kNotFound, std::string(definitions.name_of(other)) + " is not in the compartment of " + std::string(compartment),
                 {}, {{Severity::kError, IssueType::kNotSupported, "no such compartment search"}}};
  }
  return store::Expr{std::move(any)};
}

Result<http::Response> answer_search(Exchange& exchange, TypeId searched, std::optional<store::Expr> inside) {
  const osler::fhir::SearchOptions options = search_options(exchange);
  exchange.session.audit.action = "search";
  exchange.session.audit.query_names = parameter_names(exchange.parameters);
  std::optional<TypeId> type;
  if (searched != TypeId::kNone) type = searched;
  OSLER_TRY(osler::fhir::ParsedSearch search, osler::fhir::parse_search(exchange.engine.definitions(), type, exchange.parameters, options));
  OSLER_RETURN_IF_ERROR(check_offered(search));
  if (inside) search.query.where = {store::All{{std::move(*inside), std::move(search.query.where)}}};
  const std::string question = encoded_question(search.applied);
  OSLER_TRY(search.query.page.cursor, opened_cursor(exchange, question));
  OSLER_TRY(const engine::SearchAnswer answer, exchange.engine.search(exchange.session, {search.query, search.count_only}));
  http::Response response;
  response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  response.body = bundle_text(exchange, search, answer, question);
  return response;
}

}  // namespace

Result<http::Response> handle_search(Exchange& exchange) { return answer_search(exchange, exchange.target.type, std::nullopt); }

Result<http::Response> handle_compartment(Exchange& exchange, TypeId other) {
  if (other == TypeId::kNone) return not_offered("a search over a whole compartment (*) is not offered yet");
  OSLER_TRY(store::Expr inside, inside_compartment(exchange, exchange.target, other));
  return answer_search(exchange, other, std::move(inside));
}

}  // namespace osler::fhir_api
