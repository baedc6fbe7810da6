#pragma once
// $export: NDJSON files of a system, of all patients or of a Group's, made by a job and fetched with the credentials of whoever
// asked. Spec: FHIR Bulk Data Access 2, Export; ADR 60.

#include "api/fhir/exchange.h"
#include "base/task.h"
#include "jobs/bulk.h"
#include "jobs/bulk_files.h"

namespace osler::fhir_api {

/// What it works with. All must outlive the API.
struct ExportRooms {
  jobs::Jobs& jobs;
  const jobs::BulkFiles& files;
  const jobs::BulkSettings& settings;
};

/// GET, POST [base]/$export, Patient/$export, Group/{id}/$export: 202 with Content-Location. Errors: kInvalidInput without Prefer:
/// respond-async and for what is asked wrongly; kForbidden; those of reading the Group; kThrottled. More patients than
/// settings.patients_max are too costly.
Task<Result<http::Response>> handle_export(Exchange& exchange, const ExportRooms& rooms);
/// GET [base]/_export/{job}: 202 with X-Progress, then 200 with the manifest. Errors: kNotFound.
Result<http::Response> handle_export_status(Exchange& exchange, const ExportRooms& rooms);
/// DELETE: 202; afterwards there is nothing at that place. Errors: kNotFound.
Task<Result<http::Response>> handle_export_cancel(Exchange& exchange, const ExportRooms& rooms);
/// GET [base]/_export/{job}/{type}.ndjson. Errors: kNotFound.
Result<http::Response> handle_export_file(Exchange& exchange, const ExportRooms& rooms);

}  // namespace osler::fhir_api
