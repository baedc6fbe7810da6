#include "api/admin/engine_doors.h"

#include <optional>
#include <utility>

#include "json/parser.h"
#include "json/writer.h"

namespace osler::api::admin {
namespace {

using store::Environment;

std::string practitioner_json(const access::User& user) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("resourceType", "Practitioner");
  writer.member("id", user.id);
  writer.member("active", true);
  writer.key("name");
  writer.begin_array();
  writer.begin_object();
  writer.member("text", user.full_name);
  writer.end_object();
  writer.end_array();
  writer.key("telecom");
  writer.begin_array();
  writer.begin_object();
  writer.member("system", "email");
  writer.member("value", user.email);
  writer.end_object();
  writer.end_array();
  writer.end_object();
  return text;
}

void write_telecom(json::Writer& writer, std::string_view system, std::string_view value) {
  if (value.empty()) return;
  writer.begin_object();
  writer.member("system", system);
  writer.member("value", value);
  writer.end_object();
}

void write_address(json::Writer& writer, const NewPatient& patient) {
  writer.key("address");
  writer.begin_array();
  writer.begin_object();
  if (!patient.line.empty()) {
    writer.key("line");
    writer.begin_array();
    writer.value(patient.line);
    writer.end_array();
  }
  if (!patient.city.empty()) writer.member("city", patient.city);
  if (!patient.state.empty()) writer.member("state", patient.state);
  if (!patient.postal_code.empty()) writer.member("postalCode", patient.postal_code);
  writer.end_object();
  writer.end_array();
}

std::string patient_json(const NewPatient& patient, std::string_view pid) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("resourceType", "Patient");
  writer.key("identifier");
  writer.begin_array();
  writer.begin_object();
  writer.member("system", "urn:pid");
  writer.member("value", pid);
  writer.end_object();
  writer.end_array();
  writer.key("name");
  writer.begin_array();
  writer.begin_object();
  writer.member("use", "official");
  writer.member("family", patient.family_name);
  writer.key("given");
  writer.begin_array();
  writer.value(patient.given_name);
  writer.end_array();
  writer.end_object();
  writer.end_array();
  writer.member("gender", patient.gender);
  writer.member("birthDate", patient.birth_date);
  if (!patient.phone.empty() || !patient.email.empty()) {
    writer.key("telecom");
    writer.begin_array();
    write_telecom(writer, "phone", patient.phone);
    write_telecom(writer, "email", patient.email);
    writer.end_array();
  }
  const bool has_address =
      !(patient.line.empty() && patient.city.empty() && patient.state.empty() && patient.postal_code.empty());
  if (has_address) write_address(writer, patient);
  writer.end_object();
  return text;
}

engine::Session session_of(const access::Caller& caller, Loop& loop, json::Parser& parser) {
  return {.caller = caller, .loop = loop, .parser = parser, .surface = "admin", .base_url = {}, .audit = {}};
}

Task<Status> create_practitioner(engine::Engine& engine, access::User user, access::Organization organization,
                                 std::string request_id, Loop& loop) {
  const TypeId type = *engine.definitions().resource_type("Practitioner");
  for (const Environment environment : {Environment::kTest, Environment::kLive}) {
    const access::Caller caller = access::system_caller(organization, environment);
    json::Parser parser;
    engine::Session session = session_of(caller, loop, parser);
    session.audit.time_ms = engine.clock().now_ms();
    session.audit.actor_id = caller.id;
    session.audit.request_id = request_id;
    session.audit.status = 201;
    session.audit.outcome = access::outcome_of(201);
    Result<json::Tree> tree = parser.parse(json::PaddedBytes(practitioner_json(user)), engine.definitions().names());
    if (!tree.ok()) co_return tree.error();
    engine::WriteConditions conditions;
    conditions.if_none_match_any = true;
    const Result<engine::Written> written =
        co_await engine.update(session, type, user.id, *tree, std::move(conditions));
    // Where one is live already, there is nothing to do.
    if (!written.ok() && written.error().kind != ErrorKind::kPreconditionFailed) co_return written.error();
  }
  co_return Status();
}

Task<Result<RegisteredPatient>> create_patient(engine::Engine& engine, access::Organization organization,
                                               Environment environment, NewPatient patient, std::string pid,
                                               access::AuditTrail& trail, Loop& loop) {
  const TypeId type = *engine.definitions().resource_type("Patient");
  const access::Caller caller = access::system_caller(std::move(organization), environment);
  json::Parser parser;
  engine::Session session = session_of(caller, loop, parser);
  session.audit = trail.record;
  OSLER_CO_TRY(const json::Tree tree,
               parser.parse(json::PaddedBytes(patient_json(patient, pid)), engine.definitions().names()));
  Result<engine::Written> written = co_await engine.create(session, type, tree);
  trail.record = std::move(session.audit);
  trail.written = session.audited;
  if (!written.ok()) co_return std::move(written).error();
  co_return RegisteredPatient{.id = written->resource.key.id, .text = std::move(written->resource.text)};
}

}  // namespace

CreatePractitioner practitioners_in(engine::Engine& engine) {
  return [&engine](access::User user, access::Organization organization, std::string request_id, Loop& loop) {
    return create_practitioner(engine, std::move(user), std::move(organization), std::move(request_id), loop);
  };
}

RegisterPatient patients_in(engine::Engine& engine, access::Organization organization, Environment environment) {
  return
      [&engine, organization, environment](NewPatient patient, std::string pid, access::AuditTrail& trail, Loop& loop) {
        return create_patient(engine, organization, environment, std::move(patient), std::move(pid), trail, loop);
      };
}

}  // namespace osler::api::admin
