#include "store/rocks/recover_index.h"

#include "store/rocks/bytes.h"
#include "store/rocks/keys.h"
#include "store/rocks/terms.h"

namespace osler::store::rocks {
namespace {

Status recover_version(const Frame& frame, const Compressor& compressor, const Extractor& extractor,
                       Postings& postings) {
  const FrameHeader& head = frame.head;
  if (head.header.is_deleted()) return {};
  OSLER_TRY(const std::string text, compressor.text_of(frame));
  std::vector<IndexEntry> entries;
  OSLER_RETURN_IF_ERROR(extractor.extract(head.partition, head.key.type, text, entries));
  TermList terms;
  for (const IndexEntry& entry : entries) append_terms({head.partition, head.key.type}, entry, terms);
  for (std::size_t i = 0; i < terms.size(); ++i) {
    OSLER_RETURN_IF_ERROR(postings.recovered(terms[i], head.header.position.number));
  }
  return {};
}

}  // namespace

/// Of runs, the entries are on disk from the start.
Status recover_index(const Database& database, const Runs& runs, const Compressor& compressor, const Extractor& extractor,
                     Postings& postings) {
  Scan scan =
      database.scan(Column::kVersion, version_key({postings.watermark() + 1}), version_key({postings.opened_at() + 1}));
  while (scan.valid()) {
    const Position position{ByteReader(scan.key()).u64()};
    if (const auto end = runs.end_of_run(position.number)) {
      scan.seek(version_key({*end}));
      continue;
    }
    OSLER_TRY(const Frame frame, read_frame(scan.value(), position, FrameCheck::kContent));
    OSLER_RETURN_IF_ERROR(recover_version(frame, compressor, extractor, postings));
    scan.next();
  }
  OSLER_RETURN_IF_ERROR(scan.status());
  return postings.start();
}

}  // namespace osler::store::rocks
