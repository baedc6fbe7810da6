#include "api/v1/schema.h"

#include <algorithm>

#include "api/v1/schema_reader.h"

namespace osler::api::v1 {

const Field* FieldSet::find(json::NameId name) const {
  const auto at = std::lower_bound(by_name.begin(), by_name.end(), name,
                                   [](const auto& entry, json::NameId wanted) { return entry.first < wanted; });
  return at != by_name.end() && at->first == name && name != json::NameId::kUnknown ? &fields[at->second] : nullptr;
}

const Field* FieldSet::find(std::string_view name) const {
  for (const Field& field : fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

Result<std::unique_ptr<const Schema>> Schema::load(const fhir::Definitions& definitions,
                                                   std::span<const SchemaText> texts) {
  std::unique_ptr<Schema> schema(new Schema(definitions));
  SchemaReader reader(*schema);
  OSLER_RETURN_IF_ERROR(reader.read(texts));
  return std::unique_ptr<const Schema>(std::move(schema));
}

const ResourceSchema* Schema::by_path(std::string_view path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? nullptr : found->second;
}

const ResourceSchema* Schema::by_prefix(std::string_view prefix) const {
  const auto found = by_prefix_.find(prefix);
  return found == by_prefix_.end() ? nullptr : found->second;
}

const ResourceSchema* Schema::by_type(TypeId type) const {
  const std::size_t number = number_of(type);
  return number < by_type_.size() ? by_type_[number] : nullptr;
}

}  // namespace osler::api::v1
