#pragma once
// The values FHIRPath works on: elements of a parsed resource, with their type, and values computed from them.

#include <cstdint>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fhir/model/date_time.h"
#include "fhir/model/decimal.h"
#include "fhir/model/definitions.h"
#include "fhir/path/program.h"
#include "json/tree.h"

namespace osler::fhir::path {

enum class ItemKind : std::uint8_t {
  kElement,    ///< In a resource: `view`, `sibling`, `structure`.
  kBoolean,    ///< `integer` is 0 or 1.
  kInteger,
  kDecimal,
  kString,     ///< `text`.
  kDate,
  kDateTime,
  kTime,       ///< `moment`, fields below the day.
  kQuantity,   ///< `decimal` and unit `text`; `is_calendar` for the calendar words.
  kReferent,   ///< What a reference points at, of which only the type is known: `structure`.
  kTypeInfo,   ///< type(): `space` and name `text`.
};

/// Small, copied freely. Views live as long as their tree, everything else as long as the workspace.
struct Item {
  ItemKind kind = ItemKind::kElement;
  bool is_calendar = false;
  StructureId structure = StructureId::kNone;  ///< kNone: content the definitions do not know.
  const Element* element = nullptr;            ///< Declares an element; null for roots and computed values.
  json::View view;                             ///< None for a primitive that has only an id or extensions.
  json::View sibling;                          ///< "_name" of a primitive; none for other elements.
  std::string_view text;
  std::string_view space;
  union {
    std::int64_t integer = 0;
    const Decimal* decimal;
    const DateTime* moment;
  };
};

using Collection = std::pmr::vector<Item>;

/// The resource or data type `view` as a starting point. Its type is taken from resourceType, or else is `structure`.
Item context_item(const Definitions& definitions, json::View view, StructureId structure = StructureId::kNone);

/// The text of a computed value as toString() writes it; nothing for elements and for what has no text.
std::optional<std::string> computed_text(const Item& item);

/// As JSON, in order: elements as they are written, computed values as the JSON of their type, quantities as Quantity.
std::string to_json_array(const Collection& collection);

}  // namespace osler::fhir::path
