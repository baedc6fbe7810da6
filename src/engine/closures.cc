// $closure: the tables of a partition, each a row. Spec: FHIR R4, terminology-service.html#closure. Format: docs/formats/closures.md.

#include "engine/commit.h"
#include "engine/engine.h"
#include "engine/parts.h"
#include "fhir/terms/library.h"

namespace osler::engine {
namespace {

constexpr std::string_view kTable = "closures";
/// A row without bytes for each table, so that they can be counted without reading them.
constexpr std::string_view kNames = "closurenames";

Status permit(const Parts& parts, Session& session, access::Interaction interaction) {
  const auto type = parts.definitions.resource_type("ConceptMap");
  note(session, "$closure", "ConceptMap");
  return parts.policy.permit(session.caller, interaction, *type);
}

Result<store::Row> row_of(const Parts& parts, const Session& session, const std::string& name) {
  OSLER_TRY(std::optional<store::Row> row, parts.store.row(session.caller.partition(), kTable, name));
  if (row) return *std::move(row);
  const std::string message = "name: no closure table of this name was begun; send the name alone first";
  return Error{ErrorKind::kNotFound, message, {}, {{Severity::kError, IssueType::kNotFound, message}}};
}

Error too_many(std::size_t tables) {
  return {ErrorKind::kConflict, "name: there are " + std::to_string(tables) + " closure tables, as many as there may be (terminology.closures)", {}, {}};
}

/// Whether it committed; false: the row is another one by now.
Task<Result<bool>> put(const Parts& parts, Session& session, const std::string& name, const fhir::terms::Closure& closure,
                       std::uint64_t revision) {
  store::WriteSet writes = begin_writes(parts, session, {});
  writes.rows.push_back({std::string(kTable), name, encode(closure), revision});
  if (revision == 0) writes.rows.push_back({std::string(kNames), name, std::string(), std::nullopt});
  carry_audit(parts, session, 200, writes);
  OSLER_CO_TRY(const store::Outcome outcome, co_await parts.store.commit(std::move(writes), session.loop));
  if (!std::holds_alternative<store::Committed>(outcome)) co_return false;
  session.audited = true;
  co_return true;
}

}  // namespace

Result<fhir::terms::Closure> Engine::closure(Session& session, const std::string& name) const {
  OSLER_RETURN_IF_ERROR(permit(impl_->parts, session, access::Interaction::kRead));
  OSLER_TRY(const store::Row row, row_of(impl_->parts, session, name));
  return fhir::terms::decode_closure(row.bytes);
}

Task<Result<fhir::terms::Closure>> Engine::begin_closure(Session& session, std::string name) {
  const Parts& parts = impl_->parts;
  OSLER_CO_RETURN_IF_ERROR(permit(parts, session, access::Interaction::kCreate));
  const fhir::terms::Closure empty;
  for (std::uint32_t attempt = 0; attempt < parts.settings.commit_attempts_max; ++attempt) {
    OSLER_CO_TRY(const std::optional<store::Row> row, parts.store.row(session.caller.partition(), kTable, name));
    if (!row) {
      OSLER_CO_TRY(const std::vector<store::Row> names, parts.store.rows(session.caller.partition(), kNames, {}, {}, parts.settings.closures_max));
      if (names.size() >= parts.settings.closures_max) {
        co_return too_many(names.size());
      }
    }
    const std::uint64_t revision = row ? row->revision : 0;
    OSLER_CO_TRY(const bool is_done, co_await put(parts, session, name, empty, revision));
    if (is_done) co_return empty;
  }
  co_return lost_races();
}

Task<Result<Engine::ExtendedClosure>> Engine::extend_closure(Session& session, std::string name, std::vector<fhir::terms::Coding> concepts) {
  const Parts& parts = impl_->parts;
  OSLER_CO_RETURN_IF_ERROR(permit(parts, session, access::Interaction::kCreate));
  for (std::uint32_t attempt = 0; attempt < parts.settings.commit_attempts_max; ++attempt) {
    OSLER_CO_TRY(const store::Row row, row_of(parts, session, name));
    OSLER_CO_TRY(fhir::terms::Closure closure, fhir::terms::decode_closure(row.bytes));
    const std::uint64_t before = closure.version;
    const fhir::terms::Library& library = parts.conformance.library(session.caller.partition());
    OSLER_CO_RETURN_IF_ERROR(fhir::terms::add_concepts(library, concepts, parts.settings.closure_concepts_max, closure));
    if (closure.version == before) co_return ExtendedClosure{std::move(closure), before};
    OSLER_CO_TRY(const bool is_done, co_await put(parts, session, name, closure, row.revision));
    if (is_done) co_return ExtendedClosure{std::move(closure), before};
  }
  co_return lost_races();
}

}  // namespace osler::engine
