#include "api/v1/includes.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "api/v1/filter.h"
#include "base/nearest.h"
#include "json/writer.h"

namespace osler::api::v1 {
namespace {

/// Types whose reads take _revinclude; the others take _include.
bool includes_reversed(const ResourceSchema& resource) { return resource.path == "patients"; }
bool takes_includes(const ResourceSchema& resource) {
  for (const std::string_view path : {"patients", "encounters", "observations", "appointments", "labs"}) {
    if (resource.path == path) return true;
  }
  return false;
}

struct Value {
  std::string parameter;  ///< Of the query: "_revinclude".
  std::string type;
  std::string reference;  ///< Empty: every reference.
};

bool is_word(std::string_view text, bool may_have_hyphen) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [may_have_hyphen](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c == '-' && may_have_hyphen);
  });
}

Result<Value> parse_value(const std::string& parameter, std::string_view text) {
  const std::size_t colon = text.find(':');
  Value value{parameter, std::string(text.substr(0, colon)), {}};
  if (colon != std::string_view::npos) value.reference = text.substr(colon + 1);
  const bool legal = is_word(value.type, false) && (colon == std::string_view::npos || is_word(value.reference, true));
  if (!legal) return invalid_parameter(parameter, "expected Type or Type:parameter");
  return value;
}

Result<std::vector<Value>> read_values(const Exchange& exchange) {
  const bool reversed = includes_reversed(*exchange.resource);
  const std::string_view own = reversed ? "_revinclude" : "_include";
  std::vector<Value> values;
  for (const auto& [name, text] : exchange.parameters) {
    if (!takes_includes(*exchange.resource) || (name != own && name != "include")) {
      const std::string_view known[] = {own, "include"};
      const auto near = takes_includes(*exchange.resource) ? nearest(name, known) : std::nullopt;
      return invalid_parameter(
          name, near ? "unknown parameter; did you mean " + std::string(*near) + "?" : "unknown parameter");
    }
    std::string_view rest = text;
    while (true) {
      const std::size_t comma = name == "include" ? rest.find(',') : std::string_view::npos;
      OSLER_TRY(Value value, parse_value(name, rest.substr(0, comma)));
      values.push_back(std::move(value));
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
  return values;
}

bool refers_to(const fhir::SearchParameter& parameter, TypeId target) {
  if (parameter.type != fhir::SearchType::kReference) return false;
  return parameter.targets.empty() ||
         std::find(parameter.targets.begin(), parameter.targets.end(), target) != parameter.targets.end();
}

/// Inclusions of one type while its values are read: the published client names two spellings, of which one exists.
struct OfType {
  std::vector<ParameterId> parameters;
  std::vector<std::string> unknown;
  std::string query_parameter;
  bool all = false;
};

Result<std::vector<Inclusion>> reversed_inclusions(const Exchange& exchange, const std::vector<Value>& values) {
  const fhir::Definitions& definitions = exchange.schema.definitions();
  std::map<TypeId, OfType> by_type;
  for (const Value& value : values) {
    const auto type = definitions.resource_type(value.type);
    if (!type) return invalid_parameter(value.parameter, "unknown type " + value.type);
    OfType& of_type = by_type[*type];
    of_type.query_parameter = value.parameter;
    of_type.all |= value.reference.empty();
    const fhir::SearchParameter* parameter = definitions.search_parameter(*type, value.reference);
    if (parameter != nullptr && refers_to(*parameter, exchange.resource->type)) {
      of_type.parameters.push_back(parameter->id);
    } else if (!value.reference.empty()) {
      of_type.unknown.push_back(value.type + ":" + value.reference);
    }
  }
  std::vector<Inclusion> inclusions;
  for (auto& [type, of_type] : by_type) {
    for (const fhir::SearchParameter* parameter : definitions.search_parameters(type)) {
      if (of_type.all && refers_to(*parameter, exchange.resource->type)) of_type.parameters.push_back(parameter->id);
    }
    if (of_type.parameters.empty() && !of_type.unknown.empty()) {
      return invalid_parameter(of_type.query_parameter,
                               of_type.unknown.front() + " is no reference to " + exchange.resource->type_name);
    }
    inclusions.push_back({true, type, of_type.parameters});
  }
  return inclusions;
}

Result<std::vector<Inclusion>> forward_inclusions(const Exchange& exchange, const std::vector<Value>& values) {
  const fhir::Definitions& definitions = exchange.schema.definitions();
  std::vector<Inclusion> inclusions;
  std::optional<Error> unknown;
  for (const Value& value : values) {
    const auto type = definitions.resource_type(value.type);
    if (!type) return invalid_parameter(value.parameter, "unknown type " + value.type);
    if (value.reference.empty()) {
      inclusions.push_back({false, *type, {}});
      continue;
    }
    const fhir::SearchParameter* parameter = definitions.search_parameter(*type, value.reference);
    const bool known =
        *type == exchange.resource->type && parameter != nullptr && parameter->type == fhir::SearchType::kReference;
    if (known) inclusions.push_back({false, TypeId::kNone, {parameter->id}});
    if (!known)
      unknown = invalid_parameter(
          value.parameter, value.type + ":" + value.reference + " is no reference of " + exchange.resource->type_name);
  }
  if (inclusions.empty() && unknown) return *std::move(unknown);
  return inclusions;
}

std::vector<fhir::Include> includes_of(const engine::Resource& resource, const std::vector<Inclusion>& inclusions) {
  std::vector<fhir::Include> includes;
  for (const Inclusion& inclusion : inclusions) {
    fhir::Include include{inclusion.reverse, false, resource.key.type, ParameterId::kNone, inclusion.type};
    if (inclusion.reverse) std::swap(include.source, include.target);
    for (const ParameterId parameter : inclusion.parameters) {
      include.parameter = parameter;
      includes.push_back(include);
    }
    if (inclusion.parameters.empty()) includes.push_back(include);
  }
  return includes;
}

void write_entry(const Exchange& exchange, const engine::Resource& resource, std::string_view mode, json::Writer& writer) {
  writer.begin_object();
  writer.member("fullUrl", exchange.own_bases.back() + "/" +
                               std::string(exchange.schema.definitions().name_of(resource.key.type)) + "/" +
                               resource.key.id);
  writer.key("resource");
  writer.raw(resource.text);
  writer.key("search");
  writer.begin_object();
  writer.member("mode", mode);
  writer.end_object();
  writer.end_object();
}

}  // namespace

Result<std::vector<Inclusion>> parse_inclusions(const Exchange& exchange) {
  OSLER_TRY(const std::vector<Value> values, read_values(exchange));
  return includes_reversed(*exchange.resource) ? reversed_inclusions(exchange, values)
                                               : forward_inclusions(exchange, values);
}

Status write_bundle(Exchange& exchange, const engine::Resource& resource, const std::vector<Inclusion>& inclusions,
                    std::string& out) {
  const std::vector<engine::Resource> matches{resource};
  OSLER_TRY(const std::vector<engine::Resource> included,
            exchange.engine.included(exchange.session, matches, includes_of(resource, inclusions)));
  json::Writer writer(out);
  writer.begin_object();
  writer.member("resourceType", "Bundle");
  writer.member("type", "searchset");
  writer.member("total", 1);
  writer.key("entry");
  writer.begin_array();
  write_entry(exchange, resource, "match", writer);
  for (const engine::Resource& each : included) write_entry(exchange, each, "include", writer);
  writer.end_array();
  writer.end_object();
  return {};
}

}  // namespace osler::api::v1
