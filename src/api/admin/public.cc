#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "access/email_address.h"
#include "access/row_commit.h"
#include "api/admin/answer.h"
#include "api/admin/body_fields.h"
#include "api/admin/handlers.h"
#include "fhir/model/date_time.h"
#include "json/writer.h"

namespace osler::api::admin {
namespace {

constexpr std::string_view kPidTable = "pid";
constexpr std::uint32_t kPidFirst = 1'000'000;
constexpr std::uint32_t kPidLast = 9'999'999;
constexpr std::array<std::string_view, 4> kGenders = {"male", "female", "other", "unknown"};

/// The next free seven-digit number of the organization. A number that is drawn and not used stays unused.
Task<Result<std::string>> draw_pid(store::Store& store, std::string organization, Loop& loop) {
  for (int attempt = 0; attempt < access::kRowCommitAttemptsMax; ++attempt) {
    OSLER_CO_TRY(const std::optional<store::Row> row, store.row(store::Partition::system(), kPidTable, organization));
    std::uint32_t next = kPidFirst;
    if (row) std::from_chars(row->bytes.data(), row->bytes.data() + row->bytes.size(), next);
    if (next > kPidLast) co_return Error{ErrorKind::kConflict, "all patient numbers are used", {}, {}};
    std::vector<store::RowChange> rows = {
        {std::string(kPidTable), organization, std::to_string(next + 1), row ? row->revision : 0}};
    OSLER_CO_TRY(const access::RowCommit done, co_await access::commit_rows(store, std::move(rows), nullptr, loop));
    if (done == access::RowCommit::kDone) co_return std::to_string(next);
  }
  co_return access::too_many_races();
}

Task<Result<std::string>> next_pid(Rooms& rooms, std::string organization, Loop& loop) {
  const Turns::Turn turn = co_await rooms.pid_turns.take(organization, loop);
  co_return co_await draw_pid(rooms.accounts.store, std::move(organization), loop);
}

Result<NewPatient> read_patient(http::Request& request) {
  OSLER_TRY(BodyFields body, BodyFields::read(request));
  NewPatient patient;
  patient.given_name = body.required_text("givenName", {1, 120});
  patient.family_name = body.required_text("familyName", {1, 120});
  patient.birth_date = body.required_text("birthDate", {0, 40});
  patient.gender = body.optional_text("gender", {0, 40}).value_or("unknown");
  patient.phone = body.optional_text("phone", {0, 40}).value_or("");
  patient.email = body.optional_text("email", {0, access::kEmailBytesMax}).value_or("");
  patient.line = body.optional_text("line1", {0, 200}).value_or("");
  patient.city = body.optional_text("city", {0, 80}).value_or("");
  patient.state = body.optional_text("state", {0, 40}).value_or("");
  patient.postal_code = body.optional_text("postalCode", {0, 20}).value_or("");

  const std::optional<fhir::DateTime> birth_date = fhir::parse_date(patient.birth_date);
  const bool is_day = birth_date && birth_date->precision == fhir::DatePrecision::kDay;
  if (!patient.birth_date.empty() && !is_day) body.add_fault("birthDate", "Expected YYYY-MM-DD");
  if (std::ranges::find(kGenders, patient.gender) == kGenders.end()) {
    body.add_fault("gender", "Invalid enum value. Expected 'male' | 'female' | 'other' | 'unknown'");
  }
  if (!patient.email.empty() && !access::canonical_email(patient.email)) body.add_fault("email", "Invalid email");
  OSLER_RETURN_IF_ERROR(body.finish());
  if (!is_day) return validation_error("birthDate", "Expected YYYY-MM-DD");
  return patient;
}

}  // namespace

Answer get_health(Rooms& rooms, Exchange&) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.member("status", "ok");
  writer.member("timestamp", fhir::format_instant(rooms.accounts.clock.now_ms()));
  writer.end_object();
  co_return json_answer(200, std::move(body));
}

Answer register_patient(Rooms& rooms, Exchange& exchange) {
  if (!rooms.doors.register_patient) co_return not_found("public registration is off");
  exchange.trail.record.resource_type = "Patient";
  OSLER_CO_TRY(const access::Organization organization,
               rooms.accounts.organizations.find(rooms.settings.public_organization));
  exchange.trail.partition = store::Partition::of(organization.number, rooms.settings.public_environment);
  OSLER_CO_TRY(NewPatient patient, read_patient(exchange.request));
  OSLER_CO_TRY(const std::string pid, co_await next_pid(rooms, organization.id, exchange.loop));
  exchange.will_answer(201);
  OSLER_CO_TRY(const RegisteredPatient registered,
               co_await rooms.doors.register_patient(std::move(patient), pid, exchange.trail, exchange.loop));
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.member("message", "Patient registered");
  writer.member("pid", pid);
  writer.member("patientId", registered.id);
  writer.key("patient");
  writer.raw(registered.text);
  writer.end_object();
  co_return json_answer(201, std::move(body));
}

}  // namespace osler::api::admin
