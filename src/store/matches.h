#pragma once
// Whether stored values meet tests, and in which order they sort: the meaning of the query tree's leaves, written once.
// Not an index: every backend's index must agree with these functions.

#include <compare>
#include <string_view>
#include <vector>

#include "store/query.h"

namespace osler::store {

/// One stored value against one test. A test of another kind than the value is not met.
/// kStartsWith is met at the start of any word of the folded text (words are separated by single spaces); kBelow is met
/// by URIs that begin with the value, kAbove by URIs that the value begins with.
bool meets(const Atom& value, const Test& test);

/// Whether an interval with these ends, in the unit asked for, is in the box.
bool ends_meet(const Ordinal& low, const Ordinal& high, const InBox& box);

/// Some entry of the parameter has as many parts as there are tests, and each part meets its test.
bool meets(const std::vector<IndexEntry>& entries, const Where& where);
bool meets(const IndexEntry& entry, const Where& where);

/// Some entry has the parameter.
bool meets(const std::vector<IndexEntry>& entries, const Present& present);

/// The distance along a great circle, in metres, on a sphere with the Earth's mean radius: within 0.6 % of the true one.
double distance_m(const GeoPoint& a, const GeoPoint& b);

/// Whether the phrase stands in the text and begins where a word begins. Both are folded.
bool mentions(std::string_view text, std::string_view phrase);

/// The order of sorting: tokens by code then system, texts by folded text, URIs by text, references by id then type,
/// intervals by unit, low, high, or with `ends_first` by unit, high, low; places by latitude, longitude. Values of different
/// kinds: in the order of Atom.
/// The result is that of the ascending comparison in both directions.
std::strong_ordering compare_for_sort(const Atom& a, const Atom& b, bool ends_first);
/// Whether a sort key takes intervals by their ends.
inline bool ends_first(const SortKey& key) { return key.descending && !key.by_start; }

/// The value that a record is sorted by: the least of the first parts, descending the greatest; null if there is none.
const Atom* value_for_sort(const std::vector<IndexEntry>& entries, const SortKey& key);

}  // namespace osler::store
