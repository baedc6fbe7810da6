#pragma once
// The text of schema/v1 to tables: resolves names, paths, shared types and references between fields. Used once, by
// Schema::load(). Its parts: schema_reader.cc (fields), schema_mapping.cc (places in FHIR), schema_search.cc (filters).

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/v1/schema.h"

namespace osler::api::v1 {

class SchemaReader {
 public:
  explicit SchemaReader(Schema& schema);
  /// Fills the schema. Errors: kInternal naming file and field.
  Status read(std::span<const SchemaText> texts);

 private:
  Status parse_all(std::span<const SchemaText> texts);
  void collect_names(json::View fields, std::vector<std::string>& names) const;
  static void mark_shared_elements(FieldSet& set);
  void index_names(FieldSet& set) const;

  // --- fields. `place` is the full R4 path of the object they are in: "Encounter.participant[*]".
  Status read_resource(json::View file);
  Status read_fields(json::View fields, const std::string& place, FieldSet& set);
  Status read_field(json::View text, const std::string& place, FieldSet& set, Field& field);
  Status read_members(json::View text, const std::string& shared, json::View limits, Field& field);
  /// A copy of a shared type for an element at `place`, narrowed by `limits`.
  Status read_shared_type(std::string_view name, json::View limits, const std::string& place, Field& field);
  void read_rules(json::View object, FieldSet& set) const;
  void read_constraint(json::View text, FieldSet& set) const;

  // --- places in FHIR
  Status read_mapping(json::View mapping, const std::string& place, FieldSet& set, Field& field);
  Status read_plain_mapping(json::View text, std::string_view as, const std::string& place, FieldSet& set,
                            Field& field);
  void read_codes(json::View mapping, Mapping& out);
  void read_targets(json::View targets, Mapping& out) const;
  void read_defaults(json::View defaults, ResourceSchema& resource);
  /// `full` relative to `place`. Lists are found or made in `set`; a new slice gets fixed and match of `mapping`.
  Path make_path(std::string_view full, const std::string& place, FieldSet& set, json::View mapping) const;
  std::uint16_t slice_index(ListSlices& list, std::string_view name, json::View mapping) const;
  /// The definition at the end of a full path; null if R4 has no such element.
  const fhir::Element* element_of(std::string_view full) const;
  void set_choice(std::string_view full, std::vector<std::string>& siblings) const;

  // --- filters and order
  void read_search(json::View search, ResourceSchema& resource) const;
  void read_sort(json::View file, ResourceSchema& resource) const;

  /// The member of that name, which must be a keyword of the format.
  json::View get(json::View object, std::string_view key) const;
  Error fault(std::string_view where, std::string_view what) const;

  Schema& schema_;
  json::NameTable keywords_;
  json::View types_;                                     ///< Of types.json.
  std::string file_;                                     ///< Being read, for messages.
  std::string dotted_;                                   ///< Name of the field being read, with those around it.
  std::string full_path_;                                ///< R4 path of the field being read.
  std::map<std::string, FieldSet*> open_;                ///< Dotted field name → its members, in the file being read.
  std::vector<std::pair<Field*, std::string>> same_as_;  ///< fieldsRef to resolve when the file is read.
  std::map<std::string, std::shared_ptr<const re2::RE2>> shapes_;
};

}  // namespace osler::api::v1
