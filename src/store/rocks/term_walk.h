#pragma once
// The terms of the index in order, each with the versions that have it, wherever these are kept at the moment: on disk,
// being written there, or in memory only.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/rocks/database.h"
#include "store/rocks/delta.h"
#include "store/rocks/position_bits.h"
#include "store/rocks/positions.h"

namespace osler::store::rocks {

enum class Direction : std::uint8_t { kAscending, kDescending };

/// What the index is made of, beside what is on disk. A version stands in at least one place: whoever takes the
/// segments first, and looks on the disk then, finds every version that was published before.
struct Segments {
  std::shared_ptr<const Delta> active;  ///< Still growing.
  std::shared_ptr<const Delta> frozen;  ///< Being written to disk; null: none is.
};

/// Keys of [begin, end), without the block's position at their ends. Check status() once valid() is false.
class TermWalk {
 public:
  TermWalk(const Database& database, const Segments& segments, std::string_view begin, std::string_view end,
           Direction direction = Direction::kAscending);

  bool valid() const { return valid_; }
  /// Stays until next() or seek().
  std::string_view term() const { return term_; }
  void next();
  /// To the first term at or after `term`, which must come after the present one. For ascending walks.
  void seek(std::string_view term);

  // Of the present term. Each may be called once, and one of them.
  /// Appends its positions: every one at least once, in no order.
  void read(Positions& out);
  /// The same, into a set.
  void read(PositionBits& out);
  /// The same. False if there are more than about `most`: then some are missing.
  bool read_few(std::uint64_t most, Positions& out);
  /// Appends those of `candidates`, which are ascending, that it has.
  void read_among(const Positions& candidates, Positions& out);
  /// Adds up how many positions there are, until `enough`; some may be counted twice.
  std::uint64_t count(std::uint64_t enough);

  /// Errors: kInternal (damage).
  Status status() const;

 private:
  bool on_disk() const;
  bool holds(const Delta::Cursor& cursor) const;
  void settle();
  void step_disk();
  void seek_block(std::uint64_t position);
  void leave_term_on_disk();

  std::string end_;
  Segments segments_;
  Direction direction_;
  std::string begin_;
  Scan scan_;
  std::vector<Delta::Cursor> deltas_;
  std::string term_;
  bool valid_ = false;
  bool damaged_ = false;
};

}  // namespace osler::store::rocks
