#pragma once
// What $everything goes through: the types of a compartment one after the other. A place names the type and the store's cursor in it, so
// that no state is kept between pages.

#include <optional>
#include <string>
#include <vector>

#include "api/fhir/exchange.h"
#include "api/fhir/operation_parameters.h"

namespace osler::fhir_api {

struct Wanted {
  std::string_view compartment;  ///< "Patient" or "Encounter".
  std::vector<TypeId> types;     ///< In the order of the answer: the compartment's own first.
  std::optional<InstantBounds> start, end;
  std::optional<std::int64_t> since_ms;
  std::optional<std::uint32_t> count;  ///< Matches of one page, if pages were asked for.
  bool only_listed_types = false;
};

/// Errors: kInvalidInput naming the parameter.
Result<Wanted> read_wanted(Exchange& exchange);

/// Where the next resource stands: a type by its place in Wanted::types, and the store's cursor in it.
struct Place {
  std::size_t type = 0;
  std::string cursor;
};

/// Errors: kInvalidInput for what next() never gave.
Result<Place> read_place(const std::string& cursor, std::size_t types);

/// Walks the types from a place on. References must outlive it.
class EverythingWalk {
 public:
  EverythingWalk(Exchange& exchange, const Wanted& wanted, Place place) : exchange_(exchange), wanted_(wanted), place_(std::move(place)) {}

  /// The next ones, at most `count`; none at the end.
  Result<std::vector<engine::Resource>> take(std::uint32_t count);
  /// Empty at the end.
  std::string next() const { return place_.type < wanted_.types.size() ? std::to_string(place_.type) + ":" + place_.cursor : std::string(); }

 private:
  Result<engine::SearchAnswer> search(std::uint32_t count);
  void advance(std::string next);
  Status skip_empty_types();

  Exchange& exchange_;
  const Wanted& wanted_;
  Place place_;
};

Result<std::uint64_t> total_of(Exchange& exchange, const Wanted& wanted);

/// Whether a resource that a match refers to is a member of the compartment itself, or of no wanted type.
bool has_own_place(const Exchange& exchange, const Wanted& wanted, const engine::Resource& resource);

}  // namespace osler::fhir_api
