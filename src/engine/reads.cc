// Read, vread, search and history. Spec: FHIR R4, http.html#read, #vread, #search, #history.

#include "engine/audit_search.h"
#include "engine/commit.h"
#include "engine/engine.h"
#include "engine/ledger_read.h"
#include "engine/parts.h"
#include "engine/ready.h"
#include "engine/stored_form.h"
#include "engine/visible.h"
#include "fhir/model/date_time.h"

namespace osler::engine {
namespace {

Error no_such(const Parts& parts, TypeId type) {
  return not_found("no " + std::string(parts.definitions.name_of(type)) + " with this id");
}

Error deleted(const Parts& parts, TypeId type, const store::VersionHeader& header) {
  return {ErrorKind::kGone,
          "this " + std::string(parts.definitions.name_of(type)) + " was deleted at " + fhir::format_instant(header.time_ms) +
              "; version " + std::to_string(header.version.number) + " is the deletion",
          {},
          {}};
}

/// An entry of the ledger has one version.
store::HistoryPage history_of(store::Record entry, const store::HistoryQuery& query) {
  store::HistoryPage page;
  if (query.since_ms && entry.header.time_ms < *query.since_ms) return page;
  page.total = 1;
  if (query.count > 0) page.records.push_back(std::move(entry));
  return page;
}

Resource shown(const Parts& parts, const Session& session, store::Record record, decltype(present_text)& text_of) {
  Resource resource{std::move(record.key), std::move(record.header), {}};
  if (resource.header.is_deleted()) return resource;
  resource.text = text_of(record.text, resource.header, parts.settings.tenant_system, session.caller.organization.id);
  return resource;
}

}  // namespace

Result<Resource> Engine::read(Session& session, TypeId type, const std::string& id) const {
  const Parts& parts = impl_->parts;
  note(session, "read", parts.definitions.name_of(type), id);
  OSLER_RETURN_IF_ERROR(parts.policy.permit(session.caller, access::Interaction::kRead, type));
  OSLER_TRY(std::optional<store::Record> record, newest_of_either(parts, session.caller.partition(), {type, id}));
  if (!record) return no_such(parts, type);
  if (record->header.is_deleted()) return deleted(parts, type, record->header);
  OSLER_RETURN_IF_ERROR(require_visible(parts, session.caller, record->key));
  return present(session, *std::move(record));
}

Result<Resource> Engine::vread(Session& session, TypeId type, const std::string& id, Version version) const {
  const Parts& parts = impl_->parts;
  note(session, "vread", parts.definitions.name_of(type), id);
  OSLER_RETURN_IF_ERROR(parts.policy.permit(session.caller, access::Interaction::kRead, type));
  const store::Partition partition = session.caller.partition();
  OSLER_TRY(std::optional<store::Record> record, ledger_record(parts, partition, {type, id}));
  if (!record) {
    OSLER_TRY(record, parts.store.version(partition, {type, id}, version));
  } else if (record->header.version != version) {
    record.reset();
  }
  if (!record) return not_found("no " + std::string(parts.definitions.name_of(type)) + " with this id and version");
  if (record->header.is_deleted()) return deleted(parts, type, record->header);
  OSLER_RETURN_IF_ERROR(require_visible(parts, session.caller, record->key));
  return present(session, *std::move(record));
}

Result<store::VersionHeader> Engine::header(Session& session, TypeId type, const std::string& id) const {
  const Parts& parts = impl_->parts;
  OSLER_RETURN_IF_ERROR(parts.policy.permit(session.caller, access::Interaction::kRead, type));
  const store::Partition partition = session.caller.partition();
  OSLER_TRY(std::optional<store::Record> entry, ledger_record(parts, partition, {type, id}));
  if (entry) return std::move(entry->header);
  OSLER_TRY(std::optional<store::VersionHeader> found, parts.store.header(partition, {type, id}));
  if (!found) return no_such(parts, type);
  if (found->is_deleted()) return deleted(parts, type, *found);
  OSLER_RETURN_IF_ERROR(require_visible(parts, session.caller, {type, id}));
  return *std::move(found);
}

Result<SearchAnswer> Engine::search(Session& session, SearchRequest request) const {
  const Parts& parts = impl_->parts;
  note(session, "search", request.query.types.size() == 1 ? parts.definitions.name_of(request.query.types.front()) : "");
  for (const TypeId type : request.query.types) {
    OSLER_RETURN_IF_ERROR(parts.policy.permit(session.caller, access::Interaction::kSearch, type));
  }
  OSLER_RETURN_IF_ERROR(parts.policy.permit_query(session.caller, request.query));
  const store::Partition partition = session.caller.partition();
  const std::vector<ParameterId> own = fhir::own_parameters_in(request.query);
  OSLER_RETURN_IF_ERROR(require_ready(parts, partition, own));
  OSLER_RETURN_IF_ERROR(require_ready(parts, partition, request.includes));
  if (request.count_only) request.query.page.count = 0;
  request.query.mentions_read_max = parts.settings.text_candidates_max;
  request.query.duration_ms_max = parts.settings.search_ms_max;
  const auto visibility = parts.policy.visibility(session.caller);
  OSLER_TRY(store::SearchResult found,
            !request.stored_only && asks_the_ledger(parts, request.query)
                ? search_with_ledger(parts, partition, std::move(request.query), *visibility)
                : parts.store.search(partition, store::authorize(std::move(request.query), *visibility)));
  OSLER_RETURN_IF_ERROR(require_ready(parts, partition, own));  // Writers no longer index what was removed meanwhile.
  SearchAnswer answer{{}, found.total, std::move(found.next), std::move(found.previous), std::move(found.plan)};
  answer.resources.reserve(found.records.size());
  for (store::Record& record : found.records) answer.resources.push_back(present(session, std::move(record)));
  return answer;
}

Result<store::HistoryPage> Engine::history(Session& session, store::HistoryQuery query) const {
  const Parts& parts = impl_->parts;
  note(session, "history", query.type ? parts.definitions.name_of(*query.type) : "", query.id);
  if (query.type) {
    OSLER_RETURN_IF_ERROR(parts.policy.permit(session.caller, access::Interaction::kHistory, *query.type));
    if (!query.id.empty()) {
      OSLER_TRY(std::optional<store::Record> entry, ledger_record(parts, session.caller.partition(), {*query.type, query.id}));
      if (entry) return history_of(*std::move(entry), query);
      OSLER_TRY(const auto found, parts.store.header(session.caller.partition(), {*query.type, query.id}));
      if (!found) return no_such(parts, *query.type);
      OSLER_RETURN_IF_ERROR(require_visible(parts, session.caller, {*query.type, query.id}));
    } else if (parts.policy.is_narrowed(session.caller, *query.type)) {
      return Error{ErrorKind::kForbidden, "the history of this whole type is not open to this role", {}, {}};
    }
  } else {
    for (const TypeId type : parts.definitions.resource_types()) {
      const bool open = parts.policy.permit(session.caller, access::Interaction::kHistory, type).ok() &&
                        !parts.policy.is_narrowed(session.caller, type);
      if (!open) query.hidden.push_back(type);
    }
  }
  return parts.store.history(session.caller.partition(), query);
}

Resource Engine::present(const Session& session, store::Record record) const {
  return shown(impl_->parts, session, std::move(record), present_text);
}

Resource Engine::present_version(const Session& session, store::Record record) const {
  return shown(impl_->parts, session, std::move(record), present_with_source);
}

}  // namespace osler::engine
