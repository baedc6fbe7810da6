#include "api/openapi/document.h"

#include <vector>

#include "api/openapi/answers.h"
#include "api/openapi/names.h"
#include "api/openapi/resource_operations.h"
#include "api/openapi/resource_schemas.h"
#include "api/openapi/route_list.h"
#include "api/openapi/texts.h"
#include "api/openapi/written_operation.h"
#include "json/writer.h"

namespace osler::api::openapi {
namespace {

constexpr std::string_view kInfo =
    R"({"title":"Osler","version":"0.1.0","summary":"Clinical records: a friendly REST API and FHIR R4 over the same data.",)"
    R"("description":"One key in the header x-api-key, flat JSON, one envelope. Every record can also be read and written as FHIR R4 under /v1/fhir.",)"
    R"("license":{"name":"Apache License 2.0","identifier":"Apache-2.0"}})";

constexpr std::string_view kSecuritySchemes =
    R"({"apiKey":{"type":"apiKey","in":"header","name":"x-api-key","description":"clk_test_… or clk_live_…; it chooses organization and environment."},)"
    R"("bearer":{"type":"http","scheme":"bearer","description":"From POST /api/auth/login."}})";

std::string method_key(http::Method method) {
  std::string name(http::name_of(method));
  for (char& c : name) c = static_cast<char>(c - 'A' + 'a');
  return name;
}

/// Operations of one path, in the order of the first route with that path.
struct PathItem {
  std::string path;
  std::vector<std::pair<std::string, std::string>> operations;  ///< Method, JSON.
};

std::vector<PathItem> path_items(const v1::Schema& schema, const Texts& texts, Components& components) {
  std::vector<PathItem> items;
  std::map<std::string, std::size_t, std::less<>> place_of;
  for (const RouteFacts& route : all_routes(schema)) {
    const auto [place, is_new] = place_of.emplace(route.path, items.size());
    if (is_new) items.push_back({route.path, {}});
    std::string operation =
        route.resource != nullptr ? resource_operation(route, texts, components) : written_operation(route, texts);
    items[place->second].operations.emplace_back(method_key(route.method), std::move(operation));
  }
  return items;
}

void write_paths(json::Writer& writer, const std::vector<PathItem>& items) {
  writer.key("paths");
  writer.begin_object();
  for (const PathItem& item : items) {
    writer.key(item.path);
    writer.begin_object();
    for (const auto& [method, operation] : item.operations) {
      writer.key(method);
      writer.raw(operation);
    }
    writer.end_object();
  }
  writer.end_object();
}

void write_tags(json::Writer& writer, const v1::Schema& schema) {
  writer.key("tags");
  writer.begin_array();
  for (const auto& resource : schema.resources()) {
    writer.begin_object();
    writer.member("name", resource->title);
    writer.member("description", "FHIR " + resource->type_name + "; ids begin with " + resource->prefix + "_.");
    writer.end_object();
  }
  writer.end_array();
}

// Spec: v1.md, section 10: the payload names the record, and says nothing else about it.
void write_webhook(json::Writer& writer, std::string_view word, std::string_view summary,
                   const std::string& event_schema) {
  writer.key(word);
  writer.begin_object();
  writer.key("post");
  writer.begin_object();
  writer.member("operationId", "on" + capitalized_words(word));
  writer.member("summary", summary);
  writer.key("tags");
  writer.raw("[\"Webhooks\"]");
  writer.key("parameters");
  writer.begin_array();
  for (const std::string_view name :
       {"WebhookSignature", "WebhookPlainSignature", "WebhookStandardSignature", "WebhookDelivery"}) {
    writer.raw(reference_to("parameters", name));
  }
  writer.end_array();
  writer.key("requestBody");
  writer.raw(R"({"required":true,"content":{"application/json":{"schema":{"allOf":[)" +
             reference_to("schemas", "ResourceEvent") + R"(,{"type":"object","properties":{"event":)" + event_schema +
             "}}]}}}}");
  writer.key("responses");
  writer.raw(
      R"({"2XX":{"description":"Taken. Anything else is tried again."},"410":{"description":"Never send here again."}})");
  writer.key("security");
  writer.raw("[]");
  writer.end_object();
  writer.end_object();
}

void write_webhooks(json::Writer& writer, const v1::Schema& schema) {
  writer.key("webhooks");
  writer.begin_object();
  for (const auto& resource : schema.resources()) {
    std::string events;
    for (const std::string_view action : {"created", "updated", "deleted"}) {
      events += (events.empty() ? "\"" : ",\"") + resource->event + "." + std::string(action) + "\"";
    }
    write_webhook(writer, resource->event, "A record of /v1/" + resource->path + " was created, updated or deleted",
                  R"({"type":"string","enum":[)" + events + "]}");
  }
  write_webhook(writer, "other-resource",
                "A record of another FHIR type: its type in small letters with hyphens, such as procedure.created",
                R"({"type":"string","pattern":"^[a-z]+(-[a-z]+)*\\.(created|updated|deleted)$"})");
  writer.end_object();
}

void write_section(json::Writer& writer, std::string_view name, const Section& section) {
  writer.key(name);
  writer.begin_object();
  for (const auto& [key, json] : section) {
    writer.key(key);
    writer.raw(json);
  }
  writer.end_object();
}

void write_components(json::Writer& writer, const Components& components) {
  writer.key("components");
  writer.begin_object();
  write_section(writer, "schemas", components.schemas);
  write_section(writer, "responses", components.responses);
  write_section(writer, "parameters", components.parameters);
  write_section(writer, "examples", components.examples);
  writer.key("securitySchemes");
  writer.raw(kSecuritySchemes);
  writer.end_object();
}

}  // namespace

Result<std::string> openapi_json(const v1::Schema& schema) {
  OSLER_TRY(const std::unique_ptr<const Texts> texts, Texts::load());
  Components components;
  add_shared_components(components);
  FieldSchemas fields(components, schema.definitions());
  for (const auto& resource : schema.resources()) add_resource_schemas(*resource, fields, components);
  for (const json::View written : texts->schemas()) {
    const bool is_new = components.schemas.emplace(written.key(), written.raw()).second;
    if (!is_new) return internal_error("schema/openapi/operations.json: the name " + written.key() + " is taken");
  }
  const std::vector<PathItem> items = path_items(schema, *texts, components);
  std::string json;
  json::Writer writer(json);
  writer.begin_object();
  writer.member("openapi", "3.1.0");
  writer.key("info");
  writer.raw(kInfo);
  writer.key("servers");
  writer.raw(R"([{"url":"/"}])");
  write_tags(writer, schema);
  write_paths(writer, items);
  write_webhooks(writer, schema);
  write_components(writer, components);
  writer.end_object();
  return json;
}

}  // namespace osler::api::openapi
