#pragma once
// The records that a staged run writes, in the order of their positions, found by key: for judging, and for look-ups
// until `current` and `history` have them too. See docs/adr/0057.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/rocks/keys.h"
#include "store/rocks/terms.h"
#include "store/write_set.h"

namespace osler::store::rocks {

/// One version of a run: all that is known before the run has its positions and its time. Those of records that are new are held
/// in a fifth of its size.
struct RunVersion {
  std::uint64_t before = 0;  ///< Position of the version that it follows; 0: none.
  std::uint64_t first = 0;   ///< Position of the record's first version; 0: this is it.
  std::int64_t version = 1;
  std::int64_t created_ms = 0;  ///< Without meaning for a first version.
  Expect expect;
  std::uint32_t staged = 0;  ///< Its place among what was staged.
  Action action = Action::kCreate;
  bool was_live = false;
};

/// What a run has of one type.
struct RunPart {
  Scope scope;
  std::uint64_t versions = 0;
  std::int64_t live = 0;  ///< How many more records are live after it.
  std::size_t last = 0;   ///< The last place.
};

/// Filled by one thread; then read by any.
class RunKeys {
 public:
  /// False: the key is there already.
  bool add(std::string_view current_key, const RunVersion& version);
  /// Nothing is added any more: brings the keys in order, and counts.
  void seal();

  std::size_t size() const { return briefs_.size(); }
  std::string_view key(std::size_t i) const;
  RunVersion operator[](std::size_t i) const;
  /// Its place; nothing if the run does not write it.
  std::optional<std::size_t> find(std::string_view current_key) const;
  /// Places in order of keys. After seal().
  const std::vector<std::uint32_t>& by_key() const { return by_key_; }
  /// One for each type. After seal().
  const std::vector<RunPart>& parts() const { return parts_; }
  Scope scope(std::size_t i) const;
  std::string_view id(std::size_t i) const;

 private:
  static constexpr std::uint32_t kNotLong = ~std::uint32_t{0};
  /// Of a version: for a record that is new there is nothing else to say.
  struct Brief {
    std::uint32_t staged = 0;
    std::uint32_t at = kNotLong;  ///< Among those that are held whole.
    Action action = Action::kCreate;
    std::uint8_t expect = 0;      ///< Which of the kinds of Expect.
  };
  static bool is_brief(const RunVersion& version);
  std::size_t slot_of(std::string_view current_key) const;
  void grow();
  void count();

  std::string bytes_;
  std::vector<std::uint32_t> ends_;
  std::vector<Brief> briefs_;
  std::vector<RunVersion> whole_;     ///< Of records that were there before, and of those that are expected at a version.
  std::vector<std::uint32_t> slots_;  ///< By hash: a place and 1; 0: free.
  std::vector<std::uint32_t> by_key_;
  std::vector<RunPart> parts_;
};

/// A run whose positions and time are given.
struct PlacedRun {
  const RunKeys* keys;
  std::uint64_t base;
  std::int64_t time_ms;

  /// What `current` has, or will have, of its i-th record.
  CurrentState state(std::size_t i) const;
};

}  // namespace osler::store::rocks
