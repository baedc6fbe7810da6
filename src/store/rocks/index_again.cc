#include "store/rocks/index_again.h"

#include <algorithm>

#include "store/rocks/delta.h"
#include "store/rocks/terms.h"

namespace osler::store::rocks {
namespace {

constexpr std::size_t kDeltaBytesMax = std::size_t{16} << 20U;

Status add_version(const Records& records, const Extractor& extractor, const Scope& scope, std::uint64_t position, Delta& delta) {
  OSLER_TRY(const Values values, records.values(Position{position}, extractor));
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
  const Records records(ground.database, compressor, timeline, no_cache);
  const Scope scope{range.partition, range.type};
  IndexedAgain done{range.after, 0, false};
  const std::uint64_t until = std::min(range.until.number, ground.published.newest());
  if (until > range.after.number) {
    Delta delta;
    Scan scan = ground.database.scan(Column::kIndex, every_version_key(scope, range.after.number + 1), every_version_key(scope, until + 1));
    for (; scan.valid(); scan.next()) {
      const bool full = done.versions == versions_max || delta.bytes() >= kDeltaBytesMax;
      if (full && done.versions > 0) break;
      done.last = Position{position_of_key(scan.key())};
      done.versions += 1;
      const std::uint64_t position = done.last.number;
      if (!timeline.knows(position) || timeline.is_deletion(position)) continue;
      OSLER_RETURN_IF_ERROR(add_version(records, extractor, scope, position, delta));
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
