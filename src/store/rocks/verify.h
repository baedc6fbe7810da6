#pragma once
// The invariants of a whole store, walked from end to end.

#include "store/rocks/compression.h"
#include "store/rocks/search.h"
#include "store/store.h"

namespace osler::store::rocks {

/// Versions up to the newest published when it began. kQuick: history, current and audit agree, headers are whole.
/// kDeep: texts unpack, and the index has exactly the entries that the texts give, for superseded versions too. Without
/// `extractor` the index's values are left out. Errors: kInternal only if the walk itself cannot go on.
Result<VerifyReport> verify(const Ground& ground, const Compressor& compressor, const Extractor* extractor,
                            VerifyDepth depth, std::uint64_t newest);

}  // namespace osler::store::rocks
