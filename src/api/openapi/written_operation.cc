#include "api/openapi/written_operation.h"

#include "api/openapi/answers.h"
#include "api/openapi/names.h"
#include "json/writer.h"

namespace osler::api::openapi {
namespace {

using http::Method;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

/// Names and holes of a path behind its base: {"keys", "{id}", "rotate"}.
std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  for (std::size_t at = 1; at < path.size();) {
    const std::size_t slash = std::min(path.find('/', at), path.size());
    segments.emplace_back(path.substr(at, slash - at));
    at = slash + 1;
  }
  return segments;
}

bool is_hole(std::string_view segment) { return segment.starts_with('{'); }

/// "getApiAdminKeys", "postApiAdminKeysByIdRotate": unique because method and path are.
std::string default_id(const RouteFacts& route) {
  std::string id = lower(http::name_of(route.method));
  for (const std::string& segment : segments_of(route.path)) {
    std::string word;
    for (const char c : segment) word += c == '.' || c == '_' || c == '$' ? '-' : c;
    id += is_hole(segment) ? "By" + capitalized_words(word.substr(1, word.size() - 2)) : capitalized_words(word);
  }
  return id;
}

std::string_view default_tag(std::string_view path) {
  struct Tag {
    std::string_view prefix, name;
  };
  constexpr Tag kTags[] = {{"/v1/bulk", "Bulk jobs"},
                           {"/v1/events", "Events"},
                           {"/v1/fhir", "FHIR with a key"},
                           {"/v1", "Server"},
                           {"/api/fhir", "FHIR with a token"},
                           {"/api/auth", "Sign-in"},
                           {"/api/admin", "Administration"},
                           {"/api", "Server"},
                           {"/", "Server"}};
  for (const Tag& tag : kTags) {
    if (path.starts_with(tag.prefix)) return tag.name;
  }
  return "Server";
}

void write_path_parameters(json::Writer& writer, const RouteFacts& route, json::View written) {
  writer.key("parameters");
  writer.begin_array();
  for (const std::string& segment : segments_of(route.path)) {
    if (!is_hole(segment)) continue;
    writer.begin_object();
    writer.member("name", segment.substr(1, segment.size() - 2));
    writer.member("in", "path");
    writer.member("required", true);
    writer.key("schema");
    writer.raw(R"({"type":"string"})");
    writer.end_object();
  }
  for (const json::View parameter : written.member("parameters")) writer.raw(parameter.raw());
  writer.end_array();
}

void write_content(json::Writer& writer, std::string_view type, std::string_view schema, json::View example) {
  writer.key("content");
  writer.begin_object();
  writer.key(type);
  writer.begin_object();
  writer.key("schema");
  writer.raw(schema);
  if (example) {
    writer.key("example");
    writer.raw(example.raw());
  }
  writer.end_object();
  writer.end_object();
}

std::string media_of(json::View written) {
  return written.member("media").exists() ? written.member("media").text() : std::string("application/json");
}

void write_body(json::Writer& writer, json::View written) {
  if (!written.member("body")) return;
  writer.key("requestBody");
  writer.begin_object();
  writer.member("required", true);
  const json::View own = written.member("bodyMedia");
  write_content(writer, own ? own.text() : media_of(written), written.member("body").raw(), written.member("example"));
  writer.end_object();
}

/// What the file says of each status: a schema, or a text where there is no body.
void write_responses(json::Writer& writer, const RouteFacts& route, json::View written) {
  writer.key("responses");
  writer.begin_object();
  const json::View answers = written.member("answers");
  for (const json::View answer : answers) {
    writer.key(answer.key());
    writer.begin_object();
    writer.member("description", answer.is_string() ? answer.text() : "Done.");
    if (answer.is_object()) write_content(writer, media_of(written), answer.raw(), {});
    writer.end_object();
  }
  if (!answers) {
    writer.key("200");
    writer.raw(R"({"description":"Done.","content":{"application/json":{"schema":{}}}})");
  }
  const bool is_v1 =
      route.path.starts_with("/v1/") && !route.path.starts_with("/v1/fhir") && route.credential == Credential::kKey;
  if (is_v1) write_error_responses(writer, {400, 401, 403, 404, 422, 429, 500, 503});
  if (!is_v1) {
    const std::string_view schema = route.path.find("/fhir") != std::string::npos ? "OperationOutcome" : "Message";
    writer.key("default");
    writer.raw("{\"description\":\"Refused, with the reason.\",\"content\":{\"application/json\":{\"schema\":" +
               reference_to("schemas", schema) + "}}}");
  }
  writer.end_object();
}

std::string_view security_of(Credential credential) {
  switch (credential) {
    case Credential::kKey: return R"([{"apiKey":[]}])";
    case Credential::kToken: return R"([{"bearer":[]}])";
    case Credential::kNone: break;
  }
  return "[]";
}

}  // namespace

std::string route_key(const RouteFacts& route) { return std::string(http::name_of(route.method)) + " " + route.path; }

std::string written_operation(const RouteFacts& route, const Texts& texts) {
  const json::View written = texts.operation(route_key(route));
  const auto text_or = [written](std::string_view name, std::string fallback) {
    return written.member(name).is_string() ? written.member(name).text() : std::move(fallback);
  };
  std::string json;
  json::Writer writer(json);
  writer.begin_object();
  writer.member("operationId", text_or("operationId", default_id(route)));
  writer.member("summary", text_or("summary", route_key(route)));
  if (written.member("description")) writer.member("description", written.member("description").text());
  writer.key("tags");
  writer.begin_array();
  writer.value(text_or("tag", std::string(default_tag(route.path))));
  writer.end_array();
  write_path_parameters(writer, route, written);
  write_body(writer, written);
  write_responses(writer, route, written);
  writer.key("security");
  writer.raw(security_of(route.credential));
  writer.end_object();
  return json;
}

}  // namespace osler::api::openapi
