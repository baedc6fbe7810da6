#include "engine/referrers.h"

#include <algorithm>

#include "fhir/search/referring.h"

namespace osler::engine {
namespace {

using store::Expr;

std::string name_of(const Parts& parts, const store::RecordKey& key) {
  return std::string(parts.definitions.name_of(key.type)) + "/" + key.id;
}

Expr is_one_of(TypeId type, std::vector<std::string> ids) {
  store::All all;
  all.parts.push_back({store::IsType{type}});
  all.parts.push_back({store::Ids{std::move(ids)}});
  return {std::move(all)};
}

Expr is_one_of(const std::vector<store::RecordKey>& keys) {
  std::map<TypeId, std::vector<std::string>> by_type;
  for (const store::RecordKey& key : keys) by_type[key.type].push_back(key.id);
  store::Any any;
  for (auto& [type, ids] : by_type) any.parts.push_back(is_one_of(type, std::move(ids)));
  return {std::move(any)};
}

Expr refers_to(const store::ReferringType& referring, const store::Unreferenced& target) {
  store::Any any;
  for (const ParameterId parameter : referring.parameters) {
    any.parts.push_back({store::Where{parameter, {store::IsReference{target.key.type, target.key.id}}}});
    if (!target.url.empty()) any.parts.push_back({store::Where{parameter, {store::IsReference{TypeId::kNone, target.url}}}});
  }
  store::All all;
  all.parts.push_back({store::IsType{referring.type}});
  all.parts.push_back({std::move(any)});
  return {std::move(all)};
}

/// Who refers to the target, of those types that `is_asked` for, newest first.
template <class IsAsked>
store::Query referrers(const store::Unreferenced& target, const std::vector<store::RecordKey>& written, const IsAsked& is_asked) {
  store::Query query;
  store::Any any;
  for (const store::ReferringType& referring : *target.by) {
    if (!is_asked(referring.type)) continue;
    query.types.push_back(referring.type);
    any.parts.push_back(refers_to(referring, target));
  }
  std::vector<store::RecordKey> left_out = written;
  left_out.push_back(target.key);
  store::Not negated;
  negated.part.push_back(is_one_of(left_out));
  store::All all;
  all.parts.push_back({std::move(any)});
  all.parts.push_back({std::move(negated)});
  query.where = {std::move(all)};
  query.page.count = kReferrersNamedMax;
  return query;
}

}  // namespace

store::Unreferenced Unreferencing::guard(const store::RecordKey& key) {
  auto& by = by_target_[key.type];
  if (!by) by = std::make_shared<const std::vector<store::ReferringType>>(fhir::referring_types(parts_.definitions, key.type));
  std::string url = session_.base_url.empty() ? std::string() : session_.base_url + "/" + name_of(parts_, key);
  return {key, std::move(url), by};
}

Result<Referrers> find_referrers(const Parts& parts, const Session& session, const store::Unreferenced& target,
                                 const std::vector<store::RecordKey>& left_out) {
  const store::Partition partition = session.caller.partition();
  store::Query all = referrers(target, left_out, [](TypeId) { return true; });
  all.page.count = 0;
  OSLER_TRY(const store::SearchResult counted, parts.store.search(partition, store::authorize(std::move(all), store::SeesAll())));
  Referrers found{counted.total.value_or(0), {}};
  const auto may_search = [&](TypeId type) { return parts.policy.permit(session.caller, access::Interaction::kSearch, type).ok(); };
  store::Query visible = referrers(target, left_out, may_search);
  if (found.count == 0 || visible.types.empty()) return found;
  const auto visibility = parts.policy.visibility(session.caller);
  OSLER_TRY(const store::SearchResult seen, parts.store.search(partition, store::authorize(std::move(visible), *visibility)));
  for (const store::Record& record : seen.records) found.named.push_back(record.key);
  return found;
}

Result<std::vector<store::RecordKey>> all_referrers(const Parts& parts, store::Partition partition, const store::Unreferenced& target,
                                                    std::uint32_t count_max) {
  store::Query query = referrers(target, {}, [](TypeId) { return true; });
  query.page.count = count_max;
  query.totals = store::Totals::kNone;
  OSLER_TRY(const store::SearchResult found, parts.store.search(partition, store::authorize(std::move(query), store::SeesAll())));
  std::vector<store::RecordKey> keys;
  for (const store::Record& record : found.records) keys.push_back(record.key);
  return keys;
}

Error still_referred_to(const Parts& parts, const store::RecordKey& target, const Referrers& referrers) {
  std::string what = name_of(parts, target) + " is still referred to by ";
  for (std::size_t i = 0; i < referrers.named.size(); ++i) what += (i == 0 ? "" : ", ") + name_of(parts, referrers.named[i]);
  if (referrers.named.empty()) what += "resources that you may not see";
  else if (referrers.count > referrers.named.size()) what += " and " + std::to_string(referrers.count - referrers.named.size()) + " more";
  return {ErrorKind::kConflict, what, {}, {{Severity::kError, IssueType::kConflict, what}}};
}

}  // namespace osler::engine
