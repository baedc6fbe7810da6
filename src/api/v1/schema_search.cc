// The part of the schema reader that reads filters and sort keys.

#include "api/v1/schema_reader.h"

namespace osler::api::v1 {
namespace {

FilterType filter_type(json::View word) {
  if (word.equals("id")) return FilterType::kId;
  if (word.equals("code")) return FilterType::kCode;
  if (word.equals("date")) return FilterType::kDate;
  if (word.equals("boolean")) return FilterType::kBoolean;
  return FilterType::kString;
}

FilterTemplate template_of(json::View query) {
  const std::string text = query.text();
  const std::size_t equals = text.find('=');
  if (!query.is_string() || equals == std::string::npos) return {};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

}  // namespace

void SchemaReader::read_search(json::View search, ResourceSchema& resource) const {
  for (const json::View text : search) {
    Filter filter;
    filter.name = get(text, "name").text();
    filter.type = filter_type(get(text, "type"));
    for (const json::View word : get(text, "enum")) filter.words.push_back(word.text());
    filter.first = template_of(get(text, "fhirSearch"));
    filter.other = template_of(get(text, "orFhirSearch"));
    if (const json::View custom = get(text, "custom"); custom.exists()) {
      filter.is_custom = true;
      filter.first = {get(custom, "param").text(), "{value}"};
    }
    for (const json::View value : get(text, "valueMap")) filter.value_map.emplace_back(value.key(), value.text());
    filter.field = resource.fields.find(filter.name);
    resource.filters.push_back(std::move(filter));
  }
}

void SchemaReader::read_sort(json::View file, ResourceSchema& resource) const {
  for (const json::View key : get(file, "sortKeys")) {
    resource.sort_names.push_back({key.key(), template_of(key).value});
  }
  resource.default_sort = get(file, "defaultSort").exists() ? get(file, "defaultSort").text() : "-createdAt";
}

}  // namespace osler::api::v1
