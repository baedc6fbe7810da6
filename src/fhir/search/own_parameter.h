#pragma once
// A search parameter that a partition has beside R4's, as a row: what the index is kept by, whatever becomes of the resource.
// Format of rows: docs/formats/search-parameters.md.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "fhir/model/added_parameter.h"

namespace osler::fhir {

/// The table of each partition that holds them, by number.
inline constexpr std::string_view kOwnParameterTable = "search_parameter";

enum class OwnState : std::uint8_t {
  kBuilding,  ///< Every write is indexed; versions written before are being added.
  kReady,
  kRetired,   ///< Removed or replaced. Its number is not given again, for the index may still have entries.
};

struct OwnParameter {
  AddedParameter definition;
  std::string resource_id;  ///< Of the SearchParameter.
  OwnState state = OwnState::kBuilding;
  std::uint64_t revision = 0;  ///< Of the row; not part of it.

  bool is_live() const { return state != OwnState::kRetired; }
};

/// "building", "ready", "retired".
std::string_view word_for(OwnState state);
/// The row's key: the number.
std::string own_parameter_key(ParameterId id);
std::string encode(const OwnParameter& parameter, const Definitions& definitions);
/// Errors: kInternal for a damaged row.
Result<OwnParameter> decode_own_parameter(std::string_view key, std::string_view bytes, const Definitions& definitions);

/// Whether both give the same entries.
bool is_same_index(const AddedParameter& a, const AddedParameter& b);

}  // namespace osler::fhir
