#pragma once
// The place of a decimal number on the scale that stores compare.

#include "fhir/model/decimal.h"
#include "store/query.h"

namespace osler::fhir {

/// Preserves order, and equality, of all numbers of up to 33 significant digits; further digits are cut off towards zero
/// (so that a <= b still implies ordinal_of(a) <= ordinal_of(b)). Never least() nor greatest().
store::Ordinal ordinal_of(const Decimal& value);

/// The least ordinal above / the greatest below. greatest() and least() stay what they are.
store::Ordinal successor(store::Ordinal value);
store::Ordinal predecessor(store::Ordinal value);

}  // namespace osler::fhir
