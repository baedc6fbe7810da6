#pragma once
// What changed last, so that what a caller looked up a moment ago need not be looked up again: a look-up is still good
// unless the key stands here, or the look-up is older than everything here.

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace osler::store::rocks {

/// Counts batches of commits, from 1. A look-up made when batch n was the newest published saw all of batches 1 to n.
using BatchNumber = std::uint64_t;

/// One thread. `State` is what a key holds after its last change.
template <class State>
class RecentChanges {
 public:
  explicit RecentChanges(std::size_t keys_max) : keys_max_(keys_max) {}

  /// The key's state if it changed recently; null if it did not.
  const State* find(std::string_view key) const {
    const auto found = states_.find(key);
    return found == states_.end() ? nullptr : &found->second.state;
  }
  /// Whether everything that changed after batch `seen` is still known here.
  bool knows_all_since(BatchNumber seen) const { return seen >= forgotten_; }

  void set(std::string_view key, State state, BatchNumber batch) {
    const auto [entry, is_new] = states_.try_emplace(std::string(key));
    entry->second = {std::move(state), batch};
    order_.push_back({&entry->first, batch});
    while (order_.size() > keys_max_) forget_oldest();
  }
  /// A change that was kept elsewhere: the key's state, if it stands here.
  State* find_to_correct(std::string_view key) {
    const auto found = states_.find(key);
    return found == states_.end() ? nullptr : &found->second.state;
  }
  /// Look-ups that did not see batch `batch` are not good any more, whatever stands here.
  void forget_before(BatchNumber batch) { forgotten_ = std::max(forgotten_, batch); }
  /// Every key that changed after batch `seen`, some more than once, with its present state.
  template <class Visit>
  void for_each_since(BatchNumber seen, const Visit& visit) const {
    for (auto change = order_.rbegin(); change != order_.rend() && change->batch > seen; ++change) {
      visit(std::string_view(*change->key), states_.find(std::string_view(*change->key))->second.state);
    }
  }
  std::size_t size() const { return states_.size(); }

 private:
  struct Entry {
    State state{};
    BatchNumber batch = 0;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>()(key); }
  };
  struct Change {
    const std::string* key;
    BatchNumber batch;
  };

  void forget_oldest() {
    const Change oldest = order_.front();
    order_.pop_front();
    const auto entry = states_.find(std::string_view(*oldest.key));
    const bool is_last_change = entry->second.batch == oldest.batch;
    const bool again = !order_.empty() && is_last_change && last_with(oldest);
    if (is_last_change && !again) {
      forget_before(oldest.batch);
      states_.erase(entry);
    }
  }
  // One batch may change a key twice; the later change keeps the entry. Changes of a batch stand together.
  bool last_with(const Change& oldest) const {
    for (const Change& change : order_) {
      if (change.batch != oldest.batch) return false;
      if (change.key == oldest.key) return true;
    }
    return false;
  }

  std::size_t keys_max_;
  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> states_;
  std::deque<Change> order_;
  BatchNumber forgotten_ = 0;
};

}  // namespace osler::store::rocks
