#include "api/fhir/negotiation.h"

#include <utility>

#include "api/fhir/binary.h"
#include "api/fhir/import.h"
#include "api/fhir/media_type.h"
#include "base/ascii.h"

namespace osler::fhir_api {
namespace {

enum class Wish : std::uint8_t { kFhir, kPlain, kOther };

Wish wish_of(const MediaType& type) {
  if (type.is_refused || !type.is_ours()) return Wish::kOther;
  if (type.is_fhir_json() || type.name == "*/*" || type.name == "application/*" || type.name == "json") return Wish::kFhir;
  return type.is_json() ? Wish::kPlain : Wish::kOther;
}

// A browser's page load gets JSON, never rendered data.
bool is_browser(std::string_view accept) { return accept.find("text/html") != std::string_view::npos; }

Error not_acceptable() {
  return {ErrorKind::kNotAcceptable, "answers are application/fhir+json or application/json, of FHIR 4.0; XML and Turtle are not offered", {}, {}};
}

Status check_accept(const Exchange& exchange, bool& plain) {
  bool is_named = false;
  for (const auto& [name, value] : exchange.parameters) {
    if (name != "_format") continue;
    MediaType type = parse_media_type(value);
    if (type.name == "application/fhir json") type.name = "application/fhir+json";  // A '+' that was not encoded.
    const Wish wish = wish_of(type);
    if (wish == Wish::kOther) return not_acceptable();
    if (!is_named) plain = wish == Wish::kPlain;
    is_named = true;
  }
  if (is_named) return {};
  const auto accept = exchange.request.headers.get("Accept");
  if (!accept || accept->empty()) return {};
  bool any_plain = false;
  std::string_view rest = *accept;
  while (!rest.empty()) {
    const Wish wish = wish_of(parse_media_type(next_in_list(rest)));
    if (wish == Wish::kFhir) return {};
    any_plain = any_plain || wish == Wish::kPlain;
  }
  if (any_plain || is_browser(*accept)) {
    plain = true;
    return {};
  }
  return not_acceptable();
}

Error unsupported(std::string what) { return {ErrorKind::kUnsupportedMedia, std::move(what), {}, {}}; }

Status check_content_type(const Exchange& exchange, Interaction interaction) {
  const http::Method method = exchange.request.method;
  const bool has_body = method == http::Method::kPost || method == http::Method::kPut || method == http::Method::kPatch;
  if (!has_body) return {};
  const MediaType type = parse_media_type(exchange.request.headers.get("Content-Type").value_or(""));
  const bool searches = interaction == Interaction::kSearch || interaction == Interaction::kSystemSearch || interaction == Interaction::kCompartment;
  const bool is_empty = type.name.empty() && exchange.request.body.empty();
  if (searches) {
    if (type.name == "application/x-www-form-urlencoded" || is_empty) return {};
    return unsupported("_search takes application/x-www-form-urlencoded");
  }
  if (!type.is_ours()) return unsupported("bodies are of FHIR 4.0, in UTF-8");
  if (type.is_json() && type.name != "text/json") return {};
  const bool operation = exchange.request.path.find('$') != std::string::npos;
  if (operation && is_empty) return {};
  const bool patch_type = type.name == "application/json-patch+json" || type.name == "application/merge-patch+json";
  if (interaction == Interaction::kPatch && patch_type) return {};
  std::string offered = "send application/fhir+json or application/json";
  if (interaction == Interaction::kImport) offered += ", or the lines themselves as application/fhir+ndjson";
  if (interaction == Interaction::kPatch) offered += ", application/json-patch+json or application/merge-patch+json";
  return unsupported(offered + "; XML and Turtle are not offered");
}

std::string_view without_quotes(std::string_view value) {
  return value.size() >= 2 && value.front() == '"' && value.back() == '"' ? value.substr(1, value.size() - 2) : value;
}

/// What of a preference was said before does not count any more.
struct Named {
  bool returns = false, handling = false;
};

void read_preference(Exchange& exchange, std::string_view item, Named& before) {
  const std::size_t equals = item.find('=');
  const std::string_view name = trimmed(item.substr(0, equals));
  if (equals == std::string_view::npos) {
    if (equals_ignoring_case(name, "respond-async")) exchange.wants_later = true;
    return;
  }
  const std::string_view value = without_quotes(trimmed(item.substr(equals + 1)));
  if (equals_ignoring_case(name, "return") && !std::exchange(before.returns, true)) {
    if (value == "minimal") exchange.preference = ReturnPreference::kMinimal;
    if (value == "OperationOutcome") exchange.preference = ReturnPreference::kOperationOutcome;
    if (value == "representation") exchange.prefers_representation = true;
  }
  const bool handles = equals_ignoring_case(name, "handling") && !std::exchange(before.handling, true);
  if (handles && (value == "lenient" || value == "strict")) {
    exchange.handling = value == "lenient" ? osler::fhir::Handling::kLenient : osler::fhir::Handling::kStrict;
    exchange.handling_named = true;
  }
}

}  // namespace

// Spec: RFC 7240, section 2: preferences are joined by commas, their parameters by semicolons; names have no case, the first of a name counts.
void read_preferences(Exchange& exchange) {
  Named before;
  for (const auto& [name, value] : exchange.request.headers.fields()) {
    if (!equals_ignoring_case(name, "prefer")) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      std::string_view preference = next_in_list(rest);
      while (!preference.empty()) read_preference(exchange, next_in_list(preference, ';'), before);
    }
  }
}

void add_applied_preferences(const Exchange& exchange, http::Response& response) {
  if (!exchange.handling_named || response.status >= 400) return;
  const bool lenient = exchange.handling == osler::fhir::Handling::kLenient;
  response.headers.add("Preference-Applied", lenient ? "handling=lenient" : "handling=strict");
}

Status negotiate(const Exchange& exchange, Interaction interaction, bool& plain) {
  const bool is_file = interaction == Interaction::kExportFile || interaction == Interaction::kImportFile;
  if (!is_file && !answers_natively(exchange, interaction)) OSLER_RETURN_IF_ERROR(check_accept(exchange, plain));
  if (is_native_upload(exchange, interaction)) return {};
  if (interaction == Interaction::kImport && is_ndjson(exchange.request)) return {};
  return check_content_type(exchange, interaction);
}

}  // namespace osler::fhir_api
