#pragma once
// The tables that drive /v1: one field of a simplified resource, its limits and its place in FHIR, with every name
// resolved. Plain data; made by schema_reader.cc from schema/v1/*.json. Spec: docs/formats/v1-schema.md.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/v1/code_table.h"
#include "base/ids.h"
#include "fhir/model/decimal.h"
#include "json/name_table.h"
#include "json/tree.h"

namespace osler::api::v1 {

/// What a client may send in a field; for an array: in each of its elements.
enum class ValueType : std::uint8_t {
  kString,
  kCode,
  kId,
  kCoded,
  kUri,
  kEmail,
  kBoolean,
  kInteger,
  kNumber,
  kDate,
  kDateTime,
  kTime,
  kObject,
};

/// The R4 type behind a field, as far as types are mapped differently.
enum class FhirType : std::uint8_t {
  kText,  ///< string, markdown, code, uri, id: the text as it is.
  kBoolean,
  kNumber,
  kDate,
  kDateTime,
  kInstant,
  kTime,
  kBase64,
  kCanonical,
  kReference,
  kCodeableConcept,
  kCoding,
  kNarrative,
  kHumanName,
  kObject,  ///< A backbone element or datatype whose members are fields of their own.
};

/// A condition on an element: the texts reached by each path (lists are searched) must be as given.
struct Leaf {
  std::vector<std::string> path;
  std::string text;
  bool is_prefix = false;  ///< `text` is the beginning of the value.
};

/// A named element of a list: recognised by any of `alternatives` (all leaves of one), made with `fixed`.
struct Slice {
  std::string name;
  std::vector<std::vector<Leaf>> alternatives;
  json::View fixed;
};

/// The named slices of one list. What none of them claims belongs to [0] and [*].
struct ListSlices {
  std::string list;  ///< Path of the list, relative to the object.
  std::vector<Slice> slices;
};

enum class StepKind : std::uint8_t { kMember, kIndex, kEach, kSlice };

/// One step of a path, relative to the element of the enclosing object.
struct Step {
  std::string name;
  json::NameId id = json::NameId::kUnknown;  ///< In the FHIR name table.
  StepKind kind = StepKind::kMember;
  std::uint16_t index = 0;             ///< kIndex: which unclaimed element; kSlice: which slice.
  const ListSlices* slices = nullptr;  ///< Of the list; null if it has no named slices.
};
using Path = std::vector<Step>;

/// What becomes of a value that is no id in a reference.
enum class NameInReference : std::uint8_t { kRefused, kDisplay, kDisplayAndIdentifier };

struct FieldSet;
struct Field;

/// Where a field lives.
struct Mapping {
  Path path;  ///< Empty: nowhere (a computed field).
  std::vector<Path> also;
  Path alternative;  ///< Used where the sibling `alternative_when` is present.
  std::string alternative_when;
  FhirType type = FhirType::kText;
  std::vector<TypeId> targets;  ///< Permitted types of a reference, the default first; empty: any.
  json::View fixed;
  CodeTable codes;
  std::vector<CodePattern> patterns;
  bool is_closed = false;        ///< Only the coding is written.
  bool unknown_is_code = false;  ///< Unknown words become a code without a system.
  NameInReference names = NameInReference::kRefused;
  bool is_base64 = false;  ///< Text kept as base64Binary.
  bool fill_only = false;
  bool is_required_by_fhir = false;          ///< The holder makes no sense without this element.
  bool shares_element = false;               ///< Another field lives inside the same element.
  bool replaces_whole = false;               ///< PATCH makes the object anew instead of setting members.
  std::string joined_by;                     ///< Reading joins the elements of a list to one text.
  std::vector<std::string> choice_siblings;  ///< Other members of the same choice element.
};

struct ObjectDefault {
  std::string when;   ///< Member that must be there.
  std::string field;  ///< Member that is set if absent,
  json::View value;   ///< to this.
};

struct Field {
  std::string name;
  ValueType type = ValueType::kString;
  bool is_array = false;
  bool is_required = false;
  bool is_read_only = false;
  bool is_create_only = false;
  bool accepts_array = false;   ///< A single text field that also takes an array.
  bool accepts_single = false;  ///< An array that also takes its only element.
  bool scalar_when_single = false;
  std::vector<std::string> words;         ///< The enumeration; empty: none.
  std::vector<std::string> patch_words;   ///< On PATCH, if not the same.
  std::optional<std::size_t> length_max;  ///< Unicode code points.
  std::optional<std::size_t> items_min, items_max;
  std::optional<fhir::Decimal> least, greatest;
  json::View default_value;
  std::string patch_by;  ///< PATCH replaces the array's elements with the same value of this member.
  const FieldSet* members = nullptr;
  std::string shared_type;  ///< The type of types.json whose members these are; empty if they are its own or narrowed.
  Mapping fhir;
};

/// A rule between fields.
struct Constraint {
  enum class Kind : std::uint8_t { kAnyOf, kRequires, kOnlyWhen, kEquals, kOrdered, kSpan };
  Kind kind = Kind::kAnyOf;
  std::vector<std::string>
      fields;  ///< kAnyOf: one of them. kRequires, kEquals: f, g. kOrdered: start, end. kSpan: start, end, minutes.
  std::string condition;           ///< kAnyOf (unless), kOnlyWhen: the field whose value decides,
  std::vector<std::string> words;  ///< and the values.
};

/// The members of an object.
struct FieldSet {
  std::vector<Field> fields;
  std::vector<std::vector<std::string>> exclusive;
  std::vector<std::string> one_of;
  std::vector<Constraint> constraints;
  std::vector<ObjectDefault> defaults;
  std::vector<std::unique_ptr<ListSlices>> lists;
  std::vector<std::pair<json::NameId, std::uint16_t>> by_name;  ///< Sorted; names of the /v1 table.

  /// The field with that name; null if there is none.
  const Field* find(json::NameId name) const;
  const Field* find(std::string_view name) const;
};

}  // namespace osler::api::v1
