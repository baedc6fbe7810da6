#include "engine/ledger_values.h"

#include <array>

#include "engine/ledger_event.h"
#include "fhir/search/facet.h"

namespace osler::engine {
namespace {

/// Parameters whose values follow from what entries share. All others depend on more, or might.
constexpr std::array<std::string_view, 17> kSharedCodes = {
    "action", "address",     "agent",  "agent-name", "agent-role", "altid", "entity-role", "entity-type", "outcome",
    "site",   "source",      "subtype", "type",      "_profile",   "_security", "_source", "_tag"};
/// Different sets of shared values that are remembered at once.
constexpr std::size_t kSetsMax = 4'096;

}  // namespace

LedgerValues::LedgerValues(const Parts& parts, store::Partition partition)
    : parts_(parts), partition_(partition), type_(*parts.definitions.resource_type("AuditEvent")),
      patient_type_(*parts.definitions.resource_type("Patient")), is_shared_(std::size_t{fhir::kParameterNumberMax} + 1, false) {
  const auto parameter = [&](std::string_view code) { return parts.definitions.search_parameter(type_, code)->id; };
  date_ = parameter("date");
  entity_ = parameter("entity");
  patient_ = parameter("patient");
  for (const std::string_view code : kSharedCodes) is_shared_[number_of(parameter(code))] = true;
}

Status LedgerValues::turn_to(const store::AuditEntry& entry) {
  OSLER_TRY(record_, access::view_audit(entry.content));
  entry_ = &entry;
  own_.reset();
  whole_.reset();
  event_.reset();
  shared_now_ = nullptr;
  return {};
}

const store::Record& LedgerValues::event() {
  if (!event_) event_ = ledger_event(parts_.definitions, *entry_, record_);
  return *event_;
}

LedgerValues::Source LedgerValues::source_of(ParameterId parameter) const {
  if (parameter == date_ || parameter == entity_ || parameter == patient_) return Source::kOwn;
  return is_shared_[number_of(fhir::without_facet(parameter))] ? Source::kShared : Source::kWhole;
}

Result<const std::vector<store::IndexEntry>*> LedgerValues::having(ParameterId parameter) {
  switch (source_of(parameter)) {
    case Source::kOwn: return &own();
    case Source::kShared: return shared();
    case Source::kWhole: break;
  }
  return whole();
}

const std::vector<store::IndexEntry>& LedgerValues::own() {
  if (own_) return *own_;
  own_.emplace();
  const std::int64_t time_ms = entry_->time_ms;
  own_->push_back({date_, {store::Interval{{}, store::Ordinal::of_ms(time_ms), store::Ordinal::of_ms(time_ms + 1)}}});
  const auto add = [this](TypeId type, std::string_view id) {
    const store::Reference reference{type, std::string(id)};
    own_->push_back({entity_, {reference}});
    if (type == patient_type_) own_->push_back({patient_, {reference}});
  };
  const std::optional<TypeId> type = parts_.definitions.resource_type(record_.resource_type);
  const bool has_patient = is_fhir_id(record_.patient);
  if (has_patient) add(patient_type_, record_.patient);
  const bool is_same = has_patient && type == patient_type_ && record_.resource_id == record_.patient;
  if (type && !is_same && is_fhir_id(record_.resource_id)) add(*type, record_.resource_id);
  return *own_;
}

Result<const std::vector<store::IndexEntry>*> LedgerValues::shared() {
  if (shared_now_ != nullptr) return shared_now_;
  // The same event without what is this entry's alone; ids only tell whether there are any, and whether both are the patient's.
  access::AuditView record = record_;
  const bool is_patient = record.resource_type == "Patient" && record.resource_id == record.patient;
  if (is_fhir_id(record.resource_id)) record.resource_id = "x";
  if (is_fhir_id(record.patient)) record.patient = is_patient ? "x" : "y";
  if (!record.request_id.empty()) record.request_id = "x";
  if (!record.query_names.empty()) record.query_names = "x";
  record.path = record.user_agent = record.client_request_id = record.reason = {};
  key_.clear();
  for (const std::string_view part : {record.actor_id, record.actor_email, record.actor_role, record.action, record.resource_type,
                                      record.resource_id, record.patient, record.method, record.query_names, record.outcome,
                                      record.ip_address, record.request_id}) {
    key_.append(part);
    key_ += '\0';
  }
  key_ += std::to_string(record.status);
  if (const auto found = shared_.find(key_); found != shared_.end()) return shared_now_ = &found->second;

  if (shared_.size() == kSetsMax) shared_.clear();
  std::vector<store::IndexEntry> entries;
  const store::Record event = ledger_event(parts_.definitions, *entry_, record);
  OSLER_RETURN_IF_ERROR(parts_.extractor.extract(partition_, type_, event.text, entries));
  return shared_now_ = &shared_.emplace(key_, std::move(entries)).first->second;
}

Result<const std::vector<store::IndexEntry>*> LedgerValues::whole() {
  if (!whole_) {
    std::vector<store::IndexEntry> entries;
    OSLER_RETURN_IF_ERROR(parts_.extractor.extract(partition_, type_, event().text, entries));
    whole_ = std::move(entries);
  }
  return &*whole_;
}

}  // namespace osler::engine
