#include "api/openapi/resource_schemas.h"

#include "api/openapi/names.h"
#include "json/writer.h"

namespace osler::api::openapi {
namespace {

using v1::Field;

void write_names(json::Writer& writer, std::string_view key, const std::vector<std::string>& names) {
  if (names.empty()) return;
  writer.key(key);
  writer.begin_array();
  for (const std::string& name : names) writer.value(name);
  writer.end_array();
}

void write_text(json::Writer& writer, std::string_view name, std::string_view description,
                std::string_view format = {}) {
  writer.key(name);
  writer.begin_object();
  writer.member("type", "string");
  if (!format.empty()) writer.member("format", format);
  writer.member("description", description);
  writer.member("readOnly", true);
  writer.end_object();
}

std::string shown(const v1::ResourceSchema& resource, FieldSchemas& fields) {
  const std::string name = type_name_of(resource);
  std::string json;
  json::Writer writer(json);
  writer.begin_object();
  writer.member("type", "object");
  writer.member("description",
                "As stored: FHIR " + resource.type_name + " in its simple form. What has no value is left out.");
  writer.key("properties");
  writer.begin_object();
  write_text(writer, "id", resource.prefix + "_ and the FHIR id.");
  for (const Field& field : resource.fields.fields) {
    writer.key(field.name);
    writer.raw(fields.schema_of(field, name, Shape::kShown));
  }
  write_text(writer, "createdAt", "When it was created, UTC.", "date-time");
  write_text(writer, "updatedAt", "When it was last changed, UTC.", "date-time");
  writer.end_object();
  write_names(writer, "required", {"id", "createdAt", "updatedAt"});
  writer.end_object();
  return json;
}

bool is_sent(const Field& field, Shape shape) {
  return !field.is_read_only && !(shape == Shape::kPatch && field.is_create_only);
}

std::string sent(const v1::ResourceSchema& resource, FieldSchemas& fields, Shape shape) {
  const std::string name = type_name_of(resource);
  std::vector<std::string> required;
  std::string description = rules_in_words(resource.fields);
  if (shape == Shape::kPatch)
    description =
        "Only the fields that are sent change; null removes one." + (description.empty() ? "" : " " + description);
  std::string json;
  json::Writer writer(json);
  writer.begin_object();
  writer.member("type", "object");
  if (!description.empty()) writer.member("description", description);
  writer.key("properties");
  writer.begin_object();
  for (const Field& field : resource.fields.fields) {
    if (!is_sent(field, shape)) continue;
    writer.key(field.name);
    writer.raw(fields.schema_of(field, name, shape));
    if (field.is_required && !field.default_value.exists()) required.push_back(field.name);
  }
  writer.end_object();
  if (shape == Shape::kCreate) write_names(writer, "required", required);
  writer.member("additionalProperties", false);
  writer.end_object();
  return json;
}

std::string page_of(std::string_view name) {
  std::string json;
  json::Writer writer(json);
  writer.begin_object();
  writer.member("type", "object");
  writer.key("properties");
  writer.begin_object();
  writer.key("data");
  writer.raw("{\"type\":\"array\",\"items\":" + reference_to("schemas", name) + "}");
  writer.key("total");
  writer.raw(R"({"type":"integer","minimum":0,"description":"On all pages together; exact."})");
  writer.key("cursor");
  writer.raw(R"({"type":["string","null"],"description":"Continues the list; null on its last page."})");
  writer.key("hasMore");
  writer.raw(R"({"type":"boolean"})");
  writer.end_object();
  write_names(writer, "required", {"data", "total", "cursor", "hasMore"});
  writer.end_object();
  return json;
}

}  // namespace

void add_resource_schemas(const v1::ResourceSchema& resource, FieldSchemas& fields, Components& components) {
  const std::string name = type_name_of(resource);
  components.schemas.emplace(name, shown(resource, fields));
  components.schemas.emplace(name + "Create", sent(resource, fields, Shape::kCreate));
  if (resource.has_update) components.schemas.emplace(name + "Update", sent(resource, fields, Shape::kPatch));
  components.schemas.emplace(name + "Page", page_of(name));
}

}  // namespace osler::api::openapi
