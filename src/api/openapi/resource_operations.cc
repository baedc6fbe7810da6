#include "api/openapi/resource_operations.h"

#include "api/openapi/answers.h"
#include "api/openapi/names.h"
#include "json/writer.h"

namespace osler::api::openapi {
namespace {

using v1::Operation;
using v1::ResourceSchema;

/// What differs between the five operations, in the order of v1::Operation.
struct OperationFacts {
  std::string_view verb;     ///< Of the operationId.
  std::string_view call;     ///< Of the client libraries.
  std::string_view summary;  ///< In front of the resource's name.
  int status;
  std::vector<int> errors;
};

const OperationFacts& facts_of(Operation operation) {
  static const OperationFacts kFacts[] = {
      {"create", "create", "Create ", 201, {400, 401, 403, 409, 413, 415, 422, 429, 500, 503, 507}},
      {"search", "search", "Find ", 200, {400, 401, 403, 429, 500, 503}},
      {"read", "read", "Read ", 200, {400, 401, 403, 404, 429, 500, 503}},
      {"update", "update", "Change ", 200, {400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507}},
      {"delete", "delete", "Delete ", 204, {400, 401, 403, 404, 409, 429, 500, 503, 507}},
  };
  return kFacts[static_cast<std::size_t>(operation)];
}

std::string_view call_of(const ResourceSchema& resource, Operation operation) {
  if (operation == Operation::kCreate && resource.path == "intakes") return "submit";
  if (operation == Operation::kCreate && resource.path == "consents") return "sign";
  return facts_of(operation).call;
}

bool has_pages(const ResourceSchema& resource) {
  return resource.path == "assessments" || resource.path == "documents";
}

void write_parameter(json::Writer& writer, std::string_view name, std::string_view description,
                     const std::string& schema) {
  writer.begin_object();
  writer.member("name", name);
  writer.member("in", "query");
  if (!description.empty()) writer.member("description", description);
  writer.key("schema");
  writer.raw(schema);
  writer.end_object();
}

std::string_view words_for(const v1::Filter& filter) {
  if (filter.name == "dateFrom" || filter.name == "dateTo") return "YYYY-MM-DD, inclusive, or a full instant.";
  switch (filter.type) {
    case v1::FilterType::kId: return "An id in any form; one that nobody has finds nothing.";
    case v1::FilterType::kCode:
      return filter.words.empty() ? "Code, system|code, or the text."
                                  : "Several words with commas between them mean any of them.";
    case v1::FilterType::kDate: return "A date or an instant.";
    default: return {};
  }
}

void write_filter(json::Writer& writer, const v1::Filter& filter) {
  std::string schema = filter.type == v1::FilterType::kBoolean ? R"({"type":"boolean"})" : R"({"type":"string"})";
  std::string description(words_for(filter));
  if (!filter.words.empty()) {
    std::string words;
    for (const std::string& word : filter.words) words += (words.empty() ? "" : ", ") + word;
    description = "Any of " + words + ". " + description;
  }
  write_parameter(writer, filter.name, description, schema);
}

void write_sort(json::Writer& writer, const ResourceSchema& resource) {
  std::string names;
  for (const v1::SortName& name : resource.sort_names) names += (names.empty() ? "" : ", ") + name.name;
  std::string schema = R"({"type":"string","default":)";
  json::append_quoted(schema, resource.default_sort);
  write_parameter(writer, "sort", "One of " + names + ", or several with commas between them; a leading - reverses.",
                  schema + "}");
}

void write_inclusion(json::Writer& writer, const ResourceSchema& resource) {
  const bool reversed = resource.path == "patients";
  writer.begin_object();
  writer.member("name", reversed ? "_revinclude" : "_include");
  writer.member("in", "query");
  writer.member(
      "description",
      reversed ? "Encounter:patient: bring along what refers to this patient. The answer's data is then a FHIR Bundle."
               : "Encounter:subject: bring along what this refers to. The answer's data is then a FHIR Bundle.");
  writer.key("schema");
  writer.raw(R"({"type":"array","items":{"type":"string","pattern":"^[A-Za-z]+(:[A-Za-z-]+)?$"}})");
  writer.end_object();
}

bool takes_includes(const ResourceSchema& resource) {
  for (const std::string_view path : {"patients", "encounters", "observations", "appointments", "labs"}) {
    if (resource.path == path) return true;
  }
  return false;
}

void write_parameters(json::Writer& writer, const ResourceSchema& resource, Operation operation) {
  writer.key("parameters");
  writer.begin_array();
  if (operation == Operation::kList) {
    for (const v1::Filter& filter : resource.filters) write_filter(writer, filter);
    write_sort(writer, resource);
    writer.raw(reference_to("parameters", "Count"));
    writer.raw(reference_to("parameters", "Cursor"));
    if (has_pages(resource)) {
      write_parameter(writer, "page", "From 1; not together with cursor.", R"({"type":"integer","minimum":1})");
      write_parameter(writer, "limit", "Rows of a page.",
                      R"({"type":"integer","minimum":1,"maximum":100,"default":20})");
    }
  } else if (operation != Operation::kCreate) {
    writer.raw(reference_to("parameters", "Id"));
  }
  if (operation == Operation::kRead && takes_includes(resource)) write_inclusion(writer, resource);
  const bool changes = operation == Operation::kPatch || operation == Operation::kDelete;
  if (changes) writer.raw(reference_to("parameters", "IfMatch"));
  if (changes || operation == Operation::kCreate) writer.raw(reference_to("parameters", "IdempotencyKey"));
  writer.end_array();
}

void write_media(json::Writer& writer, std::string_view type, const std::string& schema, const std::string& example) {
  writer.key(type);
  writer.begin_object();
  writer.key("schema");
  writer.raw(schema);
  if (!example.empty()) {
    writer.key("examples");
    writer.raw("{\"example\":" + reference_to("examples", example) + "}");
  }
  writer.end_object();
}

void write_body(json::Writer& writer, const ResourceSchema& resource, Operation operation) {
  const std::string name = type_name_of(resource);
  const bool creates = operation == Operation::kCreate;
  writer.key("requestBody");
  writer.begin_object();
  writer.member("required", true);
  writer.key("content");
  writer.begin_object();
  if (creates) {
    write_media(writer, "application/json", reference_to("schemas", name + "Create"), name + "Create");
  } else {
    write_media(writer, "application/merge-patch+json", reference_to("schemas", name + "Update"), name + "Update");
    write_media(writer, "application/json-patch+json", reference_to("schemas", "JsonPatch"), {});
    write_media(
        writer, "application/json",
        "{\"anyOf\":[" + reference_to("schemas", name + "Update") + "," + reference_to("schemas", "JsonPatch") + "]}",
        name + "Update");
  }
  writer.end_object();
  writer.end_object();
}

std::string answer_schema(const ResourceSchema& resource, Operation operation) {
  const std::string name = type_name_of(resource);
  if (operation == Operation::kList) return enveloped(reference_to("schemas", name + "Page"));
  if (operation == Operation::kRead && takes_includes(resource)) {
    return enveloped("{\"anyOf\":[" + reference_to("schemas", name) + "," + reference_to("schemas", "Bundle") + "]}");
  }
  return enveloped(reference_to("schemas", name));
}

void write_answer_headers(json::Writer& writer, Operation operation) {
  if (operation == Operation::kList) return;
  writer.key("headers");
  writer.begin_object();
  writer.key("ETag");
  writer.raw(R"({"description":"The version, for If-Match.","schema":{"type":"string"}})");
  if (operation == Operation::kCreate) {
    writer.key("Location");
    writer.raw(R"({"description":"Where it can be read.","schema":{"type":"string"}})");
  }
  writer.end_object();
}

void write_responses(json::Writer& writer, const ResourceSchema& resource, Operation operation) {
  const OperationFacts& facts = facts_of(operation);
  writer.key("responses");
  writer.begin_object();
  writer.key(std::to_string(facts.status));
  writer.begin_object();
  if (operation == Operation::kDelete) {
    writer.member("description", "Deleted. Its history is kept.");
  } else {
    writer.member("description", operation == Operation::kList ? "A page." : "The whole resource.");
    write_answer_headers(writer, operation);
    writer.key("content");
    writer.begin_object();
    std::string example;
    if (operation == Operation::kCreate) example = type_name_of(resource) + "Created";
    if (operation == Operation::kRead) example = type_name_of(resource);
    write_media(writer, "application/json", answer_schema(resource, operation), example);
    writer.end_object();
  }
  writer.end_object();
  write_error_responses(writer, facts.errors);
  writer.end_object();
}

void add_examples(const ResourceSchema& resource, const Texts& texts, Components& components) {
  const json::View examples = texts.examples_of(resource.path);
  const std::string name = type_name_of(resource);
  const auto add = [&components](const std::string& key, std::string_view value) {
    components.examples.emplace(key, "{\"value\":" + std::string(value) + "}");
  };
  if (!examples) return;
  const auto answer = [&examples](std::string_view status) {
    return "{\"data\":" + std::string(examples.member("shown").raw()) +
           R"(,"meta":{"requestId":"req_5f0b7c2a91e44d0019aa6c1d","timestamp":"2026-11-21T09:30:00.000Z","status":)" +
           std::string(status) +
           R"(,"rateLimitTotal":2147483647,"rateLimitRemaining":2147483647,"rateLimitReset":60}})";
  };
  add(name + "Create", examples.member("create").raw());
  add(name + "Created", answer("201"));
  add(name, answer("200"));
  if (examples.member("update")) add(name + "Update", examples.member("update").raw());
}

}  // namespace

std::string resource_operation(const RouteFacts& route, const Texts& texts, Components& components) {
  const ResourceSchema& resource = *route.resource;
  const OperationFacts& facts = facts_of(route.operation);
  const bool many = route.operation == Operation::kList;
  add_examples(resource, texts, components);
  std::string json;
  json::Writer writer(json);
  writer.begin_object();
  writer.member("operationId",
                std::string(facts.verb) + (many ? capitalized_words(resource.path) : type_name_of(resource)));
  writer.member("summary", std::string(facts.summary) + (many ? resource.path : resource.event));
  writer.key("tags");
  writer.raw("[\"" + resource.title + "\"]");
  writer.member("x-osler-sdk", namespace_of(resource) + "." + std::string(call_of(resource, route.operation)));
  write_parameters(writer, resource, route.operation);
  if (route.operation == Operation::kCreate || route.operation == Operation::kPatch)
    write_body(writer, resource, route.operation);
  write_responses(writer, resource, route.operation);
  writer.key("security");
  writer.raw(R"([{"apiKey":[]}])");
  writer.end_object();
  return json;
}

}  // namespace osler::api::openapi
