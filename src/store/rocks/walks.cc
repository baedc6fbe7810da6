#include "store/rocks/walks.h"

#include "store/matches.h"
#include "store/rocks/bytes.h"
#include "store/rocks/keys.h"

namespace osler::store::rocks {
namespace {

constexpr std::size_t kBeforeTag = 8;  ///< Partition, type, parameter.
constexpr std::size_t kBeforeId = 6;   ///< Partition, type.

Scan every_version(const Index& index, const Scope& scope, Direction direction, std::uint64_t anchor) {
  const std::uint64_t last = index.moment();
  if (direction == Direction::kAscending) {
    return index.database().scan(Column::kIndex, every_version_key(scope, anchor + 1),
                                 every_version_key(scope, last + 1));
  }
  const std::uint64_t end = anchor == 0 ? last + 1 : anchor;
  return index.database().scan_back(Column::kIndex, every_version_key(scope, 0), every_version_key(scope, end));
}

}  // namespace

PlaceWalk::PlaceWalk(const Index& index, const Scope& scope, PlaceBy by, Direction direction, std::uint64_t anchor)
    : index_(index), by_(by), direction_(direction), scan_(every_version(index, scope, direction, anchor)) {}

std::optional<Placed> PlaceWalk::placed(std::uint64_t position) const {
  if (by_ == PlaceBy::kUpdate) {
    if (!index_.visible(position)) return std::nullopt;
    return Placed{position, position};
  }
  if (index_.timeline().first(position) != position) return std::nullopt;
  const std::uint64_t visible = index_.timeline().visible_from(position, index_.moment());
  if (visible == 0) return std::nullopt;
  return Placed{position, visible};
}

std::optional<Placed> PlaceWalk::next() {
  while (scan_.valid()) {
    const std::optional<Placed> found = placed(position_of_key(scan_.key()));
    if (direction_ == Direction::kAscending) scan_.next();
    if (direction_ == Direction::kDescending) scan_.previous();
    if (found) return found;
  }
  return std::nullopt;
}

ValueWalk ValueWalk::by_parameter(const Index& index, const Scope& scope, const SortKey& key) {
  const ParameterId parameter = key.parameter;
  const Direction direction = key.descending ? Direction::kDescending : Direction::kAscending;
  ValueWalk made(index, direction);
  if (!ends_first(key)) {
    made.terms_ = index.walk(primary_range(scope, parameter), direction);
    return made;
  }
  // Downwards intervals are ordered by their high ends. As values they come after all other kinds.
  const std::string by_high = tag_prefix(scope, parameter, Tag::kIntervalByHigh);
  made.terms_ = index.walk({by_high, end_of_prefix(by_high)}, direction);
  made.then_ =
      index.walk({parameter_prefix(scope, parameter), tag_prefix(scope, parameter, Tag::kInterval)}, direction);
  return made;
}

ValueWalk ValueWalk::by_id(const Index& index, const Scope& scope, Direction direction) {
  std::string prefix;
  append_u32(prefix, scope.partition.number());
  append_u16(prefix, number_of(scope.type));
  ValueWalk made(index, direction);
  made.ids_ = direction == Direction::kAscending
                  ? index.database().scan(Column::kCurrent, prefix, end_of_prefix(prefix))
                  : index.database().scan_back(Column::kCurrent, prefix, end_of_prefix(prefix));
  return made;
}

std::optional<Valued> ValueWalk::next_of_ids() {
  while (ids_->valid()) {
    Valued found{std::string(ids_->key().substr(kBeforeId)), {}};
    const Result<CurrentState> state = read_current_value(ids_->value());
    if (direction_ == Direction::kAscending) ids_->next();
    if (direction_ == Direction::kDescending) ids_->previous();
    if (!state.ok()) continue;  // Verification finds it; here its record is missing from the order.
    const std::uint64_t newest = state->position.number;
    const std::uint64_t position =
        index_.visible(newest) ? newest : index_.timeline().visible_from(state->first.number, index_.moment());
    if (position == 0) continue;
    found.positions.push_back(position);
    return found;
  }
  return std::nullopt;
}

std::optional<Valued> ValueWalk::next_of_terms() {
  while (true) {
    for (; terms_->valid(); terms_->next()) {
      Positions positions;
      terms_->read(positions);
      index_.keep_visible(positions);
      if (positions.empty()) continue;
      Valued found{std::string(terms_->term().substr(kBeforeTag)), std::move(positions)};
      terms_->next();
      return found;
    }
    if (!then_ || !terms_->status().ok()) return std::nullopt;
    terms_ = std::move(then_);
    then_.reset();
  }
}

std::optional<Valued> ValueWalk::next() { return ids_ ? next_of_ids() : next_of_terms(); }

Result<bool> has_unwalkable_values(const Index& index, const Scope& scope, ParameterId parameter) {
  const std::string first = tag_prefix(scope, parameter, Tag::kGeoPoint);
  const TermWalk terms = index.walk({first, end_of_prefix(tag_prefix(scope, parameter, Tag::kComposite))});
  OSLER_RETURN_IF_ERROR(terms.status());
  return terms.valid();
}

}  // namespace osler::store::rocks
