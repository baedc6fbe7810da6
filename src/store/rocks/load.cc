#include "store/rocks/load.h"

#include <algorithm>

#include "base/fault.h"
#include "store/rocks/bytes.h"
#include "store/rocks/keys.h"

namespace osler::store::rocks {
namespace {

constexpr std::uint32_t kFormat = 4;
constexpr std::uint32_t kFormatOfKeys = 1;       ///< One key of `index` for each entry, and no postings.
constexpr std::uint32_t kFormatOfSingles = 2;    ///< Each row of `audit` has one entry, each frame the format 1.
constexpr std::uint32_t kFormatWithoutRuns = 3;  ///< Positions without a hole, times in every frame.
constexpr std::string_view kFormatKey = "format";
constexpr std::string_view kDictionaryPrefix = "dictionary/";
constexpr std::string_view kDictionaryInUseKey = "dictionary";  ///< The id; missing while there is only one.

std::string dictionary_key(std::uint32_t id) {
  std::string key(kDictionaryPrefix);
  append_u32(key, id);
  return key;
}

std::string format_value() {
  std::string value;
  append_u32(value, kFormat);
  return value;
}

Status make_store(Database& database) {
  const std::string dictionary = default_dictionary();
  Batch batch(database);
  batch.put(Column::kMeta, kFormatKey, format_value());
  batch.put(Column::kMeta, dictionary_key(dictionary_id(dictionary)), dictionary);
  OSLER_RETURN_IF_ERROR(database.check_room(batch.bytes()));
  OSLER_FAULT("open.before_format");
  database.write(batch);
  OSLER_FAULT("open.after_format");
  return {};
}

/// Takes the entries out of `index`, so that only each type's versions are left. The postings, of which there are none,
/// are then made by recovery.
Status upgrade_from_keys(Database& database) {
  constexpr std::size_t kScopeBytes = 6;
  Batch batch(database);
  Scan scan = database.scan(Column::kIndex, {}, std::string(16, '\xff'));
  while (scan.valid()) {
    const std::string scope(scan.key().substr(0, kScopeBytes));
    batch.erase(Column::kIndex, scope, scope + "\xff\xff");
    scan.seek(end_of_prefix(scope));
  }
  OSLER_RETURN_IF_ERROR(scan.status());
  batch.put(Column::kMeta, kFormatKey, format_value());
  OSLER_RETURN_IF_ERROR(database.check_room(batch.bytes()));
  database.write(batch);
  OSLER_FAULT("open.after_upgrade");
  return {};
}

/// What is there stays as it is and can still be read; older programs cannot read what will be written.
Status upgrade_by_number(Database& database) {
  Batch batch(database);
  batch.put(Column::kMeta, kFormatKey, format_value());
  OSLER_RETURN_IF_ERROR(database.check_room(batch.bytes()));
  database.write(batch);
  return {};
}

std::string name_of(const HistoryLine& line) {
  return "type " + std::to_string(number_of(line.key.type)) + ", version " + std::to_string(line.version.number) +
         ", position " + std::to_string(line.position.number);
}

Status load_dictionaries(const Database& database, Compressor& compressor) {
  std::string in_use;
  OSLER_TRY(const bool is_named, database.get(Column::kMeta, kDictionaryInUseKey, in_use));
  const std::string named = is_named ? dictionary_key(ByteReader(in_use).u32()) : std::string();
  Scan scan = database.scan(Column::kMeta, kDictionaryPrefix, end_of_prefix(std::string(kDictionaryPrefix)));
  for (; scan.valid(); scan.next()) {
    if (scan.key() != dictionary_key(dictionary_id(scan.value()))) {
      return internal_error("damaged store: a dictionary does not fit its id");
    }
    const bool is_used = !is_named || scan.key() == named;
    compressor.add(scan.value(), is_used ? Compressor::Use::kWrite : Compressor::Use::kReadOnly);
  }
  return scan.status();
}

}  // namespace

Status load_meta(Database& database, Compressor& compressor) {
  std::string format;
  OSLER_TRY(const bool there, database.get(Column::kMeta, kFormatKey, format));
  if (!there) {
    if (database.scan(Column::kVersion, {}, std::string(9, '\xff')).valid()) {
      return internal_error("damaged store: records, but no format");
    }
    OSLER_RETURN_IF_ERROR(make_store(database));
  } else if (const std::uint32_t number = ByteReader(format).u32(); number == kFormatOfKeys) {
    OSLER_RETURN_IF_ERROR(upgrade_from_keys(database));
  } else if (number == kFormatOfSingles || number == kFormatWithoutRuns) {
    OSLER_RETURN_IF_ERROR(upgrade_by_number(database));
  } else if (number != kFormat) {
    return unavailable("the store has format " + std::to_string(number) + ", this program knows " +
                       std::to_string(kFormat));
  }
  return load_dictionaries(database, compressor);
}

void keep_dictionary(Database& database, std::string_view dictionary) {
  const std::uint32_t id = dictionary_id(dictionary);
  std::string in_use;
  append_u32(in_use, id);
  Batch batch(database);
  batch.put(Column::kMeta, dictionary_key(id), dictionary);
  batch.put(Column::kMeta, kDictionaryInUseKey, in_use);
  database.write(batch);
}

Status load_history(const Database& database, Published& published) {
  std::uint64_t newest = 0;
  std::uint64_t versions = 0;
  HistoryLine before;
  std::uint64_t first = 0;
  Tally* tally = nullptr;
  published.begin();
  Scan scan = database.scan(Column::kHistory, {}, std::string(16, '\xff'));
  for (; scan.valid(); scan.next()) {
    OSLER_TRY(HistoryLine line, read_history_line(scan.key(), scan.value()));
    const bool same_record = line.partition == before.partition && line.key == before.key;
    const bool same_type = line.partition == before.partition && line.key.type == before.key.type;
    const bool follows = same_record
                             ? line.version.number == before.version.number + 1 && line.position > before.position
                             : line.version.number == 1;
    if (!follows || line.position.number == 0 || published.timeline.knows(line.position.number)) {
      return internal_error("damaged store: the history has a gap at " + name_of(line));
    }
    if (!same_type || tally == nullptr) tally = &published.tallies.of({line.partition, line.key.type});
    if (!same_record) first = line.position.number;
    published.timeline.add(line.position.number, first, line.action);
    if (same_record) published.timeline.supersede(before.position.number, line.position.number);
    const bool was_live = same_record && before.action != Action::kDelete;
    const bool is_live = line.action != Action::kDelete;
    tally->versions += 1;
    if (is_live && !was_live) tally->live += 1;
    if (!is_live && was_live) tally->live -= 1;
    newest = std::max(newest, line.position.number);
    versions += 1;
    before = std::move(line);
  }
  OSLER_RETURN_IF_ERROR(scan.status());
  if (versions + published.runs.holes_below(newest) != newest) return internal_error("damaged store: positions have gaps that no staged run left, below " + std::to_string(newest));
  published.end(newest, 0);
  return {};
}

Result<std::int64_t> newest_time_ms(const Records& records, const Published& published) {
  if (published.newest() == 0) return std::int64_t{0};
  OSLER_TRY(const FrameHeader head, records.header(Position{published.newest()}));
  return head.header.time_ms;
}

}  // namespace osler::store::rocks
