#pragma once
// The columns that searches asked for, as many as memory allows; those asked for last are kept. Small ones are made when
// they are asked for, large ones by a thread of its own: until one is there, searches do without.

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "store/rocks/extent_column.h"
#include "store/rocks/interval_column.h"
#include "store/rocks/link_column.h"
#include "store/rocks/published.h"
#include "store/rocks/recent_terms.h"

namespace osler::store::rocks {

struct ColumnsOptions {
  std::size_t bytes_max = std::size_t{64} << 20U;  ///< 0: there are none.
  std::uint64_t made_at_once_max = 20'000;         ///< Versions of the type.
};

/// Any thread.
class Columns {
 public:
  /// All must outlive it.
  Columns(const Postings& postings, const Published& published, const RecentTerms& recent, const Records& records,
          const ColumnsOptions& options);
  ~Columns();
  Columns(const Columns&) = delete;
  Columns& operator=(const Columns&) = delete;

  /// Null if there is none, or none yet. What it has is right for any moment; of versions that came later than
  /// until(), few unless writing is much faster than asking, it knows nothing.
  std::shared_ptr<const ExtentColumn> find(const Scope& scope, ParameterId parameter) const;
  /// For parameters of which there is no such column, or one that tells little, for values have units or several stand in one
  /// version. The same holds for it, and what came after its until() is among the recent terms, unless there is too much
  /// of it. Entries that came in behind before postings' `generation` are in it.
  std::shared_ptr<const IntervalColumn> intervals(const Scope& scope, ParameterId parameter, std::uint64_t generation) const;
  /// Of references to records of `target`. As intervals().
  std::shared_ptr<const LinkColumn> links(const Scope& source, ParameterId parameter, TypeId target, std::uint64_t generation) const;

 private:
  enum class Kind : std::uint8_t { kExtents, kIntervals, kLinks };
  struct Key {
    Partition partition;
    TypeId type;
    ParameterId parameter;
    Kind kind;
    TypeId target = TypeId::kNone;  ///< Of kLinks.
    auto operator<=>(const Key&) const = default;
    Scope scope() const { return {partition, type}; }
  };
  using Column = std::shared_ptr<const KeptColumn>;
  struct Entry {
    Column column;                 ///< Null: there can be none.
    std::uint64_t until = 0;       ///< When that was found.
    std::uint64_t generation = 0;  ///< Of the postings then.
    std::uint64_t purges = 0;      ///< Until then.
    std::uint64_t used = 0;        ///< The higher the later.
    bool waits = false;            ///< To be made anew.
  };
  Column kept(const Key& key, bool& decided) const;
  bool is_good(const Key& key, const Entry& entry) const;
  bool is_current(const Key& key, const Entry& entry) const;
  Column with_recent(const Key& key, const Entry& old) const;
  void make(const Key& key) const;
  Result<Column> made(const Key& key, const Index& index) const;
  void run();

  const Postings& postings_;
  const Published& published_;
  const RecentTerms& recent_;
  const Records& records_;
  const ColumnsOptions options_;

  mutable std::mutex mutex_;  ///< Held for moments only.
  mutable std::condition_variable asked_;
  mutable std::map<Key, Entry> entries_;
  mutable std::deque<Key> to_make_;
  mutable std::uint64_t uses_ = 0;
  std::atomic<bool> stopped_ = false;
  std::thread thread_;
};

}  // namespace osler::store::rocks
