#pragma once
// A slice of the matches in the order asked for, found the cheapest way: from the positions alone, by reading the
// records, or by walking a sort order and probing.

#include <span>
#include <vector>

#include "store/extractor.h"
#include "store/rocks/index.h"
#include "store/rocks/records.h"
#include "store/rocks/walks.h"

namespace osler::store::rocks {

/// The matches of one type.
struct Selection {
  Scope scope;
  bool is_whole = false;  ///< Everything visible of the type, but for `positions`.
  Positions positions;
  std::uint64_t size = 0;         ///< Exact, but for a whole type: about.
  std::uint64_t walk_length = 0;  ///< About how many versions the type has.

  bool contains(std::uint64_t position) const { return rocks::contains(positions, position) != is_whole; }
};

/// Which part of the order.
struct Slice {
  std::uint64_t skip = 0;
  std::uint64_t count = 0;
  std::uint64_t anchor = 0;  ///< If not 0: the place after which the slice begins; `skip` then does not count.
};

class Ordering {
 public:
  Ordering(const Index& index, const Records& records, const Extractor& extractor)
      : index_(index), records_(records), extractor_(extractor) {}

  /// Positions in order. No keys: by creation, oldest first, which also breaks all ties.
  Result<Positions> slice(const std::vector<Selection>& selections, std::span<const SortKey> keys, Slice wanted) const;

 private:
  Result<Positions> by_place(const std::vector<Selection>& selections, PlaceBy by, Direction direction,
                             Slice wanted) const;
  Result<Positions> merged_walks(const std::vector<Selection>& selections, PlaceBy by, Direction direction,
                                 Slice wanted) const;
  Result<Positions> by_reading(const std::vector<Selection>& selections, std::span<const SortKey> keys,
                               Slice wanted) const;
  Result<Positions> by_walking(const std::vector<Selection>& selections, std::span<const SortKey> keys,
                               Slice wanted) const;
  Result<bool> must_read(const std::vector<Selection>& selections, const SortKey& key, Slice wanted) const;
  Result<Positions> positions_of(const Selection& selection) const;

  const Index& index_;
  const Records& records_;
  const Extractor& extractor_;
};

}  // namespace osler::store::rocks
