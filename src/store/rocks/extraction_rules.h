#pragma once
// Whether what the index has was extracted by the rules that hold now.

#include "store/rocks/postings.h"

namespace osler::store::rocks {

/// Before recovery: if the entries on disk were made by other rules, recovery makes all of them again. Entries that the new
/// rules do not make must be of parameters that are asked for no more. Errors: kStorageFull, kUnavailable, kInternal.
Status begin_extraction(Database& database, Postings& postings, std::uint64_t rules);

}  // namespace osler::store::rocks
