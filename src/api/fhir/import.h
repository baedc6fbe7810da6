#pragma once
// $import: NDJSON that is sent, or fetched from where the request says, written by a job. Spec: the Bulk Data Import proposal (manifest
// approach) of SMART, which others take as a Parameters resource; ADR 66.

#include <functional>

#include "api/fhir/bulk_job.h"

namespace osler::fhir_api {

inline constexpr BulkKind kImports{jobs::kFhirImportKind, "_import", "import"};

/// Counts what a caller sends for the plan of its organization. Errors: kThrottled.
using AdmitRecords = std::function<Status(const access::Caller& caller, std::uint64_t records)>;

/// POST [base]/$import: 202 with Content-Location. Errors: those of admit_bulk_request(); kInvalidInput for what is asked wrongly;
/// kForbidden for types that the caller may not write and for places that settings.import_origins does not name; kTooLarge.
/// `admit_records` may be empty.
Task<Result<http::Response>> handle_import(Exchange& exchange, const BulkRooms& rooms, const AdmitRecords& admit_records);
/// GET [base]/_import/{job}: 202 with X-Progress, then 200 with what became of each file; 429 for whoever asks too often. Errors: kNotFound.
Result<http::Response> handle_import_status(Exchange& exchange, const BulkRooms& rooms);
/// DELETE: 202; what was written stays. Errors: kNotFound.
Task<Result<http::Response>> handle_import_cancel(Exchange& exchange, const BulkRooms& rooms);
/// GET [base]/_import/{job}/errors-{n}.ndjson. Errors: kNotFound.
Result<http::Response> handle_import_file(Exchange& exchange, const BulkRooms& rooms);

/// Whether the body of an $import is NDJSON itself.
bool is_ndjson(const http::Request& request);

}  // namespace osler::fhir_api
