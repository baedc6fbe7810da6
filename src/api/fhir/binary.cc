#include "api/fhir/binary.h"

#include <algorithm>

#include "api/fhir/media_type.h"
#include "base/base64.h"
#include "json/writer.h"

namespace osler::fhir_api {
namespace {

bool is_binary(const Exchange& exchange) { return exchange.engine.definitions().name_of(exchange.target.type) == "Binary"; }

bool asks_for_json(const Exchange& exchange) {
  for (const auto& [name, value] : exchange.parameters) {
    if (name == "_format") return true;  // No other format is offered.
  }
  std::string_view rest = exchange.request.headers.get("Accept").value_or("");
  while (!rest.empty()) {
    if (parse_media_type(next_in_list(rest)).is_json()) return true;
  }
  return false;
}

// A type from a client goes into a header: only what a media type is made of.
bool is_safe_type(std::string_view type) {
  const auto is_allowed = [](char c) { return c >= ' ' && c < '\x7f'; };
  return !type.empty() && type.size() <= 255 && std::all_of(type.begin(), type.end(), is_allowed) && type.find('/') != std::string_view::npos;
}

}  // namespace

bool answers_natively(const Exchange& exchange, Interaction interaction) {
  const bool reads = interaction == Interaction::kRead || interaction == Interaction::kVread;
  return reads && is_binary(exchange) && !asks_for_json(exchange);
}

bool is_native_upload(const Exchange& exchange, Interaction interaction) {
  const bool writes = interaction == Interaction::kCreate || (interaction == Interaction::kUpdate && !exchange.target.id.empty());
  if (!writes || !is_binary(exchange)) return false;
  const MediaType type = parse_media_type(exchange.request.headers.get("Content-Type").value_or(""));
  return !type.name.empty() && !type.is_fhir_json() && type.name != "application/json";
}

std::string binary_text(const Exchange& exchange) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("resourceType", "Binary");
  if (!exchange.target.id.empty()) writer.member("id", exchange.target.id);
  writer.member("contentType", exchange.request.headers.get("Content-Type").value_or(""));
  if (const auto context = exchange.request.headers.get("X-Security-Context")) {
    writer.key("securityContext");
    writer.begin_object();
    writer.member("reference", *context);
    writer.end_object();
  }
  if (!exchange.request.body.empty()) writer.member("data", to_base64(exchange.request.body.view()));
  writer.end_object();
  return text;
}

Status make_native(const Exchange& exchange, http::Response& response) {
  if (response.body.empty()) return {};
  OSLER_TRY(const json::Tree tree, exchange.session.parser.parse(json::PaddedBytes(response.body), exchange.engine.definitions().names()));
  const std::optional<std::string> content = from_base64(tree.root().member("data").text());
  if (!content) return internal_error("a stored Binary holds no base64");
  const std::string type = tree.root().member("contentType").text();
  response.headers.set("Content-Type", is_safe_type(type) ? type : "application/octet-stream");
  response.headers.set("Content-Disposition", "attachment");
  response.body = *content;
  return {};
}

}  // namespace osler::fhir_api
