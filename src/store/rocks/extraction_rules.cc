#include "store/rocks/extraction_rules.h"

#include "base/fault.h"
#include "store/rocks/bytes.h"

namespace osler::store::rocks {
namespace {

constexpr std::string_view kRulesKey = "extraction";

}  // namespace

/// The number and the watermark in one batch: after a crash in the middle of recovery the watermark says how far it came.
Status begin_extraction(Database& database, Postings& postings, std::uint64_t rules) {
  std::string stored;
  OSLER_TRY(const bool there, database.get(Column::kMeta, kRulesKey, stored));
  if (there && ByteReader(stored).u64() == rules) return {};
  std::string value;
  append_u64(value, rules);
  Batch batch(database);
  batch.put(Column::kMeta, kRulesKey, value);
  if (postings.watermark() > 0) postings.start_over(batch);
  OSLER_RETURN_IF_ERROR(database.check_room(batch.bytes()));
  database.write(batch);
  OSLER_FAULT("open.after_rules");
  return {};
}

}  // namespace osler::store::rocks
