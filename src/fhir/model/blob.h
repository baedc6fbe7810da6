#pragma once
// The rows of the definitions blob as they lie in memory. The format is described in docs/formats/definitions.md;
// tools/definitions/blob.mjs writes it. Internal to this folder.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"

namespace osler::fhir::blob {

inline constexpr std::string_view kMagic = "OSLRDEF1";
inline constexpr std::uint32_t kFormatVersion = 1;

/// Sections in directory order.
enum class Section : std::uint8_t {
  kStrings, kNames, kTypes, kStructures, kElements, kInvariants, kSlots, kTypeLists, kParameters, kComponents,
  kCompartments, kCompartmentMembers, kCompartmentCodes, kValueSets, kMembers, kMembersByCode, kCodeSystems,
  kSystemConceptsByCode, kConcepts,
};
inline constexpr std::size_t kSectionCount = 19;

struct Text { std::uint32_t offset, size; };

struct NameRow { Text name; std::uint16_t sibling, zero; };
struct TypeRow { Text name; std::uint16_t number, structure; };
struct StructureRow {
  Text name;
  std::uint8_t kind, abstract, primitive, slot_bits;
  std::uint16_t base, type;
  std::uint32_t first_element, first_invariant, first_slot;
  std::uint16_t element_count, invariant_count;
};
struct ElementRow {
  Text path, type_name, choice_base, binding_url;
  std::uint16_t name, structure, profile, min, max, value_set;
  std::uint32_t first_target;
  std::uint16_t target_count;
  std::uint8_t primitive, flags, choice_group, strength;
  std::uint16_t zero;
};
inline constexpr std::uint8_t kFlagArray = 1;
inline constexpr std::uint8_t kFlagSummary = 2;
inline constexpr std::uint8_t kFlagModifier = 4;
struct InvariantRow { Text key, expression, human, path; std::uint8_t is_error, zero1; std::uint16_t zero2; };
struct SlotRow { std::uint16_t name, element; };
struct TypeListRow { std::uint16_t type; };
struct ParameterRow {
  Text code, url, expression, description;
  std::uint32_t first_base, first_target, first_component;
  std::uint16_t id, base_count, target_count;
  std::uint8_t component_count, type;
};
struct ComponentRow { Text expression; std::uint16_t parameter, zero; };
struct CompartmentRow { Text name; std::uint32_t first_member, member_count; };
struct CompartmentMemberRow { std::uint16_t type, code_count; std::uint32_t first_code; };
struct CompartmentCodeRow { Text code; };
struct ValueSetRow { Text url; std::uint32_t first_member, member_count, enumerated; };
struct ConceptIndexRow { std::uint32_t index; };
struct CodeSystemRow { Text url; std::uint32_t first_concept, concept_count, flags; };
inline constexpr std::uint32_t kSystemComplete = 1;
inline constexpr std::uint32_t kSystemCaseSensitive = 2;
struct ConceptRow { Text system, code, display; };

/// A view over the bytes of a blob; owns nothing.
class Blob {
 public:
  /// Errors: kInternal if the bytes are no blob of this format version or a section leaves them.
  static Result<Blob> open(std::span<const std::byte> bytes);

  /// The bytes that are linked into this binary.
  static std::span<const std::byte> linked_bytes();

  std::string_view text(Text reference) const { return strings_.substr(reference.offset, reference.size); }
  template <class Row>
  std::span<const Row> rows(Section section) const {
    const Place place = places_[static_cast<std::size_t>(section)];
    OSLER_ASSERT(place.row_bytes == sizeof(Row));
    return {reinterpret_cast<const Row*>(bytes_.data() + place.offset), place.count};
  }
  std::uint64_t content_hash() const { return content_hash_; }
  /// The hash of the bytes as they are; equal to content_hash() unless the blob is damaged. Reads all of it.
  std::uint64_t computed_hash() const;

 private:
  struct Place { std::uint32_t offset, count, row_bytes; };
  std::span<const std::byte> bytes_;
  std::string_view strings_;
  std::uint64_t content_hash_ = 0;
  Place places_[kSectionCount] = {};
};

}  // namespace osler::fhir::blob
