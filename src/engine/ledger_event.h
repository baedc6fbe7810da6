#pragma once
// An entry of the audit ledger as a FHIR AuditEvent: made when it is read, stored nowhere. Where R4 leaves a choice, after
// IHE's Basic Audit Log Patterns. Spec: FHIR R4, auditevent.html.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "access/audit_record.h"
#include "fhir/model/definitions.h"
#include "store/store.h"

namespace osler::engine {

/// "entry-<sequence>": no id that the server gives to a resource has this form.
std::string ledger_id(std::uint64_t sequence);
/// The sequence of an entry's id; nothing for any other id.
std::optional<std::uint64_t> ledger_sequence(std::string_view id);

/// Spec: FHIR R4, datatypes.html#id. What is none goes out as an identifier, not as a reference.
bool is_fhir_id(std::string_view id);

/// In the stored form (docs/formats/stored-resource.md), version 1. `record` is the entry's content; its texts go out as they are.
store::Record ledger_event(const fhir::Definitions& definitions, const store::AuditEntry& entry, const access::AuditView& record);

}  // namespace osler::engine
