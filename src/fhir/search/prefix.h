#pragma once
// The comparison prefixes of ordered search values, and which stored intervals each accepts.

#include <optional>
#include <string_view>
#include <vector>

#include "store/query.h"

namespace osler::fhir {

enum class Prefix : std::uint8_t { kEqual, kNotEqual, kGreater, kLess, kGreaterOrEqual, kLessOrEqual, kStartsAfter, kEndsBefore, kApproximately };

/// The searched value as the half-open interval [low, high).
struct OrdinalRange {
  store::Ordinal low, high;
};

/// The prefix at the front of a value, which is cut off; kEqual if there is none. Two letters that are no prefix stay.
Prefix take_prefix(std::string_view& value);

/// Boxes of which a stored interval must lie in at least one; `unit` is theirs. With v stored and q searched:
///   eq  q contains v                  v.low >= q.low and v.high <= q.high
///   ne  q does not contain v          v.low < q.low, or v.high > q.high
///   gt  v reaches above q             v.high > q.high
///   lt  v reaches below q             v.low < q.low
///   ge  gt or eq                      v.high > q.high, or v.low >= q.low
///   le  lt or eq                      v.low < q.low, or v.high <= q.high
///   sa  v lies wholly above q         v.low >= q.high
///   eb  v lies wholly below q         v.high <= q.low
///   ap  v and q overlap               v.low < q.high and v.high > q.low
/// Spec: FHIR R4, search.html#prefix.
std::vector<store::InBox> boxes_for(Prefix prefix, const OrdinalRange& searched, const std::optional<std::string>& unit);

}  // namespace osler::fhir
