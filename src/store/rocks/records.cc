#include "store/rocks/records.h"

#include "store/rocks/bytes.h"

namespace osler::store::rocks {

Result<std::optional<CurrentState>> Records::state(std::string_view current_key) const {
  std::string value;
  OSLER_TRY(const bool there, database_.get(Column::kCurrent, current_key, value));
  if (!there) return std::optional<CurrentState>();
  OSLER_TRY(const CurrentState state, read_current_value(value));
  return std::optional(state);
}

Result<std::optional<CurrentState>> Records::state(Partition partition, const RecordKey& key) const {
  return state(current_key(partition, key));
}

Result<std::optional<Position>> Records::place(Partition partition, const RecordKey& key, Version version) const {
  std::string value;
  OSLER_TRY(const bool there, database_.get(Column::kHistory, history_key(partition, key, version), value));
  if (!there) return std::optional<Position>();
  return std::optional(Position{ByteReader(value).u64()});
}

Result<Frame> Records::frame(Position position, std::string& bytes, FrameCheck check) const {
  OSLER_TRY(const bool there, database_.get(Column::kVersion, version_key(position), bytes));
  if (!there) return internal_error("damaged store: no record at position " + std::to_string(position.number));
  return read_frame(bytes, position, check);
}

Result<FrameHeader> Records::header(Position position) const {
  thread_local std::string bytes;
  OSLER_TRY(Frame read, frame(position, bytes, FrameCheck::kHeader));
  return std::move(read.head);
}

Result<Record> Records::record(Position position) const {
  thread_local std::string bytes;
  OSLER_TRY(Frame read, frame(position, bytes, FrameCheck::kContent));
  OSLER_TRY(std::string text, compressor_.text_of(read));
  return Record{std::move(read.head.key), std::move(read.head.header), std::move(text)};
}

Result<Values> Records::values(Position position, const Extractor& extractor) const {
  thread_local std::string bytes;
  OSLER_TRY(Frame read, frame(position, bytes, FrameCheck::kContent));
  Values values{std::move(read.head.key.id), {}};
  if (read.head.header.is_deleted()) return values;
  OSLER_TRY(const std::string text, compressor_.text_of(read));
  OSLER_RETURN_IF_ERROR(extractor.extract(read.head.partition, read.head.key.type, text, values.entries));
  return values;
}

Status Records::folded_text(Position position, ParameterId field, const Extractor& extractor, std::string& out) const {
  thread_local std::string bytes;
  OSLER_TRY(Frame read, frame(position, bytes, FrameCheck::kContent));
  OSLER_TRY(const std::string text, compressor_.text_of(read));
  return extractor.folded_text(read.head.partition, read.head.key.type, text, field, out);
}

}  // namespace osler::store::rocks
