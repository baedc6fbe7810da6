#pragma once
// Entries for versions that are in the index already: of parameters that were not known when those were written. See
// docs/adr/0041.

#include "store/rocks/ground.h"
#include "store/store.h"

namespace osler::store::rocks {

/// One step of Store::index_again(). Ends early if the entries need more than a bounded amount of memory.
Result<IndexedAgain> index_again(const Ground& ground, const Compressor& compressor, const Extractor& extractor, const IndexedRange& range,
                                 std::size_t versions_max);

}  // namespace osler::store::rocks
