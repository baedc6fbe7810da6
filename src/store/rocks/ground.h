#pragma once
// Everything that reading needs.

#include "store/rocks/columns.h"
#include "store/rocks/known_conditions.h"
#include "store/rocks/postings.h"
#include "store/rocks/published.h"
#include "store/rocks/records.h"

namespace osler::store::rocks {

/// All of it must outlive whoever reads.
struct Ground {
  const Database& database;
  const Records& records;
  const Published& published;
  const Postings& postings;
  const Columns& columns;
  const KnownConditions& known;
  const RecentTerms& recent;
  std::uint64_t bits_from;  ///< Conditions that more versions meet are evaluated as bits, not as lists.
};

}  // namespace osler::store::rocks
