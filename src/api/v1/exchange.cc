#include "api/v1/exchange.h"

#include <charconv>

#include "api/v1/errors.h"
#include "base/ascii.h"
#include "fhir/model/date_time.h"

namespace osler::api::v1 {
namespace {

constexpr std::string_view kTagHint = "If-Match: expected an entity tag such as W/\"3\", or *";

Error invalid_header() { return invalid_input(std::string(kTagHint), "INVALID_HEADER"); }

// W/"3" and "3" name version 3.
Result<Version> version_of(std::string_view tag) {
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"') return invalid_header();
  tag = tag.substr(1, tag.size() - 2);
  Version version;
  const auto [rest, failure] = std::from_chars(tag.data(), tag.data() + tag.size(), version.number);
  if (failure != std::errc{} || rest != tag.data() + tag.size() || version.number < 1) return invalid_header();
  return version;
}

}  // namespace

Result<std::string> id_in_path(const Exchange& exchange) {
  const IdText id = read_id(exchange.schema, exchange.path_id, {});
  if (id.form == IdText::Form::kBare) return std::string(id.id);
  if (id.form != IdText::Form::kTyped) return nothing_here();
  if (id.type == exchange.resource->type) return std::string(id.id);
  return not_found("\"" + shown_id(exchange.schema, id.type, "…") + "\" is " + phrase_for(exchange.schema, id.type) +
                   "; expected " + exchange.resource->prefix + "_…");
}

Result<engine::WriteConditions> write_conditions(const Exchange& exchange) {
  engine::WriteConditions conditions;
  const auto match = exchange.request.headers.get("If-Match");
  if (!match) return conditions;
  std::string_view rest = *match;
  conditions.if_match_any = trimmed(rest) == "*";
  while (!rest.empty() && !conditions.if_match_any) {
    const std::size_t comma = rest.find(',');
    OSLER_TRY(const Version version, version_of(trimmed(rest.substr(0, comma))));
    conditions.if_match.push_back(version);
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
  }
  if (!conditions.if_match_any && conditions.if_match.empty()) return invalid_header();
  return conditions;
}

Result<json::Tree> parse_body(Exchange& exchange) {
  Result<json::Tree> tree = exchange.session.parser.parse(std::move(exchange.request.body), exchange.schema.names());
  if (tree.ok() || tree.error().kind == ErrorKind::kTooLarge) return tree;
  return invalid_input("the body is no JSON: " + tree.error().message, "INVALID_JSON");
}

IdLookup id_lookup(Exchange& exchange) {
  return [&exchange](TypeId type, std::string_view id) {
    return exchange.engine.header(exchange.session, type, std::string(id)).ok();
  };
}

void add_version_headers(const store::VersionHeader& header, http::Headers& headers) {
  headers.add("ETag", "W/\"" + std::to_string(header.version.number) + "\"");
  headers.add("Last-Modified", fhir::format_http_date(header.time_ms));
}

Error with_shown_ids(const Schema& schema, Error error) {
  if (error.kind != ErrorKind::kConflict) return error;
  std::string shown;
  std::string_view rest = error.message;
  while (!rest.empty()) {
    const std::size_t space = rest.find(' ');
    const std::size_t next = space == std::string_view::npos ? rest.size() : space + 1;
    const std::string_view word = rest.substr(0, next);
    const std::string_view bare = trimmed(word);
    const IdText id = read_id(schema, bare, {});
    const bool is_record = id.form == IdText::Form::kTyped && bare.find('/') != std::string_view::npos;
    if (is_record) shown += shown_id(schema, id.type, id.id);
    shown += is_record ? word.substr(bare.size()) : word;
    rest.remove_prefix(next);
  }
  error.message = std::move(shown);
  return error;
}

Error hidden_if_absent(Error error) {
  return error.kind == ErrorKind::kNotFound || error.kind == ErrorKind::kGone ? nothing_here() : error;
}

}  // namespace osler::api::v1
