#pragma once
// Inside of fhirpath_patch.h: from the parts of a Parameters resource to content of a resource. Included by this folder alone.

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "fhir/model/definitions.h"
#include "json/draft.h"
#include "json/tree.h"

namespace osler::fhir::path {

/// What a part "value" holds: value[x] (with its sibling), a resource, or parts of its own for a type without a name.
struct PartValue {
  json::View value;
  json::View sibling;           ///< "_value[x]": id and extensions of a primitive.
  json::View parts;             ///< The elements of an anonymous type, one by one.
  std::string type_suffix;       ///< "CodeableConcept" of valueCodeableConcept; empty otherwise.

  bool exists() const { return value.exists() || sibling.exists() || parts.exists(); }
};
PartValue read_part_value(json::View part);

/// The element of `parent` that `name` stands for with that value: "deceased" with valueBoolean is deceasedBoolean.
/// Null if there is none.
const Element* element_for(const Definitions& definitions, StructureId parent, std::string_view name, const PartValue& value);

/// Where a value goes: `content` and, for a primitive, a place for its id and extensions that is made when needed.
struct ValuePlace {
  json::DraftNode owner;    ///< The object that has the element.
  const Element& element;
  std::optional<std::size_t> index;  ///< In a list; nothing: the element is no list.
};

/// Puts the value where `place` says; a list must have the index already (as null). Errors: kUnprocessable naming a part that is
/// no element.
Status put_value(const Definitions& definitions, const ValuePlace& place, const PartValue& value);

/// Adds the value as the last of a list, or as the only one. Errors: as put_value(); kUnprocessable if an element that
/// does not repeat is there already.
Status add_value(const Definitions& definitions, json::DraftNode owner, const Element& element, const PartValue& value);

Error unprocessable(std::string what);

}  // namespace osler::fhir::path
