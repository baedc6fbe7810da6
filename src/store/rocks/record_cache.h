#pragma once
// Versions that were read lately, as they lie on disk, and where records are found. Nothing in it becomes wrong by
// writing, so no write has to touch it: a version never changes, and of a record it knows some version, from which the
// timeline leads to the newest. Only a purge does.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace rocksdb {
class Cache;
}

namespace osler::store::rocks {

/// Any thread. What was used longest ago goes first; what was used once goes before what was used again.
class RecordCache {
 public:
  /// Memory taken is at most about `bytes_max`. 0: keeps nothing.
  explicit RecordCache(std::size_t bytes_max);

  /// Replaces `bytes` by the frame at a position. False: not kept.
  bool frame(std::uint64_t position, std::string& bytes) const;
  /// Larger frames than a 64th of everything are not kept.
  void keep_frame(std::uint64_t position, std::string_view bytes) const;

  /// The position of some version of the record with this key of `current`; 0: not known.
  std::uint64_t some_version(std::string_view current_key) const;
  void keep_version(std::string_view current_key, std::uint64_t position) const;

  // What was purged.
  void forget_frame(std::uint64_t position) const;
  void forget_version(std::string_view current_key) const;

 private:
  std::size_t frame_bytes_max_;
  std::shared_ptr<rocksdb::Cache> cache_;  ///< Null: nothing is kept.
};

}  // namespace osler::store::rocks
