#include "store/rocks/keys.h"

#include "base/assert.h"
#include "store/rocks/bytes.h"

namespace osler::store::rocks {
namespace {

constexpr std::size_t kRecordKeyBytesUsual = 48;

void append_record(std::string& out, Partition partition, const RecordKey& key) {
  out.reserve(kRecordKeyBytesUsual);
  append_u32(out, partition.number());
  append_u16(out, number_of(key.type));
  out += key.id;
}

}  // namespace

std::string version_key(Position position) {
  std::string out;
  append_u64(out, position.number);
  return out;
}

std::string current_key(Partition partition, const RecordKey& key) {
  std::string out;
  append_record(out, partition, key);
  return out;
}

std::string history_prefix(Partition partition, const RecordKey& key) {
  std::string out;
  append_record(out, partition, key);
  out.push_back('\0');
  return out;
}

std::string history_key(Partition partition, const RecordKey& key, Version version) {
  std::string out = history_prefix(partition, key);
  append_u64(out, static_cast<std::uint64_t>(version.number));
  return out;
}

std::string history_key(std::string_view current_key, Version version) {
  std::string out(current_key);
  out.push_back('\0');
  append_u64(out, static_cast<std::uint64_t>(version.number));
  return out;
}

std::string row_prefix(Partition partition, std::string_view table) {
  std::string out;
  append_u32(out, partition.number());
  out += table;
  out.push_back('\0');
  return out;
}

std::string row_key(Partition partition, std::string_view table, std::string_view key) {
  std::string out = row_prefix(partition, table);
  out += key;
  return out;
}

std::string audit_prefix(Partition partition) {
  std::string out;
  append_u32(out, partition.number());
  return out;
}

std::string audit_key(Partition partition, std::uint64_t sequence) {
  std::string out = audit_prefix(partition);
  append_u64(out, sequence);
  return out;
}

std::string end_of_prefix(std::string prefix) {
  while (!prefix.empty() && prefix.back() == '\xff') prefix.pop_back();
  OSLER_ASSERT(!prefix.empty());
  prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1U);
  return prefix;
}

std::string current_value(const CurrentState& state) {
  std::string out;
  out.reserve(4 * sizeof(std::uint64_t) + 1);
  append_u64(out, state.position.number);
  append_u64(out, state.first.number);
  append_u64(out, static_cast<std::uint64_t>(state.version.number));
  append_u64(out, static_cast<std::uint64_t>(state.created_ms));
  append_u8(out, static_cast<std::uint8_t>(state.action));
  return out;
}

Result<CurrentState> read_current_value(std::string_view bytes) {
  ByteReader in(bytes);
  CurrentState state;
  state.position.number = in.u64();
  state.first.number = in.u64();
  state.version.number = static_cast<std::int64_t>(in.u64());
  state.created_ms = static_cast<std::int64_t>(in.u64());
  const std::uint8_t action = in.u8();
  if (!in.done() || !is_action(action)) return internal_error("damaged row of column family current");
  state.action = static_cast<Action>(action);
  return state;
}

std::string history_value(Position position, Action action) {
  std::string out;
  append_u64(out, position.number);
  append_u8(out, static_cast<std::uint8_t>(action));
  return out;
}

Result<HistoryLine> read_history_line(std::string_view key, std::string_view value) {
  constexpr std::size_t kBeforeId = 4 + 2;
  constexpr std::size_t kAfterId = 1 + 8;
  const Error damaged = internal_error("damaged row of column family history");
  if (key.size() <= kBeforeId + kAfterId) return damaged;
  ByteReader in(key);
  HistoryLine line;
  line.partition = Partition::from_number(in.u32());
  line.key.type = static_cast<TypeId>(in.u16());
  line.key.id = in.take(key.size() - kBeforeId - kAfterId);
  const bool ended = in.u8() == 0;
  line.version.number = static_cast<std::int64_t>(in.u64());
  ByteReader values(value);
  line.position.number = values.u64();
  const std::uint8_t action = values.u8();
  if (!ended || !values.done() || !is_action(action)) return damaged;
  line.action = static_cast<Action>(action);
  return line;
}

}  // namespace osler::store::rocks
