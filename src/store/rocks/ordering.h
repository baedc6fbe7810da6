#pragma once
// A slice of the matches in the order asked for, found the cheapest way: from the positions alone, by reading the
// records, or by walking a sort order and probing.

#include <span>
#include <string_view>
#include <vector>

#include "store/extractor.h"
#include "store/rocks/evaluate.h"
#include "store/rocks/index.h"
#include "store/rocks/records.h"
#include "store/rocks/walks.h"

namespace osler::store::rocks {

/// The matches of one type.
struct Selection {
  Scope scope;
  bool is_whole = false;  ///< Everything visible of the type, but for what was found.
  Found found;
  std::uint64_t listed = 0;       ///< How many were found.
  std::uint64_t size = 0;         ///< Exact, but for a whole type: about.
  std::uint64_t walk_length = 0;  ///< About how many versions the type has.

  bool contains(std::uint64_t position) const {
    const bool is_found = found.bits ? found.bits->has(position) : rocks::contains(found.list, position);
    return is_found != is_whole;
  }
};

/// Which part of the order.
struct Slice {
  std::uint64_t skip = 0;
  std::uint64_t count = 0;
  std::uint64_t anchor = 0;  ///< If not 0: the place after which the slice begins; `skip` then does not count.
};

/// The slice of what is in order already.
Positions cut(Positions ordered, const Slice& wanted);

class Ordering {
 public:
  Ordering(const Index& index, const Ground& ground, const Extractor& extractor)
      : index_(index), records_(ground.records), columns_(ground.columns), extractor_(extractor) {}

  /// Positions in order. No keys: by creation, oldest first, which also breaks all ties. `how`: in words, for explaining.
  Result<Positions> slice(const std::vector<Selection>& selections, std::span<const SortKey> keys, Slice wanted,
                          std::string_view* how = nullptr) const;

 private:
  Result<Positions> by_place(const std::vector<Selection>& selections, PlaceBy by, Direction direction,
                             Slice wanted) const;
  Positions by_asking(const std::vector<Selection>& selections, PlaceBy by, Direction direction, Slice wanted) const;
  Result<Positions> merged_walks(const std::vector<Selection>& selections, PlaceBy by, Direction direction,
                                 Slice wanted) const;
  Result<Positions> by_reading(const std::vector<Selection>& selections, std::span<const SortKey> keys,
                               Slice wanted) const;
  Result<std::optional<Positions>> by_extent(const std::vector<Selection>& selections, std::span<const SortKey> keys,
                                             Slice wanted) const;
  struct ExtentRow;
  struct ExtentRows;
  Result<std::optional<ExtentRows>> extents(const std::vector<Selection>& selections, const SortKey& key) const;
  Result<Positions> settled(const std::vector<Selection>& selections, std::span<ExtentRow> equals,
                            std::span<const SortKey> keys) const;
  Result<Positions> by_walking(const std::vector<Selection>& selections, std::span<const SortKey> keys,
                               Slice wanted) const;
  Result<bool> must_read(const std::vector<Selection>& selections, const SortKey& key, Slice wanted) const;
  Result<Positions> positions_of(const Selection& selection) const;

  const Index& index_;
  const Records& records_;
  const Columns& columns_;
  const Extractor& extractor_;
};

}  // namespace osler::store::rocks
