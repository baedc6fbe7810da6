#pragma once
// What would have to be read from the history at the next opening, written when a store is closed: the timeline and the
// counts. Only a copy: without it, or if it is of another state, the history is read. Layout: docs/formats/store.md.

#include <cstdint>
#include <filesystem>

#include "store/rocks/published.h"

namespace osler::store::rocks {

/// `sequence`: the database's, which says of which state it is. A failure leaves no file, which is nothing to stop for.
void write_timeline_file(const std::filesystem::path& directory, const Published& published, std::uint64_t sequence);

/// Fills `published`, which must be empty. False, and nothing is filled: there is no file, it is of another sequence, or it
/// is damaged.
bool read_timeline_file(const std::filesystem::path& directory, std::uint64_t sequence, Published& published);

}  // namespace osler::store::rocks
