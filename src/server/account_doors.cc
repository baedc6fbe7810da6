#include "server/account_doors.h"

#include "json/parser.h"
#include "json/writer.h"

namespace osler::server {
namespace {

void write_name(json::Writer& writer, const std::string& family, const std::vector<std::string>& given, const std::string& text) {
  writer.key("name");
  writer.begin_array();
  writer.begin_object();
  writer.member("use", "official");
  if (!text.empty()) writer.member("text", text);
  if (!family.empty()) writer.member("family", family);
  if (!given.empty()) {
    writer.key("given");
    writer.begin_array();
    for (const std::string& one : given) writer.value(one);
    writer.end_array();
  }
  writer.end_object();
  writer.end_array();
}

void write_telecom(json::Writer& writer, std::string_view system, const std::string& value) {
  if (value.empty()) return;
  writer.begin_object();
  writer.member("system", system);
  writer.member("value", value);
  writer.end_object();
}

// "Maya Anne Brennan" is given names and a family name, as far as a single text tells.
std::string practitioner_text(const access::User& user) {
  const std::size_t space = user.full_name.rfind(' ');
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("resourceType", "Practitioner");
  writer.member("id", user.id);
  writer.member("active", true);
  const bool split = space != std::string::npos && space > 0;
  write_name(writer, split ? user.full_name.substr(space + 1) : user.full_name,
             split ? std::vector<std::string>{user.full_name.substr(0, space)} : std::vector<std::string>{}, user.full_name);
  writer.key("telecom");
  writer.begin_array();
  write_telecom(writer, "email", user.email);
  writer.end_array();
  writer.end_object();
  return text;
}

std::string patient_text(const api::admin::NewPatient& patient, const std::string& pid) {
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
  write_name(writer, patient.family_name, {patient.given_name}, {});
  writer.member("gender", patient.gender.empty() ? "unknown" : patient.gender);
  writer.member("birthDate", patient.birth_date);
  if (!patient.phone.empty() || !patient.email.empty()) {
    writer.key("telecom");
    writer.begin_array();
    write_telecom(writer, "phone", patient.phone);
    write_telecom(writer, "email", patient.email);
    writer.end_array();
  }
  if (!patient.line.empty() || !patient.city.empty() || !patient.state.empty() || !patient.postal_code.empty()) {
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
  writer.end_object();
  return text;
}

Task<Status> make_practitioner(Rooms& rooms, access::User user, access::Organization organization, std::string request_id, Loop& loop) {
  const TypeId type = *rooms.definitions.resource_type("Practitioner");
  json::Parser parser;
  OSLER_CO_TRY(const json::Tree tree, parser.parse(json::PaddedBytes(practitioner_text(user)), rooms.definitions.names()));
  for (const auto environment : {store::Environment::kTest, store::Environment::kLive}) {
    const access::Caller caller = access::system_caller(organization, environment);
    OSLER_CO_TRY(const auto header, rooms.store->header(caller.partition(), {type, user.id}));
    if (header && !header->is_deleted()) continue;
    engine::Session session{caller, loop, parser, "admin", {}, {}};
    session.audit.request_id = request_id;
    session.audit.actor_id = caller.id;
    const auto written = co_await rooms.engine->update(session, type, user.id, tree);
    if (!written.ok()) co_return written.error();
  }
  co_return Status{};
}

Task<Result<api::admin::RegisteredPatient>> register_patient(Rooms& rooms, access::Organization organization, store::Environment environment,
                                                             api::admin::NewPatient patient, std::string pid, access::AuditTrail& trail,
                                                             Loop& loop) {
  json::Parser parser;
  OSLER_CO_TRY(const json::Tree tree, parser.parse(json::PaddedBytes(patient_text(patient, pid)), rooms.definitions.names()));
  const access::Caller caller = access::system_caller(std::move(organization), environment);
  engine::Session session{caller, loop, parser, "public", {}, trail.record};
  const TypeId type = *rooms.definitions.resource_type("Patient");
  const auto written = co_await rooms.engine->create(session, type, tree);
  if (!written.ok()) co_return written.error();
  trail.written = session.audited;
  co_return api::admin::RegisteredPatient{written->resource.key.id, written->resource.text};
}

}  // namespace

api::admin::CreatePractitioner practitioner_maker(Rooms& rooms) {
  return [&rooms](access::User user, access::Organization organization, std::string request_id, Loop& loop) {
    return make_practitioner(rooms, std::move(user), std::move(organization), std::move(request_id), loop);
  };
}

api::admin::RegisterPatient patient_registrar(Rooms& rooms, access::Organization organization, store::Environment environment) {
  return [&rooms, organization = std::move(organization), environment](api::admin::NewPatient patient, std::string pid,
                                                                       access::AuditTrail& trail, Loop& loop) {
    return register_patient(rooms, organization, environment, std::move(patient), std::move(pid), trail, loop);
  };
}

}  // namespace osler::server
