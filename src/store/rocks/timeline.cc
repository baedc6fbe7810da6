#include "store/rocks/timeline.h"

#include "base/assert.h"

namespace osler::store::rocks {

Timeline::~Timeline() {
  for (std::atomic<Chunk*>& chunk : *chunks_) delete chunk.load();
}

Timeline::Entry& Timeline::entry_to_write(std::uint64_t position) {
  OSLER_ASSERT(position / kChunkEntries < kChunks);
  std::atomic<Chunk*>& slot = (*chunks_)[position / kChunkEntries];
  Chunk* chunk = slot.load(std::memory_order_relaxed);
  if (chunk == nullptr) {
    chunk = new Chunk();
    slot.store(chunk, std::memory_order_release);
  }
  return (*chunk)[position % kChunkEntries];
}

void Timeline::add(std::uint64_t position, std::uint64_t first, Action action) {
  const std::uint64_t flag = action == Action::kDelete ? kDeletion : 0;
  entry_to_write(position).first.store(first | flag, std::memory_order_release);
}

void Timeline::supersede(std::uint64_t position, std::uint64_t by) {
  entry_to_write(position).superseded_at.store(by, std::memory_order_release);
}

/// The flag first: whoever sees that nothing supersedes the version sees that it is a deletion too.
void Timeline::purge(std::uint64_t position) {
  Entry& purged = entry_to_write(position);
  purged.first.store(position | kDeletion, std::memory_order_release);
  purged.superseded_at.store(0, std::memory_order_release);
}

std::uint64_t Timeline::first(std::uint64_t position) const {
  return entry(position).first.load(std::memory_order_acquire) & ~kDeletion;
}

std::uint64_t Timeline::visible_from(std::uint64_t first, std::uint64_t moment) const {
  for (std::uint64_t position = first; position != 0 && position <= moment; position = superseded_at(position)) {
    if (newest(position, moment)) return is_deletion(position) ? 0 : position;
  }
  return 0;
}

std::uint64_t Timeline::newest_from(std::uint64_t position) const {
  const std::uint64_t shown = shown_.load(std::memory_order_acquire);
  for (std::uint64_t next = superseded_at(position); next != 0 && next <= shown; next = superseded_at(position)) position = next;
  return position;
}

std::uint64_t Timeline::superseded_at(std::uint64_t position) const {
  return entry(position).superseded_at.load(std::memory_order_acquire);
}

bool Timeline::knows(std::uint64_t position) const {
  return entry(position).first.load(std::memory_order_acquire) != 0;
}

}  // namespace osler::store::rocks
