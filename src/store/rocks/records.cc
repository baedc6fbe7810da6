#include "store/rocks/records.h"

#include <algorithm>

#include "store/rocks/bytes.h"
#include "store/rocks/purge.h"

namespace osler::store::rocks {
namespace {

/// A page this large is part of a sweep over everything, an export: it would only drive out what others read often.
constexpr std::size_t kSweepRows = 500;

Error missing(Position position) {
  return internal_error("damaged store: no record at position " + std::to_string(position.number));
}

}  // namespace

/// Of a record that was purged nothing is known, but of one that was written anew under its id.
std::uint64_t Records::some_version(std::string_view current_key) const {
  const std::uint64_t known = cache_.some_version(current_key);
  return timeline_.is_purged(known) ? 0 : known;
}

void Records::forget(std::string_view current_key, const std::vector<PurgedVersion>& versions) const {
  cache_.forget_version(current_key);
  for (const PurgedVersion& version : versions) cache_.forget_frame(version.position);
}

/// What was read from the disk just before it was purged must not stay.
void Records::keep(std::uint64_t position, std::string_view frame) const {
  cache_.keep_frame(position, frame);
  if (timeline_.is_purged(position)) cache_.forget_frame(position);
}

/// A version that was written but is not published yet is found on the disk only: then nothing follows it either.
Result<std::optional<Position>> Records::newest(Partition partition, const RecordKey& key) const {
  const std::string name = current_key(partition, key);
  const std::uint64_t known = some_version(name);
  std::uint64_t newest = timeline_.newest_from(known);
  if (known == 0) {
    OSLER_TRY(const std::optional<CurrentState> found, state(name));
    if (!found) return std::optional<Position>();
    newest = found->position.number;
  }
  if (newest != known) cache_.keep_version(name, newest);
  return std::optional(Position{newest});
}

/// Deletions are known for every version that is published, so a record that was met before takes no look at the disk.
Result<std::optional<CurrentState>> Records::liveness(std::string_view current_key) const {
  const std::uint64_t newest = timeline_.newest_from(some_version(current_key));
  if (timeline_.knows(newest)) {
    const bool is_deletion = timeline_.is_deletion(newest);
    return std::optional(CurrentState{Position{newest}, {}, {}, 0, is_deletion ? Action::kDelete : Action::kUpdate});
  }
  OSLER_TRY(const std::optional<CurrentState> found, state(current_key));
  if (found) cache_.keep_version(current_key, found->position.number);
  return found;
}

Result<std::optional<CurrentState>> Records::state(std::string_view current_key) const {
  const std::shared_ptr<const UnsettledRun> run = runs_.unsettled();
  const std::optional<CurrentState> of_run = run ? run->state(current_key) : std::nullopt;
  std::string value;
  OSLER_TRY(const bool there, database_.get(Column::kCurrent, current_key, value));
  if (!there) return of_run;
  OSLER_TRY(const CurrentState state, read_current_value(value));
  return of_run && of_run->position > state.position ? of_run : std::optional(state);
}

Result<std::optional<CurrentState>> Records::state(Partition partition, const RecordKey& key) const {
  return state(current_key(partition, key));
}

Result<std::optional<Position>> Records::place(Partition partition, const RecordKey& key, Version version) const {
  if (const std::shared_ptr<const UnsettledRun> run = runs_.unsettled()) {
    const std::optional<CurrentState> of_run = run->state(current_key(partition, key));
    if (of_run && of_run->version == version) return std::optional(of_run->position);
  }
  std::string value;
  OSLER_TRY(const bool there, database_.get(Column::kHistory, history_key(partition, key, version), value));
  if (!there) return std::optional<Position>();
  return std::optional(Position{ByteReader(value).u64()});
}

Result<Frame> Records::read(std::string_view bytes, Position position, FrameCheck check) const {
  OSLER_TRY(Frame frame, read_frame(bytes, position, check));
  OSLER_RETURN_IF_ERROR(runs_.complete(frame.head.header));
  return frame;
}

Result<Frame> Records::frame(Position position, std::string& bytes, FrameCheck check) const {
  if (!timeline_.is_purged(position.number) && cache_.frame(position.number, bytes)) return read(bytes, position, check);
  OSLER_TRY(const bool there, database_.get(Column::kVersion, version_key(position), bytes));
  if (!there) return missing(position);
  OSLER_TRY(Frame frame, read(bytes, position, check));
  if (check == FrameCheck::kContent) keep(position.number, bytes);
  return frame;
}

Result<FrameHeader> Records::header(Position position) const {
  thread_local std::string bytes;
  OSLER_TRY(Frame read, frame(position, bytes, FrameCheck::kHeader));
  return std::move(read.head);
}

Result<Record> Records::record(Position position) const {
  thread_local std::string bytes;
  OSLER_TRY(Frame read, frame(position, bytes, FrameCheck::kContent));
  return unpacked(std::move(read));
}

Result<Record> Records::unpacked(Frame frame) const {
  OSLER_TRY(std::string text, compressor_.text_of(frame));
  return Record{std::move(frame.head.key), std::move(frame.head.header), std::move(text)};
}

Result<std::vector<Record>> Records::page(const Positions& positions) const {
  std::vector<Record> records(positions.size());
  std::vector<std::size_t> to_read;
  thread_local std::string bytes;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    if (!timeline_.is_purged(positions[i]) && cache_.frame(positions[i], bytes)) {
      OSLER_TRY(Frame frame, read(bytes, Position{positions[i]}, FrameCheck::kContent));
      OSLER_TRY(records[i], unpacked(std::move(frame)));
    } else {
      to_read.push_back(i);
    }
  }
  std::sort(to_read.begin(), to_read.end(),
            [&](std::size_t a, std::size_t b) { return positions[a] < positions[b]; });
  std::vector<std::string> keys;
  keys.reserve(to_read.size());
  for (const std::size_t i : to_read) keys.push_back(version_key(Position{positions[i]}));
  OSLER_TRY(const std::vector<std::optional<std::string>> frames, database_.get_many(Column::kVersion, keys));
  for (std::size_t k = 0; k < to_read.size(); ++k) {
    const Position position{positions[to_read[k]]};
    if (!frames[k]) return missing(position);
    OSLER_TRY(Frame frame, read(*frames[k], position, FrameCheck::kContent));
    OSLER_TRY(records[to_read[k]], unpacked(std::move(frame)));
    if (positions.size() < kSweepRows) keep(position.number, *frames[k]);
  }
  std::erase_if(records, [](const Record& record) { return is_purged(record.key); });
  return records;
}

Result<Values> Records::values(Position position, const Extractor& extractor) const {
  thread_local std::string bytes;
  OSLER_TRY(Frame read, frame(position, bytes, FrameCheck::kContent));
  return extracted(std::move(read), extractor);
}

Result<Values> Records::values(Position position, std::string_view frame_bytes, const Extractor& extractor) const {
  OSLER_TRY(Frame read, read_frame(frame_bytes, position, FrameCheck::kContent));
  return extracted(std::move(read), extractor);
}

Result<Values> Records::extracted(Frame frame, const Extractor& extractor) const {
  Values values{std::move(frame.head.key.id), {}};
  if (frame.head.header.is_deleted()) return values;
  OSLER_TRY(const std::string text, compressor_.text_of(frame));
  OSLER_RETURN_IF_ERROR(extractor.extract(frame.head.partition, frame.head.key.type, text, values.entries));
  return values;
}

Result<Values> Records::values_with_contained(Position position, const Extractor& extractor, std::vector<Contained>& out) const {
  thread_local std::string bytes;
  out.clear();
  OSLER_TRY(Frame read, frame(position, bytes, FrameCheck::kContent));
  Values values{std::move(read.head.key.id), {}};
  if (read.head.header.is_deleted()) return values;
  OSLER_TRY(const std::string text, compressor_.text_of(read));
  OSLER_RETURN_IF_ERROR(extractor.extract(read.head.partition, read.head.key.type, text, values.entries));
  OSLER_RETURN_IF_ERROR(extractor.contained(read.head.partition, read.head.key.type, text, out));
  return values;
}

Status Records::folded_text(Position position, ParameterId field, const Extractor& extractor, std::string& out) const {
  thread_local std::string bytes;
  OSLER_TRY(Frame read, frame(position, bytes, FrameCheck::kContent));
  OSLER_TRY(const std::string text, compressor_.text_of(read));
  return extractor.folded_text(read.head.partition, read.head.key.type, text, field, out);
}

}  // namespace osler::store::rocks
