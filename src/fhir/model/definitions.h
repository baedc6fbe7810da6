#pragma once
// The FHIR R4 definitions, compiled at build time into one blob inside the binary: structures and their elements,
// bindings, invariants, search parameters, compartments, value sets and code systems. Immutable, shared by all threads;
// opening it copies nothing and takes microseconds. Search parameters may be added to a copy that shares all the rest; it
// does not know where they come from.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "json/name_table.h"

namespace osler::fhir {

/// Index of a structure in this build's blob. Not stored anywhere.
enum class StructureId : std::uint16_t { kNone = 0 };
/// Index of a value set in this build's blob. Not stored anywhere.
enum class ValueSetId : std::uint16_t { kNone = 0 };

enum class StructureKind : std::uint8_t {
  kPrimitive,  ///< boolean, string, code, dateTime, …
  kDatatype,   ///< HumanName, Period, Reference, Extension, …; elements defined inside them too ("Timing.repeat")
  kResource,   ///< Patient, …; also the abstract Resource and DomainResource
  kBackbone,   ///< "Encounter.participant": an element with children of its own
};

/// FHIR's primitive types. Spec: FHIR R4, datatypes.html#primitive.
enum class Primitive : std::uint8_t {
  kNone, kBoolean, kInteger, kPositiveInt, kUnsignedInt, kDecimal, kString, kMarkdown, kCode, kId, kUri, kUrl,
  kCanonical, kOid, kUuid, kBase64Binary, kDate, kDateTime, kInstant, kTime, kXhtml,
};

enum class BindingStrength : std::uint8_t { kNone, kExample, kPreferred, kExtensible, kRequired };

inline constexpr std::uint16_t kUnbounded = 0xffff;

/// One property of a structure as it appears in JSON: a choice element value[x] stands here once for each allowed type
/// ("valueQuantity", "valueString", …), all with the same `choice_group`.
struct Element {
  json::NameId name;             ///< JSON property name.
  std::string_view path;         ///< "Encounter.status", "Observation.value[x]".
  std::string_view type_name;    ///< FHIR type: "code", "Quantity", "BackboneElement", "Resource" (any resource).
  StructureId type;              ///< Structure of the value; of a contentReference, the structure it points at.
  StructureId profile;           ///< SimpleQuantity where the definition demands it; else kNone.
  Primitive primitive;           ///< kNone unless the value is a primitive.
  std::uint16_t min;             ///< Least number of values; for a member of a choice: of the whole group.
  std::uint16_t max;             ///< Greatest number, or kUnbounded.
  bool is_array;                 ///< Written as a JSON array (base definition's max is not 1).
  bool is_summary;
  bool is_modifier;
  std::uint8_t choice_group;     ///< 0: no choice. Else a number unique inside the structure.
  std::string_view choice_base;  ///< "value" for value[x]; empty if no choice.
  BindingStrength binding_strength;
  ValueSetId binding;            ///< kNone if there is no binding or its value set was not shipped.
  std::string_view binding_url;  ///< Canonical without version; empty if none.
  std::span<const TypeId> targets;  ///< Allowed targets of a Reference/canonical; empty: any.
};

struct Invariant {
  std::string_view key;         ///< "ele-1", "pat-1".
  std::string_view expression;  ///< FHIRPath.
  std::string_view human;
  bool is_error;                ///< Else a warning.
  std::string_view path;        ///< Element it is declared on: "Patient.contact". Longer than the structure's name when
                                ///< that element has no structure of its own: "Organization.telecom", for each value of it.
};

struct Structure {
  std::string_view name;        ///< "Patient", "HumanName", "Encounter.participant", "dateTime".
  StructureKind kind;
  bool is_abstract;
  Primitive primitive;          ///< For kPrimitive.
  StructureId base;             ///< The specialized structure (DomainResource, Element, Quantity for Age); kNone for roots.
  TypeId resource_type;         ///< For concrete resources; kNone otherwise.
  std::span<const Element> elements;      ///< All, inherited ones included, in definition order.
  std::span<const Invariant> invariants;  ///< Declared on this structure, on the element whose children it holds, or on
                                          ///< one of its elements. Not those of `base` and of the elements' types.
};

/// Spec: FHIR R4, valueset-search-param-type.html.
enum class SearchType : std::uint8_t { kNumber, kDate, kString, kToken, kReference, kComposite, kQuantity, kUri, kSpecial };

struct SearchComponent {
  ParameterId parameter;        ///< The component's own definition.
  std::string_view expression;  ///< Relative to the composite's base expression.
};

struct SearchParameter {
  ParameterId id;               ///< Stable across builds: derived from the sorted list of canonical URLs that the repository
                                ///< pins in tools/definitions/parameter_ids.json; new URLs are appended.
  std::string_view code;        ///< "subject", "_lastUpdated".
  std::string_view url;
  SearchType type;
  std::string_view expression;  ///< FHIRPath over all its base types, joined by '|'.
  std::span<const TypeId> bases;      ///< Concrete types only (Resource and DomainResource expanded).
  std::span<const TypeId> targets;    ///< For references; empty: any.
  std::span<const SearchComponent> components;  ///< For composites.
  std::string_view description;
};

/// A member of a value set or code system.
struct Concept {
  std::string_view system;
  std::string_view code;
  std::string_view display;
  bool operator==(const Concept&) const = default;
};

struct AddedParameter;

class Definitions {
 public:
  /// The blob that is linked into this binary.
  static Result<Definitions> built_in();
  /// The same definitions, shared, with R4's search parameters and these. Numbers are from kAddedParameterMin up, each once;
  /// of two parameters with one code on one type the one of R4, else the first is found by the code.
  Definitions with_parameters(std::vector<AddedParameter> added) const;
  Definitions(Definitions&&) noexcept;
  Definitions& operator=(Definitions&&) noexcept;
  ~Definitions();

  /// Every property name of every structure, "resourceType", and for each primitive property its sibling: "birthDate" and
  /// "_birthDate". Shared by all parsers of FHIR text.
  const json::NameTable& names() const;
  /// The property that a sibling name belongs to: birthDate for _birthDate; kUnknown for all other names. Constant time.
  json::NameId property_of_sibling(json::NameId name) const;
  /// Changes whenever anything in the compiled definitions changes.
  std::uint64_t content_hash() const;

  // --- resource types (ids are stable: pinned in tools/definitions/type_ids.json)
  std::optional<TypeId> resource_type(std::string_view name) const;
  /// Empty for kNone.
  std::string_view name_of(TypeId type) const;
  /// All 146 concrete types of R4 plus none of the abstract ones, sorted by name.
  std::span<const TypeId> resource_types() const;
  /// Highest TypeId number in use, for tables indexed by type.
  std::uint16_t type_number_max() const;

  // --- structures
  StructureId structure_of(TypeId type) const;
  std::optional<StructureId> structure(std::string_view name) const;
  const Structure& at(StructureId id) const;
  /// Structure ids run from 1 to this number.
  std::uint16_t structure_count() const;
  /// The element with that JSON name; null if the structure has none. Constant time.
  const Element* element(StructureId structure, json::NameId name) const;

  // --- search
  /// Parameters that apply to a type, common ones (_id, _lastUpdated, …) included; sorted by code.
  std::span<const SearchParameter* const> search_parameters(TypeId type) const;
  const SearchParameter* search_parameter(TypeId type, std::string_view code) const;
  const SearchParameter* search_parameter(ParameterId id) const;
  /// Those of R4.
  std::span<const SearchParameter> all_search_parameters() const;

  // --- compartments ("Patient", "Encounter", "RelatedPerson", "Practitioner", "Device")
  /// Codes of the parameters that put a resource of `type` into that compartment; empty: not in it. "{def}" is the type itself.
  std::span<const std::string_view> compartment_parameters(std::string_view compartment, TypeId type) const;

  // --- terminology shipped with R4
  std::optional<ValueSetId> value_set(std::string_view canonical) const;
  std::string_view url_of(ValueSetId id) const;
  /// Whether the value set's content could be enumerated at build time. If not, membership is unknown.
  bool is_enumerated(ValueSetId id) const;
  /// Whether an enumerated value set holds the code; an empty `system` means any.
  bool contains(ValueSetId id, std::string_view system, std::string_view code) const;
  /// The member with that code (first system), for the default coding of a plain code.
  std::optional<Concept> find(ValueSetId id, std::string_view code) const;
  /// At most `max` members, in order, for messages.
  std::vector<Concept> members(ValueSetId id, std::size_t max) const;
  /// Display of a code in a code system that was shipped complete.
  std::optional<Concept> find_in_system(std::string_view system, std::string_view code) const;
  /// Whether the codes of a shipped code system differ by case; nothing for other systems.
  std::optional<bool> is_case_sensitive(std::string_view system) const;

 private:
  struct Impl;
  struct Added;
  Definitions(std::shared_ptr<const Impl> impl, std::shared_ptr<const Added> added);
  std::shared_ptr<const Impl> impl_;
  std::shared_ptr<const Added> added_;  ///< Null: none.
};

}  // namespace osler::fhir
