#include "fhir/search/own_parameter.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "fhir/search/search_type.h"
#include "json/parser.h"
#include "json/writer.h"

namespace osler::fhir {
namespace {

constexpr std::array<std::string_view, 3> kStates{"building", "ready", "retired"};

std::optional<OwnState> state_of(std::string_view word) {
  const auto found = std::ranges::find(kStates, word);
  if (found == kStates.end()) return std::nullopt;
  return static_cast<OwnState>(found - kStates.begin());
}

void write_types(json::Writer& writer, std::string_view name, const std::vector<TypeId>& types, const Definitions& definitions) {
  writer.key(name);
  writer.begin_array();
  for (const TypeId type : types) writer.value(definitions.name_of(type));
  writer.end_array();
}

// A type that this build does not know any more has no resources either.
std::vector<TypeId> read_types(json::View names, const Definitions& definitions) {
  std::vector<TypeId> types;
  for (const json::View name : names) {
    if (const auto type = definitions.resource_type(name.text())) types.push_back(*type);
  }
  return types;
}

std::optional<ParameterId> number_in(std::string_view text) {
  std::uint16_t number = 0;
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || rest != text.data() + text.size() || number == 0) return std::nullopt;
  return static_cast<ParameterId>(number);
}

Error damaged(std::string_view key) { return internal_error("damaged row: search_parameter " + std::string(key)); }

}  // namespace

std::string_view word_for(OwnState state) { return kStates.at(static_cast<std::size_t>(state)); }

std::string own_parameter_key(ParameterId id) { return std::to_string(number_of(id)); }

std::string encode(const OwnParameter& parameter, const Definitions& definitions) {
  const AddedParameter& added = parameter.definition;
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("state", word_for(parameter.state));
  writer.member("id", parameter.resource_id);
  writer.member("url", added.url);
  writer.member("code", added.code);
  writer.member("type", word_for(added.type));
  writer.member("expression", added.expression);
  write_types(writer, "base", added.bases, definitions);
  write_types(writer, "target", added.targets, definitions);
  writer.key("component");
  writer.begin_array();
  for (const AddedParameter::Component& component : added.components) {
    writer.begin_object();
    writer.member("parameter", std::uint64_t{number_of(component.parameter)});
    writer.member("expression", component.expression);
    writer.end_object();
  }
  writer.end_array();
  writer.member("description", added.description);
  writer.end_object();
  return text;
}

Result<OwnParameter> decode_own_parameter(std::string_view key, std::string_view bytes, const Definitions& definitions) {
  json::Parser parser;
  const Result<json::Tree> tree = parser.parse(json::PaddedBytes(bytes), definitions.names());
  const std::optional<ParameterId> id = number_in(key);
  if (!tree.ok() || !id) return damaged(key);
  const json::View root = tree->root();
  const std::optional<OwnState> state = state_of(root.member("state").text());
  const std::optional<SearchType> type = search_type_of(root.member("type").text());
  if (!state || !type) return damaged(key);
  OwnParameter parameter;
  parameter.state = *state;
  parameter.resource_id = root.member("id").text();
  AddedParameter& added = parameter.definition;
  added.id = *id;
  added.url = root.member("url").text();
  added.code = root.member("code").text();
  added.type = *type;
  added.expression = root.member("expression").text();
  added.bases = read_types(root.member("base"), definitions);
  added.targets = read_types(root.member("target"), definitions);
  for (const json::View component : root.member("component")) {
    const std::optional<ParameterId> part = number_in(component.member("parameter").raw());
    if (!part) return damaged(key);
    added.components.push_back({*part, component.member("expression").text()});
  }
  added.description = root.member("description").text();
  return parameter;
}

Result<std::vector<OwnParameter>> read_own_parameters(const store::Store& store, store::Partition partition, const Definitions& definitions) {
  OSLER_TRY(const std::vector<store::Row> rows, store.rows(partition, kOwnParameterTable, "", "", kAddedParameterMax));
  std::vector<OwnParameter> all;
  for (const store::Row& row : rows) {
    OSLER_TRY(OwnParameter parameter, decode_own_parameter(row.key, row.bytes, definitions));
    parameter.revision = row.revision;
    all.push_back(std::move(parameter));
  }
  return all;
}

bool is_same_index(const AddedParameter& a, const AddedParameter& b) {
  return a.type == b.type && a.expression == b.expression && a.bases == b.bases && a.components == b.components;
}

}  // namespace osler::fhir
