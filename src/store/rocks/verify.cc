#include "store/rocks/verify.h"

#include <functional>
#include <set>
#include <vector>

#include "store/audit_chain.h"
#include "store/rocks/audit_ledger.h"
#include "store/rocks/bytes.h"
#include "store/rocks/keys.h"
#include "store/rocks/purge.h"
#include "store/rocks/terms.h"

namespace osler::store::rocks {
namespace {

constexpr std::size_t kFindingsMax = 1'000;
const std::string kEndOfKeys(600, '\xff');

class Verification {
 public:
  Verification(const Ground& ground, const Compressor& compressor, const Extractor* extractor, VerifyDepth depth,
               std::uint64_t newest)
      : ground_(ground),
        compressor_(compressor),
        extractor_(extractor),
        depth_(depth),
        newest_(newest),
        records_(ground.database, compressor, ground.published, no_cache_) {
    if (compares_index()) sums_.resize(newest_ + 1);
  }

  Result<VerifyReport> run() {
    OSLER_RETURN_IF_ERROR(walk_versions());
    OSLER_RETURN_IF_ERROR(walk_history());
    OSLER_RETURN_IF_ERROR(walk_current());
    OSLER_RETURN_IF_ERROR(walk_audit());
    OSLER_RETURN_IF_ERROR(count_listed_versions());
    if (compares_index()) OSLER_RETURN_IF_ERROR(compare_index());
    return std::move(report_);
  }

 private:
  void find(std::uint64_t position, const char* what) { find("position " + std::to_string(position) + ": " + what); }
  void find(std::string finding) {
    if (report_.findings.size() < kFindingsMax) report_.findings.push_back(std::move(finding));
  }
  bool compares_index() const { return depth_ == VerifyDepth::kDeep && extractor_ != nullptr; }
  bool is_there(Column column, std::string_view key) {
    std::string value;
    const Result<bool> there = ground_.database.get(column, key, value);
    return there.ok() && *there;
  }

  Status walk_versions();
  Status walk_history();
  Status walk_current();
  Status walk_audit();
  Status count_listed_versions();
  Status compare_index();
  Status look_for_purged();
  void check_version(const Frame& frame);
  void check_text(const Frame& frame);

  const Ground& ground_;
  const Compressor& compressor_;
  const Extractor* extractor_;
  VerifyDepth depth_;
  std::uint64_t newest_;
  const RecordCache no_cache_{0};  ///< What is on disk is to be looked at.
  const Records records_;
  std::int64_t last_time_ms_ = 0;
  /// By position: the sum of the hashes of the terms that its text gives, less those that the index has. 0: the same.
  std::vector<std::uint64_t> sums_;
  VerifyReport report_;
};

Status Verification::walk_versions() {
  const FrameCheck check = depth_ == VerifyDepth::kDeep ? FrameCheck::kContent : FrameCheck::kHeader;
  Scan scan = ground_.database.scan(Column::kVersion, {}, version_key({newest_ + 1}));
  std::uint64_t expected = 1;
  for (; scan.valid(); scan.next(), ++expected) {
    const std::uint64_t position = ByteReader(scan.key()).u64();
    if (position != ground_.published.runs.past_hole(expected)) find(expected, "no record, but there are later ones");
    expected = position;
    report_.versions += 1;
    Result<Frame> frame = read_frame(scan.value(), Position{position}, check);
    const Status whole = frame.ok() ? ground_.published.runs.complete(frame->head.header) : frame.error();
    if (!whole.ok()) find(whole.error().message);
    if (whole.ok()) check_version(*frame);
  }
  OSLER_RETURN_IF_ERROR(scan.status());
  if (expected != newest_ + 1) find(expected, "no record, and none after it");
  return {};
}

void Verification::check_version(const Frame& frame) {
  const VersionHeader& header = frame.head.header;
  const std::uint64_t position = header.position.number;
  if (header.time_ms < last_time_ms_) find(position, "its time is before that of the position before");
  last_time_ms_ = header.time_ms;
  std::string value;
  const Result<bool> there =
      ground_.database.get(Column::kHistory, history_key(frame.head.partition, frame.head.key, header.version), value);
  const bool listed = there.ok() && *there && value == history_value(header.position, header.action);
  if (!listed) find(position, "the history does not lead to it");
  if (ground_.published.timeline.first(position) != header.first.number) find(position, "another first version");
  const std::uint64_t previous = frame.head.previous.number;
  if (previous != 0 && ground_.published.timeline.superseded_at(previous) != position) {
    find(position, "another version before it");
  }
  if ((header.version.number == 1) != (previous == 0)) find(position, "its version does not fit the one before");
  if (!is_there(Column::kIndex, every_version_key({frame.head.partition, frame.head.key.type}, position))) {
    find(position, "missing in the list of its type");
  }
  if (depth_ == VerifyDepth::kDeep) check_text(frame);
}

void Verification::check_text(const Frame& frame) {
  if (frame.head.header.is_deleted()) return;
  const std::uint64_t position = frame.head.header.position.number;
  const Result<std::string> text = compressor_.text_of(frame);
  if (!text.ok()) return find(text.error().message);
  if (extractor_ == nullptr) return;
  std::vector<IndexEntry> entries;
  const Status extracted = extractor_->extract(frame.head.partition, frame.head.key.type, *text, entries);
  if (!extracted.ok()) return find(position, "its text cannot be indexed");
  TermList list;
  const auto is_loose = [&](const IndexEntry& entry) { return !extractor_->is_complete(frame.head.partition, entry.parameter); };
  std::erase_if(entries, is_loose);
  for (const IndexEntry& entry : entries) append_terms({frame.head.partition, frame.head.key.type}, entry, list);
  std::set<std::string_view> terms;
  for (std::size_t i = 0; i < list.size(); ++i) terms.insert(list[i]);
  for (const std::string_view term : terms) sums_[position] += std::hash<std::string_view>()(term);
}

Status Verification::walk_history() {
  Scan scan = ground_.database.scan(Column::kHistory, {}, kEndOfKeys);
  HistoryLine before;
  for (; scan.valid(); scan.next()) {
    const Result<HistoryLine> line = read_history_line(scan.key(), scan.value());
    if (!line.ok()) {
      find(line.error().message);
      continue;
    }
    if (line->position.number > newest_) continue;
    const bool same_record = line->partition == before.partition && line->key == before.key;
    const std::int64_t expected = same_record ? before.version.number + 1 : 1;
    if (line->version.number != expected) find(line->position.number, "its record's versions have a gap before it");
    if (!is_there(Column::kVersion, version_key(line->position)))
      find(line->position.number, "in the history, but no record");
    before = *line;
  }
  return scan.status();
}

Status Verification::walk_current() {
  Scan scan = ground_.database.scan(Column::kCurrent, {}, kEndOfKeys);
  for (; scan.valid(); scan.next()) {
    const Result<CurrentState> state = read_current_value(scan.value());
    if (!state.ok()) {
      find(state.error().message);
      continue;
    }
    const std::uint64_t position = state->position.number;
    if (position > newest_) continue;
    if (!ground_.published.timeline.newest(position, newest_))
      find(position, "called current, but there is a later version");
    const Result<FrameHeader> head = records_.header(state->position);
    if (!head.ok()) {
      find(head.error().message);
      continue;
    }
    const bool same_key = current_key(head->partition, head->key) == scan.key();
    const VersionHeader& header = head->header;
    const bool same = same_key && header.version == state->version && header.first == state->first &&
                      header.created_ms == state->created_ms && header.action == state->action;
    if (!same) find(position, "called current, but it is another version");
    if (!state->is_deleted()) report_.resources += 1;
  }
  OSLER_RETURN_IF_ERROR(scan.status());
  std::uint64_t live = 0;
  for (const Scope& scope : ground_.published.tallies.scopes()) {
    const auto counted = ground_.published.live(scope, newest_);
    if (!counted) return {};  // Something was written meanwhile: there is nothing to compare with.
    live += *counted;
  }
  if (live != report_.resources) find("the counts of live records do not add up");
  return {};
}

Status Verification::walk_audit() {
  Scan scan = ground_.database.scan(Column::kAudit, {}, kEndOfKeys);
  std::optional<Partition> partition;
  AuditEntry before;
  for (; scan.valid(); scan.next()) {
    const Result<LedgerRow> row = read_ledger_row(scan.key(), scan.value());
    if (!row.ok()) {
      find(row.error().message);
      continue;
    }
    if (partition != row->partition) before = {};
    partition = row->partition;
    for (const AuditEntry& entry : row->entries) {
      const bool follows = entry.sequence == before.sequence + 1 && entry.time_ms >= before.time_ms;
      const bool chained = chain_hash(before.hash, entry.sequence, entry.time_ms, entry.content) == entry.hash;
      if (!follows || !chained) {
        find("audit of partition " + std::to_string(partition->number()) + ", entry " + std::to_string(entry.sequence) +
             ": does not follow the one before");
      }
      report_.audit_entries += 1;
      before = entry;
    }
  }
  return scan.status();
}

/// Every version is in the list of its type; if there are as many lines, there are no others.
Status Verification::count_listed_versions() {
  std::uint64_t listed = 0;
  Scan scan = ground_.database.scan(Column::kIndex, {}, kEndOfKeys);
  for (; scan.valid(); scan.next()) listed += position_of_key(scan.key()) <= newest_ ? 1 : 0;
  OSLER_RETURN_IF_ERROR(scan.status());
  if (listed != report_.versions) {
    find("the lists of types have " + std::to_string(listed) + " versions, there are " +
         std::to_string(report_.versions));
  }
  return {};
}

/// Each version's terms in the index against those of its text.
Status Verification::compare_index() {
  const std::string first(2, '\0');  // After the watermark, before every term.
  TermWalk terms(ground_.database, ground_.postings.segments(), first, kEndOfKeys);
  Positions positions;
  std::string prefix;  // Of the parameter that the walk is at.
  bool is_complete = true;
  for (; terms.valid(); terms.next()) {
    if (!terms.term().starts_with(prefix) || prefix.empty()) {
      prefix = terms.term().substr(0, kParameterPrefixBytes);
      const auto [scope, parameter] = read_parameter_prefix(prefix);
      is_complete = extractor_->is_complete(scope.partition, parameter);
    }
    if (!is_complete) continue;
    positions.clear();
    terms.read(positions);
    make_ascending(positions);
    const std::uint64_t hash = std::hash<std::string_view>()(terms.term());
    for (const std::uint64_t position : positions) {
      // Where there is no version, files of a run that was given up may have left entries behind. Nobody finds them. Of
      // purged versions memory may have some that will not be written.
      const Timeline& timeline = ground_.published.timeline;
      const bool counts = position <= newest_ && timeline.knows(position) && !timeline.is_purged(position);
      if (counts) sums_[position] -= hash;
    }
  }
  OSLER_RETURN_IF_ERROR(terms.status());
  OSLER_RETURN_IF_ERROR(look_for_purged());
  for (std::uint64_t position = 0; position <= newest_; ++position) {
    if (sums_[position] != 0) find(position, "the index does not have exactly the entries of its text");
  }
  return {};
}

/// Nothing of what was purged may be in the index on disk, unless it is being erased yet.
Status Verification::look_for_purged() {
  OSLER_TRY(const bool is_erasing, has_purge_under_way(ground_.database));
  if (is_erasing) return {};
  TermWalk terms(ground_.database, {}, std::string(2, '\0'), kEndOfKeys);
  Positions positions;
  for (; terms.valid(); terms.next()) {
    positions.clear();
    terms.read(positions);
    for (const std::uint64_t position : positions) {
      if (ground_.published.timeline.is_purged(position)) find(position, "was purged, but the index has entries of it");
    }
  }
  return terms.status();
}

}  // namespace

Result<VerifyReport> verify(const Ground& ground, const Compressor& compressor, const Extractor* extractor,
                            VerifyDepth depth, std::uint64_t newest) {
  return Verification(ground, compressor, extractor, depth, newest).run();
}

}  // namespace osler::store::rocks
