#pragma once
// $export: NDJSON files of a system, of all patients or of a Group's, made by a job and fetched with the credentials of whoever
// asked. Spec: FHIR Bulk Data Access 2, Export; ADR 60, ADR 66.

#include "api/fhir/bulk_job.h"

namespace osler::fhir_api {

inline constexpr BulkKind kExports{jobs::kFhirExportKind, "_export", "export"};

/// GET, POST [base]/$export, Patient/$export, Group/{id}/$export: 202 with Content-Location. Errors: those of admit_bulk_request();
/// kInvalidInput for what is asked wrongly; kForbidden; those of reading the Group. More patients or filters than the settings permit
/// are too costly.
Task<Result<http::Response>> handle_export(Exchange& exchange, const BulkRooms& rooms);
/// GET [base]/_export/{job}: 202 with X-Progress, then 200 with the manifest; 429 for whoever asks too often. Errors: kNotFound.
Result<http::Response> handle_export_status(Exchange& exchange, const BulkRooms& rooms);
/// DELETE: 202; afterwards there is nothing at that place. Errors: kNotFound.
Task<Result<http::Response>> handle_export_cancel(Exchange& exchange, const BulkRooms& rooms);
/// GET [base]/_export/{job}/{type}.ndjson, deleted.ndjson, remarks.ndjson. Errors: kNotFound.
Result<http::Response> handle_export_file(Exchange& exchange, const BulkRooms& rooms);

}  // namespace osler::fhir_api
