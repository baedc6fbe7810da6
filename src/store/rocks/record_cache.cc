#include "store/rocks/record_cache.h"

#include <rocksdb/cache.h>

#include "store/rocks/bytes.h"

namespace osler::store::rocks {
namespace {

constexpr std::size_t kFramesAtLeast = 64;  ///< So many of the largest size fit.
constexpr int kShardBits = 5;               ///< Each shard has a lock of its own, held for moments.
constexpr unsigned kFrameKeyBytes = 6;      ///< Fewer than a key of `current` has.

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

std::string frame_key(std::uint64_t position) {
  std::string key;
  append_number(key, position, kFrameKeyBytes);
  return key;
}

void free_frame(const rocksdb::Slice&, void* frame) { delete static_cast<std::string*>(frame); }
void keep_nothing(const rocksdb::Slice&, void*) {}

}  // namespace

RecordCache::RecordCache(std::size_t bytes_max)
    : frame_bytes_max_(bytes_max / kFramesAtLeast),
      cache_(bytes_max == 0 ? nullptr : rocksdb::NewLRUCache(bytes_max, kShardBits)) {}

bool RecordCache::frame(std::uint64_t position, std::string& bytes) const {
  if (!cache_) return false;
  rocksdb::Cache::Handle* found = cache_->Lookup(slice(frame_key(position)));
  if (found == nullptr) return false;
  bytes = *static_cast<const std::string*>(cache_->Value(found));
  cache_->Release(found);
  return true;
}

void RecordCache::keep_frame(std::uint64_t position, std::string_view bytes) const {
  if (!cache_ || bytes.size() > frame_bytes_max_) return;
  auto frame = std::make_unique<std::string>(bytes);
  const std::size_t size = sizeof(std::string) + frame->capacity();
  // Without a handle the cache takes it in any case, and lets it go again if there is no room.
  static_cast<void>(cache_->Insert(slice(frame_key(position)), frame.release(), size, free_frame));
}

/// The number itself stands where a pointer would.
std::uint64_t RecordCache::some_version(std::string_view current_key) const {
  if (!cache_) return 0;
  rocksdb::Cache::Handle* found = cache_->Lookup(slice(current_key));
  if (found == nullptr) return 0;
  const auto position = reinterpret_cast<std::uintptr_t>(cache_->Value(found));
  cache_->Release(found);
  return position;
}

void RecordCache::keep_version(std::string_view current_key, std::uint64_t position) const {
  if (!cache_) return;
  void* value = reinterpret_cast<void*>(static_cast<std::uintptr_t>(position));
  static_cast<void>(cache_->Insert(slice(current_key), value, 0, keep_nothing));
}

void RecordCache::forget_frame(std::uint64_t position) const {
  if (cache_) cache_->Erase(slice(frame_key(position)));
}

void RecordCache::forget_version(std::string_view current_key) const {
  if (cache_) cache_->Erase(slice(current_key));
}

}  // namespace osler::store::rocks
