#include "engine/visible.h"

#include <algorithm>

namespace osler::engine {
namespace {

bool is_own_only(std::string_view type) { return type == "Appointment" || type == "Task"; }

// Whether some part of the question names another practitioner.
bool names_another(const store::Expr& expr, TypeId practitioner, const std::string& own_id) {
  const auto any_of = [&](const std::vector<store::Expr>& parts) {
    return std::any_of(parts.begin(), parts.end(), [&](const store::Expr& part) { return names_another(part, practitioner, own_id); });
  };
  if (const auto* all = std::get_if<store::All>(&expr.node)) return any_of(all->parts);
  if (const auto* any = std::get_if<store::Any>(&expr.node)) return any_of(any->parts);
  const auto* where = std::get_if<store::Where>(&expr.node);
  if (where == nullptr || where->parts.empty()) return false;
  const auto* reference = std::get_if<store::IsReference>(&where->parts.front());
  return reference != nullptr && reference->type == practitioner && reference->id != own_id;
}

}  // namespace

Status require_own_search(const Parts& parts, const access::Caller& caller, const store::Query& query) {
  if (caller.kind != access::CallerKind::kUser || caller.role != access::Role::kPractitioner) return {};
  const auto practitioner = parts.definitions.resource_type("Practitioner");
  for (const TypeId type : query.types) {
    const std::string_view name = parts.definitions.name_of(type);
    if (!is_own_only(name) || !names_another(query.where, *practitioner, caller.practitioner_id)) continue;
    return Error{ErrorKind::kForbidden, "a practitioner sees only own " + std::string(name) + " resources", {}, {}};
  }
  return {};
}

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
  if (is_own_only(type)) return Error{ErrorKind::kForbidden, "a practitioner sees only own " + type + " resources", {}, {}};
  return not_found("no " + type + " with this id");
}

}  // namespace osler::engine
