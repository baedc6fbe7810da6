#pragma once
// What is kept in memory, read from disk at open.

#include "store/rocks/compression.h"
#include "store/rocks/database.h"
#include "store/rocks/published.h"
#include "store/rocks/records.h"

namespace osler::store::rocks {

/// Makes a new store a store: format and default dictionary. Brings one of format 1 to the present one. Adds all
/// dictionaries to `compressor`. Errors: kInternal (damage, or a format that is not ours), kUnavailable (a newer
/// format).
Status load_meta(Database& database, Compressor& compressor);

/// Writes a dictionary, with which new texts are to be packed from now on.
void keep_dictionary(Database& database, std::string_view dictionary);

/// Timeline and tallies from one walk over the history. Errors: kInternal if versions or positions have gaps.
Status load_history(const Database& database, Published& published);

/// The time of the newest version; 0 for an empty store. Errors: kInternal.
Result<std::int64_t> newest_time_ms(const Records& records, const Published& published);

}  // namespace osler::store::rocks
