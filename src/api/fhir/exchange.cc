#include "api/fhir/exchange.h"

#include <charconv>

#include "api/fhir/outcome.h"
#include "base/ascii.h"
#include "fhir/model/date_time.h"
#include "fhir/search/subset.h"

namespace osler::fhir_api {
namespace {

// W/"3" and "3" name version 3. Our version ids are whole numbers (a local choice).
Result<Version> parse_etag(std::string_view tag) {
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  const Error refused = invalid_input("If-Match: expected entity tags like W/\"3\", or *");
  if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"') return refused;
  tag = tag.substr(1, tag.size() - 2);
  Version version;
  const auto [rest, failure] = std::from_chars(tag.data(), tag.data() + tag.size(), version.number);
  if (failure != std::errc{} || rest != tag.data() + tag.size() || version.number < 1) return refused;
  return version;
}

}  // namespace

void add_version_headers(http::Response& response, const store::VersionHeader& header) {
  response.headers.add("ETag", weak_etag(header.version));
  response.headers.add("Last-Modified", osler::fhir::format_http_date(header.time_ms));
}

std::string weak_etag(Version version) { return "W/\"" + std::to_string(version.number) + "\""; }

std::string resource_url(const osler::fhir::Definitions& definitions, std::string_view base_url, const store::RecordKey& key) {
  return std::string(base_url) + "/" + std::string(definitions.name_of(key.type)) + "/" + key.id;
}

std::string resource_url(const Exchange& exchange, const store::RecordKey& key) {
  return resource_url(exchange.engine.definitions(), exchange.base_url, key);
}

std::string version_url(std::string_view resource_url, Version version) {
  return std::string(resource_url) + "/_history/" + std::to_string(version.number);
}

std::string version_url(const Exchange& exchange, const store::RecordKey& key, Version version) {
  return version_url(resource_url(exchange, key), version);
}

http::Response resource_response(int status, engine::Resource resource) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  add_version_headers(response, resource.header);
  response.body = std::move(resource.text);
  return response;
}

http::Response written_response(const Exchange& exchange, engine::Written written) {
  const bool created = written.effect == engine::WriteEffect::kCreated;
  const std::string location = version_url(exchange, written.resource.key, written.resource.version());
  http::Response response = resource_response(created ? 201 : 200, std::move(written.resource));
  response.headers.add(created ? "Location" : "Content-Location", location);
  if (exchange.preference == ReturnPreference::kMinimal) response.body.clear();
  if (exchange.preference == ReturnPreference::kOperationOutcome) {
    std::vector<Issue> issues = std::move(written.warnings);
    if (issues.empty()) issues.push_back({Severity::kInformation, IssueType::kInformational, created ? "created" : "updated"});
    response.body = outcome_text(issues, exchange.request.request_id);
  }
  if (exchange.preference != ReturnPreference::kRepresentation || exchange.prefers_representation) {
    constexpr std::string_view kNames[] = {"return=representation", "return=minimal", "return=OperationOutcome"};
    response.headers.add("Preference-Applied", kNames[static_cast<std::size_t>(exchange.preference)]);
  }
  return response;
}

Result<engine::WriteConditions> write_conditions(const http::Headers& headers) {
  engine::WriteConditions conditions;
  if (const auto none = headers.get("If-None-Match")) {
    if (trimmed(*none) != "*") return invalid_input("If-None-Match: on a write only * is meaningful");
    conditions.if_none_match_any = true;
  }
  const auto match = headers.get("If-Match");
  if (!match) return conditions;
  std::string_view rest = *match;
  if (trimmed(rest) == "*") {
    conditions.if_match_any = true;
    return conditions;
  }
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    OSLER_TRY(const Version version, parse_etag(trimmed(rest.substr(0, comma))));
    conditions.if_match.push_back(version);
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
  }
  if (conditions.if_match.empty()) return invalid_input("If-Match: expected entity tags like W/\"3\", or *");
  return conditions;
}

Result<json::Tree> parse_body(Exchange& exchange) {
  if (exchange.request.body.empty()) {
    return Error{ErrorKind::kInvalidInput, "the request needs a body", {},
                 {{Severity::kError, IssueType::kStructure, "the request needs a body: one FHIR resource as JSON"}}};
  }
  Result<json::Tree> tree = exchange.session.parser.parse(std::move(exchange.request.body), exchange.engine.definitions().names());
  if (!tree.ok()) {
    Error error = std::move(tree).error();
    error.issues.push_back({Severity::kError, error.kind == ErrorKind::kTooLarge ? IssueType::kTooLong : IssueType::kStructure, error.message});
    return error;
  }
  OSLER_RETURN_IF_ERROR(osler::fhir::refuse_subset(tree->root()));
  return tree;
}

}  // namespace osler::fhir_api
