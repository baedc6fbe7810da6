#include "engine/written_entries.h"

#include "engine/stored_form.h"

namespace osler::engine {

Written WrittenEntries::operator[](std::size_t i) const {
  const std::size_t same_as = parts_.planned[i].same_as;
  const bool is_same = same_as != PlannedEntry::kNoOther;
  const std::size_t at = is_same ? same_as : i;
  const EntryWrite& write = parts_.each[at];
  Written written{is_same ? WriteEffect::kUnchanged : write.effect, {parts_.planned[at].key(), {}, {}}, {}};
  if (write.details) {
    written.resource.header = write.details->found;
    written.warnings = write.details->warnings;
  }
  if (write.header == kStaged) {
    written.resource.header.version = write.version;
    written.resource.header.time_ms = parts_.committed.time_ms;
    written.resource.header.splice_at = write.splice_at;
  } else if (write.header != kNotWritten) {
    const std::size_t before = write.effect == WriteEffect::kDeleted ? parts_.puts : 0;
    written.resource.header = parts_.committed.headers[before + write.header];
  }
  if (parts_.shown && write.details && !write.details->stored.empty()) {
    written.resource.text = present_text(write.details->stored, written.resource.header, parts_.shown->tenant_system, parts_.shown->organization);
  }
  return written;
}

std::vector<Written> WrittenEntries::all() const {
  std::vector<Written> all;
  all.reserve(size());
  for (std::size_t i = 0; i < size(); ++i) all.push_back((*this)[i]);
  return all;
}

}  // namespace osler::engine
