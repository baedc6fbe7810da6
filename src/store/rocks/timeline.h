#pragma once
// Which versions are visible at which moment: for each position, where its record began and where it was superseded.
// In memory only, 16 bytes a version; filled at open from the history, then by the committer.

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

#include "store/record.h"

namespace osler::store::rocks {

/// One thread adds; any number read. What a reader asks about positions up to a moment that was published to it is
/// settled, whatever is added meanwhile: entries never move, and a later supersession does not change the answer.
class Timeline {
 public:
  Timeline() = default;
  Timeline(const Timeline&) = delete;
  Timeline& operator=(const Timeline&) = delete;
  ~Timeline();

  /// `position` must be above 0 and not added yet.
  void add(std::uint64_t position, std::uint64_t first, Action action);
  /// `position` is the record's newest version no longer: `by` is.
  void supersede(std::uint64_t position, std::uint64_t by);
  /// Readers may see everything up to here.
  void show(std::uint64_t moment) { shown_.store(moment, std::memory_order_release); }

  /// The version is no more, and never was: visible at no moment.
  void purge(std::uint64_t position);

  /// Whether the version is its record's newest at `moment`, and not a deletion. No version is visible where none was added.
  bool visible(std::uint64_t position, std::uint64_t moment) const;
  /// Whether the version is its record's newest at `moment`, deletion or not.
  bool newest(std::uint64_t position, std::uint64_t moment) const;
  /// The position of the record's first version: its place in the order of creation.
  std::uint64_t first(std::uint64_t position) const;
  /// The record's version that is visible at `moment`, found from its first version on; 0 if none is.
  std::uint64_t visible_from(std::uint64_t first, std::uint64_t moment) const;
  /// The record's newest version of all that are shown, found from one of them on.
  std::uint64_t newest_from(std::uint64_t position) const;
  /// The position of the record's next version; 0: none yet.
  std::uint64_t superseded_at(std::uint64_t position) const;
  bool is_deletion(std::uint64_t position) const;
  /// A deletion that is its record's first version: there is no other such.
  bool is_purged(std::uint64_t position) const;
  /// Whether the position was added. (For verification.)
  bool knows(std::uint64_t position) const;

 private:
  static constexpr std::size_t kChunkEntries = 1U << 16U;
  static constexpr std::size_t kChunks = 1U << 16U;  ///< 4,294,967,296 versions.
  static constexpr std::uint64_t kDeletion = 1ULL << 63U;

  struct Entry {
    std::atomic<std::uint64_t> superseded_at{0};
    std::atomic<std::uint64_t> first{0};  ///< With kDeletion set for a deletion.
  };
  using Chunk = std::array<Entry, kChunkEntries>;

  const Entry& entry(std::uint64_t position) const;
  Entry& entry_to_write(std::uint64_t position);

  Entry unknown_;
  std::atomic<std::uint64_t> shown_{0};
  std::unique_ptr<std::array<std::atomic<Chunk*>, kChunks>> chunks_ =
      std::make_unique<std::array<std::atomic<Chunk*>, kChunks>>();
};

// Asked once for every match of every search.

inline const Timeline::Entry& Timeline::entry(std::uint64_t position) const {
  const std::uint64_t chunk_number = position / kChunkEntries;
  if (chunk_number >= kChunks) return unknown_;
  const Chunk* chunk = (*chunks_)[chunk_number].load(std::memory_order_acquire);
  return chunk == nullptr ? unknown_ : (*chunk)[position % kChunkEntries];
}

inline bool Timeline::newest(std::uint64_t position, std::uint64_t moment) const {
  if (position == 0 || position > moment) return false;
  const std::uint64_t by = entry(position).superseded_at.load(std::memory_order_acquire);
  return by == 0 || by > moment;
}

inline bool Timeline::visible(std::uint64_t position, std::uint64_t moment) const {
  const std::uint64_t first = newest(position, moment) ? entry(position).first.load(std::memory_order_acquire) : 0;
  return first != 0 && (first & kDeletion) == 0;
}

inline bool Timeline::is_purged(std::uint64_t position) const {
  return entry(position).first.load(std::memory_order_acquire) == (position | kDeletion);
}

inline bool Timeline::is_deletion(std::uint64_t position) const {
  return (entry(position).first.load(std::memory_order_acquire) & kDeletion) != 0;
}

}  // namespace osler::store::rocks
