#include "engine/visible.h"

#include <vector>

namespace osler::engine {

Status require_visible(const Parts& parts, const access::Caller& caller, const store::RecordKey& key) {
  if (!parts.policy.is_narrowed(caller, key.type)) return {};
  OSLER_TRY(const std::optional<store::Record> current, parts.store.current(caller.partition(), key));
  if (!current || current->header.is_deleted()) return {};
  std::vector<store::IndexEntry> entries;
  OSLER_RETURN_IF_ERROR(parts.extractor.extract(caller.partition(), key.type, current->text, entries));
  const Status permitted = parts.policy.permit_record(caller, key.type, entries);
  if (permitted.ok() || permitted.error().kind != ErrorKind::kNotFound) return permitted;
  // In the words of a record that never was.
  return not_found("no " + std::string(parts.definitions.name_of(key.type)) + " with this id");
}

}  // namespace osler::engine
