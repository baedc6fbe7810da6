#include "engine/deletions.h"

#include <algorithm>

namespace osler::engine {
namespace {

/// Whether no later version made the record live again.
Result<bool> is_newest(const Engine& engine, store::Partition partition, const store::Record& record) {
  OSLER_TRY(const std::optional<store::VersionHeader> newest, engine.store().header(partition, record.key));
  return newest && newest->version == record.header.version;
}

/// The deletion with what was deleted; nothing if that was not for the caller.
Result<std::optional<Deletion>> seen_by(const Engine& engine, const access::Caller& caller, const store::Record& record) {
  const Version before{record.header.version.number - 1};
  OSLER_TRY(const std::optional<store::Record> live, engine.store().version(caller.partition(), record.key, before));
  if (!live || live->header.is_deleted()) return std::optional<Deletion>();
  Deletion deletion{record.key, {}};
  OSLER_RETURN_IF_ERROR(engine.extractor().extract(caller.partition(), record.key.type, live->text, deletion.entries));
  if (!engine.policy().permit_record(caller, record.key.type, deletion.entries).ok()) return std::optional<Deletion>();
  return std::optional(std::move(deletion));
}

}  // namespace

Result<DeletionPage> deletions(const Engine& engine, const Session& session, const DeletionQuery& query) {
  const access::Caller& caller = session.caller;
  store::HistoryQuery history;
  for (const TypeId type : engine.definitions().resource_types()) {
    const bool is_asked = std::find(query.types.begin(), query.types.end(), type) != query.types.end();
    if (!is_asked) history.hidden.push_back(type);
    if (is_asked) OSLER_RETURN_IF_ERROR(engine.policy().permit(caller, access::Interaction::kSearch, type));
  }
  history.since_ms = query.from_ms;
  history.count = query.count;
  history.cursor = query.cursor;
  OSLER_TRY(const store::HistoryPage page, engine.store().history(caller.partition(), history));
  DeletionPage found{{}, page.next};
  for (const store::Record& record : page.records) {
    if (!record.header.is_deleted() || record.header.time_ms >= query.until_ms) continue;
    OSLER_TRY(const bool is_still, is_newest(engine, caller.partition(), record));
    if (!is_still) continue;
    OSLER_TRY(std::optional<Deletion> deletion, seen_by(engine, caller, record));
    if (deletion) found.deletions.push_back(*std::move(deletion));
  }
  return found;
}

}  // namespace osler::engine
