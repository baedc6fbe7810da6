#include "engine/commit.h"

#include <algorithm>

namespace osler::engine {

void note(Session& session, std::string_view action, std::string_view type, std::string_view id, std::string_view patient) {
  session.audit.action = action;
  session.audit.resource_type = type;
  if (!id.empty()) session.audit.resource_id = id;
  if (!patient.empty()) session.audit.patient = patient;
}

store::WriteSet begin_writes(const Parts&, const Session& session, store::Position checked_at) {
  store::WriteSet writes(session.caller.partition());
  writes.checked_at = checked_at;
  writes.origin = {session.caller.id, session.surface, session.audit.request_id};
  return writes;
}

void carry_audit(const Parts& parts, Session& session, int status, store::WriteSet& writes) {
  access::AuditRecord& record = session.audit;
  record.time_ms = parts.clock.now_ms();
  record.status = status;
  record.outcome = access::outcome_of(status);
  writes.audit = access::encode(record);
}

Status refuse_unusable(std::vector<UnusableParameter> unusable) {
  Error error = std::move(unusable.front().error);
  for (std::size_t i = 1; i < unusable.size(); ++i) std::ranges::move(unusable[i].error.issues, std::back_inserter(error.issues));
  return error;
}

namespace {

// Neither can be undone or refused any more. Rows that cannot be read now are read when they are next needed; a job that cannot be
// made now is made when the housekeeper looks.
Task<void> take_effect(const Parts& parts, const Session& session, bool builds) {
  static_cast<void>(parts.extractor.parameters().refresh(session.caller.partition()));
  if (builds && parts.on_new_indexes) static_cast<void>(co_await parts.on_new_indexes(session.caller, session.loop));
}

}  // namespace

Task<Result<store::Outcome>> commit(const Parts& parts, Session& session, store::WriteSet writes, int status,
                                    JudgeUnusable judge) {
  OSLER_CO_TRY(ParameterChange parameters, add_parameter_rows(parts, writes));
  if (!parameters.unusable.empty()) OSLER_CO_RETURN_IF_ERROR(judge(std::move(parameters.unusable)));
  carry_audit(parts, session, status, writes);
  if (session.idempotent != nullptr) session.idempotent->remember_in(writes, status);
  writes.system_rows.insert(writes.system_rows.end(), session.rows_beside.begin(), session.rows_beside.end());
  const bool conformance = parts.conformance.concerns(writes);
  const store::Partition partition = writes.partition;
  Result<store::Outcome> outcome = co_await parts.store.commit(std::move(writes), session.loop);
  if (conformance) parts.conformance.changed(partition);
  if (!outcome.ok() || !std::holds_alternative<store::Committed>(*outcome)) co_return outcome;
  if (parameters.is_any) co_await take_effect(parts, session, parameters.builds);
  session.audited = true;
  if (session.idempotent != nullptr) session.idempotent->set_recorded();
  co_return outcome;
}

Error lost_races() {
  return {ErrorKind::kConflict, "other writes kept coming between; nothing was written, please send the request again", {}, {}};
}

}  // namespace osler::engine
