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
#include "store/store.h"

namespace osler::fhir {

/// The table of each partition that holds them, by number.
inline constexpr std::string_view kOwnParameterTable = "search_parameter";
/// One row, kParameterTurnKey: every change of SearchParameters writes it, so that two of them cannot take one code.
inline constexpr std::string_view kParameterTurnTable = "search_parameter_turn";
inline constexpr std::string_view kParameterTurnKey = "last";

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

/// Every row of a partition, in order of numbers. Errors: those of Store::rows; kInternal for a damaged row.
Result<std::vector<OwnParameter>> read_own_parameters(const store::Store& store, store::Partition partition, const Definitions& definitions);

/// Whether both give the same entries.
bool is_same_index(const AddedParameter& a, const AddedParameter& b);

}  // namespace osler::fhir
