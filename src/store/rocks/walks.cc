#include "store/rocks/walks.h"

#include "store/rocks/bytes.h"
#include "store/rocks/keys.h"

namespace osler::store::rocks {
namespace {

constexpr std::size_t kBeforeTerm = 8;  ///< Partition, type, parameter.
constexpr std::size_t kBeforeId = 6;    ///< Partition, type.

Scan every_version(const Index& index, const Scope& scope, Direction direction, std::uint64_t anchor) {
  const std::uint64_t last = index.moment();
  if (direction == Direction::kAscending) {
    return index.database().scan(Column::kIndex, every_version_key(scope, anchor + 1),
                                 every_version_key(scope, last + 1));
  }
  const std::uint64_t end = anchor == 0 ? last + 1 : anchor;
  return index.database().scan_back(Column::kIndex, every_version_key(scope, 0), every_version_key(scope, end));
}

Scan range(const Index& index, Column column, const std::string& begin, const std::string& end, Direction direction) {
  return direction == Direction::kAscending ? index.database().scan(column, begin, end)
                                            : index.database().scan_back(column, begin, end);
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

ValueWalk ValueWalk::by_parameter(const Index& index, const Scope& scope, ParameterId parameter, Direction direction) {
  if (direction == Direction::kAscending) {
    const TermRange primary = primary_range(scope, parameter);
    return {index, Source::kIndex, direction, range(index, Column::kIndex, primary.begin, primary.end, direction), {}};
  }
  // Downwards intervals are ordered by their high ends. As values they come after all other kinds.
  const std::string by_high = tag_prefix(scope, parameter, Tag::kIntervalByHigh);
  const std::string intervals = tag_prefix(scope, parameter, Tag::kInterval);
  return {index, Source::kIndex, direction, range(index, Column::kIndex, by_high, end_of_prefix(by_high), direction),
          range(index, Column::kIndex, parameter_prefix(scope, parameter), intervals, direction)};
}

ValueWalk ValueWalk::by_id(const Index& index, const Scope& scope, Direction direction) {
  std::string prefix;
  append_u32(prefix, scope.partition.number());
  append_u16(prefix, number_of(scope.type));
  return {
      index, Source::kCurrent, direction, range(index, Column::kCurrent, prefix, end_of_prefix(prefix), direction), {}};
}

std::optional<Valued> ValueWalk::valued() const {
  const std::string_view key = scan_.key();
  if (source_ == Source::kIndex) {
    const std::uint64_t position = position_of_key(key);
    if (!index_.visible(position)) return std::nullopt;
    return Valued{std::string(key.substr(kBeforeTerm, key.size() - kBeforeTerm - kPositionBytes)), position};
  }
  const Result<CurrentState> state = read_current_value(scan_.value());
  if (!state.ok()) return std::nullopt;  // Verification finds it; here its record is missing from the order.
  const std::uint64_t newest = state->position.number;
  const std::uint64_t position =
      index_.visible(newest) ? newest : index_.timeline().visible_from(state->first.number, index_.moment());
  if (position == 0) return std::nullopt;
  return Valued{std::string(key.substr(kBeforeId)), position};
}

void ValueWalk::step() {
  if (direction_ == Direction::kAscending) scan_.next();
  if (direction_ == Direction::kDescending) scan_.previous();
}

std::optional<Valued> ValueWalk::next() {
  while (true) {
    for (; scan_.valid(); step()) {
      std::optional<Valued> found = valued();
      if (!found) continue;
      step();
      return found;
    }
    if (!then_ || !scan_.status().ok()) return std::nullopt;
    scan_ = std::move(*then_);
    then_.reset();
  }
}

Result<bool> has_composites(const Index& index, const Scope& scope, ParameterId parameter) {
  const std::string prefix = tag_prefix(scope, parameter, Tag::kComposite);
  const Scan scan = index.database().scan(Column::kIndex, prefix, end_of_prefix(prefix));
  OSLER_RETURN_IF_ERROR(scan.status());
  return scan.valid();
}

}  // namespace osler::store::rocks
