#pragma once
// What the index on disk lacks is extracted again from the records: after a crash the last versions, after an upgrade
// from a store without postings all of them.

#include "store/extractor.h"
#include "store/rocks/compression.h"
#include "store/rocks/postings.h"
#include "store/rocks/runs.h"

namespace osler::store::rocks {

/// Gives everything above the watermark to the index, and starts it. Errors: kInternal (a damaged record, named),
/// kStorageFull, kUnavailable.
Status recover_index(const Database& database, const Runs& runs, const Compressor& compressor, const Extractor& extractor,
                     Postings& postings);

}  // namespace osler::store::rocks
