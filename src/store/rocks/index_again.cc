#include "store/rocks/index_again.h"

#include <algorithm>

#include "store/rocks/delta.h"
#include "store/rocks/terms.h"

namespace osler::store::rocks {
namespace {

constexpr std::size_t kDeltaBytesMax = std::size_t{16} << 20U;

/// Frames of rising positions. What lies between two of them is mostly less dear to pass over than to look the next one up.
class Frames {
 public:
  Frames(const Database& database, std::uint64_t first, std::uint64_t last)
      : scan_(database.scan(Column::kVersion, version_key({first}), version_key({last + 1}), CacheUse::kLeave)) {}

  /// Valid until the next call. Errors: kInternal if there is none.
  Result<std::string_view> at(std::uint64_t position) {
    const std::string key = version_key({position});
    for (int i = 0; i < kPassedOverMax && scan_.valid() && scan_.key() < key; ++i) scan_.next();
    if (scan_.valid() && scan_.key() < key) scan_.seek(key);
    OSLER_RETURN_IF_ERROR(scan_.status());
    if (!scan_.valid() || scan_.key() != key) return internal_error("damaged store: no record at position " + std::to_string(position));
    return scan_.value();
  }

 private:
  static constexpr int kPassedOverMax = 16;
  Scan scan_;
};

Status add_version(const Records& records, std::string_view frame, const Extractor& extractor, const Scope& scope, std::uint64_t position, Delta& delta) {
  OSLER_TRY(const Values values, records.values(Position{position}, frame, extractor));
  TermList terms;
  for (const IndexEntry& entry : values.entries) append_terms(scope, entry, terms);
  for (std::size_t i = 0; i < terms.size(); ++i) delta.add(terms[i], position);
  return {};
}

}  // namespace

Result<IndexedAgain> index_again(const Ground& ground, const Compressor& compressor, const Extractor& extractor, const IndexedRange& range,
                                 std::size_t versions_max) {
  const Timeline& timeline = ground.published.timeline;
  const RecordCache no_cache(0);  // What is read once here must not drive out what is read often.
  const Records records(ground.database, compressor, ground.published, no_cache);
  const Scope scope{range.partition, range.type};
  IndexedAgain done{range.after, 0, false};
  const std::uint64_t until = std::min(range.until.number, ground.published.newest());
  if (until > range.after.number) {
    Delta delta;
    Frames frames(ground.database, range.after.number + 1, until);
    Scan scan = ground.database.scan(Column::kIndex, every_version_key(scope, range.after.number + 1), every_version_key(scope, until + 1), CacheUse::kLeave);
    for (; scan.valid(); scan.next()) {
      const bool full = done.versions == versions_max || delta.bytes() >= kDeltaBytesMax;
      if (full && done.versions > 0) break;
      done.last = Position{position_of_key(scan.key())};
      done.versions += 1;
      const std::uint64_t position = done.last.number;
      if (!timeline.knows(position) || timeline.is_deletion(position)) continue;
      OSLER_TRY(const std::string_view frame, frames.at(position));
      OSLER_RETURN_IF_ERROR(add_version(records, frame, extractor, scope, position, delta));
    }
    OSLER_RETURN_IF_ERROR(scan.status());
    OSLER_RETURN_IF_ERROR(ground.postings.add_old(delta));
    if (scan.valid()) return done;
  }
  done.last = range.until;
  done.is_done = true;
  return done;
}

}  // namespace osler::store::rocks
