#include "store/rocks/timeline.h"

#include "base/assert.h"

namespace osler::store::rocks {

Timeline::~Timeline() {
  for (std::atomic<Chunk*>& chunk : *chunks_) delete chunk.load();
}

const Timeline::Entry& Timeline::entry(std::uint64_t position) const {
  static const Entry kUnknown;
  const std::uint64_t chunk_number = position / kChunkEntries;
  if (chunk_number >= kChunks) return kUnknown;
  const Chunk* chunk = (*chunks_)[chunk_number].load(std::memory_order_acquire);
  return chunk == nullptr ? kUnknown : (*chunk)[position % kChunkEntries];
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

bool Timeline::newest(std::uint64_t position, std::uint64_t moment) const {
  if (position == 0 || position > moment) return false;
  const std::uint64_t by = entry(position).superseded_at.load(std::memory_order_acquire);
  return by == 0 || by > moment;
}

bool Timeline::visible(std::uint64_t position, std::uint64_t moment) const {
  return newest(position, moment) && !is_deletion(position);
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

std::uint64_t Timeline::superseded_at(std::uint64_t position) const {
  return entry(position).superseded_at.load(std::memory_order_acquire);
}

bool Timeline::is_deletion(std::uint64_t position) const {
  return (entry(position).first.load(std::memory_order_acquire) & kDeletion) != 0;
}

bool Timeline::knows(std::uint64_t position) const {
  return entry(position).first.load(std::memory_order_acquire) != 0;
}

}  // namespace osler::store::rocks
