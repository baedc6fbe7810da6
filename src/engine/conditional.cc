#include "engine/conditional.h"

#include "engine/ready.h"

namespace osler::engine {

Result<Matched> match(const Parts& parts, const Session& session, const store::Query& criteria, std::uint32_t count_max) {
  for (const TypeId type : criteria.types) {
    OSLER_RETURN_IF_ERROR(parts.policy.permit(session.caller, access::Interaction::kSearch, type));
  }
  OSLER_RETURN_IF_ERROR(parts.policy.permit_query(session.caller, criteria));
  const store::Partition partition = session.caller.partition();
  OSLER_RETURN_IF_ERROR(require_ready(parts, partition, fhir::own_parameters_in(criteria)));
  store::Query query = criteria;
  query.page.count = count_max;
  query.totals = store::Totals::kNone;
  const auto visibility = parts.policy.visibility(session.caller);
  store::AuthorizedQuery authorized = store::authorize(std::move(query), *visibility);
  OSLER_TRY(store::SearchResult found, parts.store.search(partition, authorized));
  const std::uint64_t count = found.records.size();
  Matched matched{std::move(found.records), {}};
  OSLER_TRY(matched.guards, parameters_unchanged(parts, partition, criteria));
  matched.guards.push_back(store::MatchesExactly{std::move(authorized), count});
  return matched;
}

Error several_match(std::string_view type_name) {
  const std::string what = "several " + std::string(type_name) + " resources match; make the criteria name one";
  return {ErrorKind::kPreconditionFailed, what, {}, {{Severity::kError, IssueType::kMultipleMatches, what}}};
}

Result<Aim> aim(const Parts& parts, const Session& session, TypeId type, const std::string& id, const WriteConditions& conditions) {
  if (!conditions.criteria) return Aim{id, {}, false};
  OSLER_TRY(Matched matched, match(parts, session, *conditions.criteria));
  if (matched.records.size() > 1) return several_match(parts.definitions.name_of(type));
  Aim aimed{id, std::move(matched.guards), false};
  if (matched.records.empty()) return aimed;
  const std::string& match_id = matched.records.front().key.id;
  if (!id.empty() && id != match_id) {
    const std::string what = "the id in the body is not that of the resource that matches; leave it out, or name that one";
    return Error{ErrorKind::kInvalidInput, what, {}, {{Severity::kError, IssueType::kInvalid, what, "Resource.id"}}};
  }
  aimed.id = match_id;
  aimed.is_matched = true;
  return aimed;
}

}  // namespace osler::engine
