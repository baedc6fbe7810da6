#include "store/rocks/settling.h"

#include <algorithm>

#include "store/rocks/bytes.h"
#include "store/rocks/keys.h"

namespace osler::store::rocks {

void Settling::overtaken(std::string_view current_key) {
  if (const auto place = run_->keys->find(current_key)) overtaken_.insert(*place);
}

bool Settling::add_rows(std::size_t records, Batch& batch, const Visit& visit) {
  const RunKeys& keys = *run_->keys;
  const PlacedRun placed = run_->placed();
  const std::size_t end = std::min(next_ + records, keys.size());
  for (; next_ < end; ++next_) {
    const std::size_t place = keys.by_key()[next_];
    const CurrentState state = placed.state(place);
    if (!overtaken_.contains(place)) batch.put(Column::kCurrent, keys.key(place), current_value(state));
    visit(keys.key(place), state);
    batch.put(Column::kHistory, history_key(keys.key(place), state.version),
              history_value(state.position, state.action));
  }
  if (next_ < keys.size()) return false;
  row_.state = RunState::kSettled;
  batch.put(Column::kMeta, run_key(row_.base), run_value(row_));
  return true;
}

}  // namespace osler::store::rocks
