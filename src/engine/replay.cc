// Requests with an Idempotency-Key: begun, and answered a second time. Spec: v1.md, section 6.

#include "engine/commit.h"
#include "engine/engine.h"
#include "engine/parts.h"
#include "engine/visible.h"

namespace osler::engine {
namespace {

access::Interaction interaction_of(store::Action action) {
  switch (action) {
    case store::Action::kCreate: return access::Interaction::kCreate;
    case store::Action::kUpdate: return access::Interaction::kUpdate;
    case store::Action::kDelete: break;
  }
  return access::Interaction::kDelete;
}

}  // namespace

Result<std::unique_ptr<IdempotentRequest>> Engine::begin_idempotent(const Session& session, std::string_view key,
                                                                    std::string fingerprint) const {
  const Parts& parts = impl_->parts;
  return IdempotentRequest::begin(parts.keys_in_flight, parts.store, session.caller, key, std::move(fingerprint),
                                  parts.clock.now_ms(), parts.settings.idempotency_kept_ms);
}

Result<std::vector<Written>> Engine::written_before(Session& session, const AnswerRecord& answer) const {
  const Parts& parts = impl_->parts;
  std::vector<Written> all;
  for (const AnsweredVersion& one : answer.versions) {
    if (one.version.number == 0) {
      all.push_back({WriteEffect::kUnchanged, {one.key, {}, {}}, {}});
      continue;
    }
    note(session, "replay", parts.definitions.name_of(one.key.type), one.key.id);
    OSLER_TRY(std::optional<store::Record> record,
              parts.store.version(session.caller.partition(), one.key, one.version));
    if (!record) return not_found("no " + std::string(parts.definitions.name_of(one.key.type)) + " with this id");
    OSLER_RETURN_IF_ERROR(parts.policy.permit(session.caller, interaction_of(record->header.action), one.key.type));
    OSLER_RETURN_IF_ERROR(require_visible(parts, session.caller, one.key));
    all.push_back({one.effect, present(session, *std::move(record)), {}});
  }
  session.audit.action = "replay";
  return all;
}

Task<Status> Engine::keep_answer(Session& session, int status, std::string text) {
  const Parts& parts = impl_->parts;
  IdempotentRequest& request = *session.idempotent;
  const bool shows_versions = status < 400 && !request.speaks_of_nothing();
  if (shows_versions) text.clear();
  if (text.size() > kAnswerTextBytesMax) co_return Status{};
  store::WriteSet writes = begin_writes(parts, session, {});
  writes.rows.push_back(request.row_for(status, std::move(text)));
  carry_audit(parts, session, status, writes);
  OSLER_CO_TRY(const store::Outcome outcome, co_await parts.store.commit(std::move(writes), session.loop));
  if (!std::holds_alternative<store::Committed>(outcome)) co_return lost_races();
  session.audited = true;
  request.set_recorded();
  co_return Status{};
}

}  // namespace osler::engine
