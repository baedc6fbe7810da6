#pragma once
// The simplified API as tables: all resources of schema/v1, loaded once at start and never changed. Everything else in
// this folder is driven by them.

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/v1/field.h"
#include "api/v1/schema_texts.h"
#include "base/result.h"
#include "fhir/model/definitions.h"
#include "json/tree.h"

namespace osler::api::v1 {

enum class FilterType : std::uint8_t { kId, kCode, kString, kDate, kBoolean };

/// One half of a filter: an R4 parameter and how its value is made.
struct FilterTemplate {
  std::string parameter;  ///< Code, perhaps with a modifier: "type:text". Empty: none.
  std::string value;      ///< Text around one placeholder: "Patient/{value}".
};

struct Filter {
  std::string name;
  FilterType type = FilterType::kString;
  std::vector<std::string> words;  ///< The enumeration; empty: none.
  FilterTemplate first;
  FilterTemplate other;    ///< United with the first.
  bool is_custom = false;  ///< The parameter is one of ours; it may be missing in a build.
  std::vector<std::pair<std::string, std::string>> value_map;
  const Field* field = nullptr;  ///< The field of the same name, for its targets and codes; may be null.
};

struct SortName {
  std::string name;       ///< As clients write it.
  std::string parameter;  ///< R4 parameter; "_created" and "_lastUpdated" for the two times; empty: R4 has none.
};

/// An element that creation adds where it is absent, with all members of its choice.
struct FhirDefault {
  Path path;
  std::string text;  ///< "{now}" or a word.
  std::vector<std::string> choice_siblings;
};

struct ResourceSchema {
  std::string path;       ///< "encounters".
  std::string type_name;  ///< "Encounter".
  std::string title;
  std::string prefix;  ///< "enc".
  std::vector<std::string> aliases;
  std::string event;
  bool has_update = false;
  TypeId type = TypeId::kNone;
  FieldSet fields;
  std::vector<FhirDefault> fhir_defaults;
  std::vector<Filter> filters;
  std::vector<SortName> sort_names;
  std::string default_sort;  ///< "-createdAt" unless the file says otherwise.
};

class Schema {
 public:
  /// Errors: kInternal naming the file and field when a file contradicts itself or R4.
  static Result<std::unique_ptr<const Schema>> load(const fhir::Definitions& definitions,
                                                    std::span<const SchemaText> texts = schema_texts());

  /// Sorted by path.
  std::span<const std::unique_ptr<ResourceSchema>> resources() const { return resources_; }
  /// Null if there is none.
  const ResourceSchema* by_path(std::string_view path) const;
  const ResourceSchema* by_type(TypeId type) const;
  /// By idPrefix or one of its aliases, without the underscore.
  const ResourceSchema* by_prefix(std::string_view prefix) const;

  /// Names of all simplified fields: what bodies of /v1 are parsed with.
  const json::NameTable& names() const { return names_; }
  /// {system, code, display}: what a coded text may also be.
  const FieldSet& coding() const { return *coding_; }
  const fhir::Definitions& definitions() const { return definitions_; }

 private:
  friend class SchemaReader;
  explicit Schema(const fhir::Definitions& definitions) : definitions_(definitions) {}

  const fhir::Definitions& definitions_;
  json::NameTable names_;
  std::vector<std::unique_ptr<json::Tree>> trees_;
  std::vector<std::unique_ptr<FieldSet>> sets_;  ///< Members of objects.
  const FieldSet* coding_ = nullptr;
  std::vector<std::unique_ptr<ResourceSchema>> resources_;
  std::map<std::string, const ResourceSchema*, std::less<>> by_path_;
  std::map<std::string, const ResourceSchema*, std::less<>> by_prefix_;
  std::vector<const ResourceSchema*> by_type_;
};

}  // namespace osler::api::v1
