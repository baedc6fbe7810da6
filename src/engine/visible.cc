#include "engine/visible.h"

namespace osler::engine {

Status require_visible(const Parts& parts, const access::Caller& caller, const store::RecordKey& key) {
  if (!parts.policy.is_narrowed(caller, key.type)) return {};
  store::Query query;
  query.types = {key.type};
  query.where = {store::Ids{{key.id}}};
  query.page.count = 0;
  const auto visibility = parts.policy.visibility(caller);
  OSLER_TRY(const store::SearchResult found, parts.store.search(caller.partition(), store::authorize(std::move(query), *visibility)));
  if (found.total.value_or(0) > 0) return {};
  const std::string type(parts.definitions.name_of(key.type));
  const bool own_only = type == "Appointment" || type == "Task";
  if (own_only) return Error{ErrorKind::kForbidden, "a practitioner sees only own " + type + " resources", {}, {}};
  return not_found("no " + type + " with this id");
}

}  // namespace osler::engine
