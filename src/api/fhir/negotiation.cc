#include "api/fhir/negotiation.h"

#include <algorithm>
#include <cctype>

namespace osler::fhir_api {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

// "application/fhir+json; charset=utf-8" gives "application/fhir+json".
std::string media_type(std::string_view value) {
  value = value.substr(0, value.find(';'));
  while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  while (!value.empty() && value.back() == ' ') value.remove_suffix(1);
  return lower(value);
}

enum class Wish : std::uint8_t { kFhir, kPlain, kOther };

Wish wish_of(std::string_view type) {
  if (type == "application/json" || type == "text/json") return Wish::kPlain;
  if (type == "*/*" || type == "application/*" || type == "application/fhir+json" || type == "json" || type == "application/json+fhir") return Wish::kFhir;
  return Wish::kOther;
}

// A browser's page load gets JSON, never rendered data.
bool is_browser(std::string_view accept) { return accept.find("text/html") != std::string_view::npos; }

Error not_acceptable() {
  return {ErrorKind::kNotAcceptable, "answers are application/fhir+json or application/json; XML and Turtle are not offered", {}, {}};
}

Status check_accept(const Exchange& exchange, bool& plain) {
  for (const auto& [name, value] : exchange.parameters) {
    if (name != "_format") continue;
    const std::string type = media_type(value);
    const Wish wish = wish_of(type == "application/fhir json" ? "application/fhir+json" : type);
    if (wish == Wish::kOther) return not_acceptable();
    plain = wish == Wish::kPlain;
    return {};
  }
  const auto accept = exchange.request.headers.get("Accept");
  if (!accept || accept->empty()) return {};
  bool any_plain = false;
  std::string_view rest = *accept;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    const Wish wish = wish_of(media_type(rest.substr(0, comma)));
    if (wish == Wish::kFhir) return {};
    any_plain = any_plain || wish == Wish::kPlain;
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
  }
  if (any_plain || is_browser(*accept)) {
    plain = true;
    return {};
  }
  return not_acceptable();
}

Status check_content_type(const Exchange& exchange, Interaction interaction) {
  const http::Method method = exchange.request.method;
  const bool has_body = method == http::Method::kPost || method == http::Method::kPut || method == http::Method::kPatch;
  if (!has_body) return {};
  const std::string type = media_type(exchange.request.headers.get("Content-Type").value_or(""));
  const bool searches = interaction == Interaction::kSearch || interaction == Interaction::kSystemSearch || interaction == Interaction::kCompartment;
  if (searches) {
    if (type == "application/x-www-form-urlencoded" || (type.empty() && exchange.request.body.empty())) return {};
    return Error{ErrorKind::kUnsupportedMedia, "_search takes application/x-www-form-urlencoded", {}, {}};
  }
  if (type == "application/fhir+json" || type == "application/json" || type == "application/json+fhir") return {};
  const bool patch_type = type == "application/json-patch+json" || type == "application/merge-patch+json";
  if (interaction == Interaction::kPatch && patch_type) return {};
  std::string offered = "send application/fhir+json or application/json";
  if (interaction == Interaction::kPatch) offered += ", application/json-patch+json or application/merge-patch+json";
  return Error{ErrorKind::kUnsupportedMedia, offered + "; XML and Turtle are not offered", {}, {}};
}

}  // namespace

void read_preferences(Exchange& exchange) {
  const http::Headers& headers = exchange.request.headers;
  for (const auto& [name, value] : headers.fields()) {
    if (lower(name) != "prefer") continue;
    if (value.find("return=minimal") != std::string::npos) exchange.preference = ReturnPreference::kMinimal;
    if (value.find("return=OperationOutcome") != std::string::npos) exchange.preference = ReturnPreference::kOperationOutcome;
    if (value.find("return=representation") != std::string::npos) exchange.prefers_representation = true;
    if (value.find("handling=lenient") != std::string::npos) exchange.handling = osler::fhir::Handling::kLenient;
  }
}

Status negotiate(const Exchange& exchange, Interaction interaction, bool& plain) {
  OSLER_RETURN_IF_ERROR(check_accept(exchange, plain));
  return check_content_type(exchange, interaction);
}

}  // namespace osler::fhir_api
