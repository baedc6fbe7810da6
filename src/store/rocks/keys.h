#pragma once
// The keys of every column family but the index's terms (terms.h). The layout stands in docs/formats/store.md.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/partition.h"
#include "store/record.h"

namespace osler::store::rocks {

std::string version_key(Position position);
std::string current_key(Partition partition, const RecordKey& key);
/// Begins the keys of all versions of one record.
std::string history_prefix(Partition partition, const RecordKey& key);
std::string history_key(Partition partition, const RecordKey& key, Version version);
/// The same, made of the record's key of `current`.
std::string history_key(std::string_view current_key, Version version);
/// Begins the keys of all rows of one table.
std::string row_prefix(Partition partition, std::string_view table);
std::string row_key(Partition partition, std::string_view table, std::string_view key);
std::string audit_prefix(Partition partition);
std::string audit_key(Partition partition, std::uint64_t sequence);

/// The least key that is greater than every key with this prefix. The prefix must not be all 0xFF.
std::string end_of_prefix(std::string prefix);

/// Whether a byte that was read is one of the actions.
constexpr bool is_action(std::uint8_t number) { return number >= 1 && number <= 3; }

/// A record's newest version: the value of `current`. What a decision about the record needs.
struct CurrentState {
  Position position;
  Position first;
  Version version;
  std::int64_t created_ms = 0;
  Action action = Action::kCreate;

  bool is_deleted() const { return action == Action::kDelete; }
  bool operator==(const CurrentState&) const = default;
};
std::string current_value(const CurrentState& state);
Result<CurrentState> read_current_value(std::string_view bytes);

/// One line of a record's history.
struct HistoryLine {
  Partition partition = Partition::system();
  RecordKey key;
  Version version;
  Position position;
  Action action = Action::kCreate;
};
std::string history_value(Position position, Action action);
Result<HistoryLine> read_history_line(std::string_view key, std::string_view value);

}  // namespace osler::store::rocks
