#pragma once
// Bulk export and import: what is asked, as the `request` of a job; what an export has made so far, as its checkpoint;
// the settings. Spec: the /v1 contract, section 11. Format: docs/formats/jobs.md.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/caller.h"
#include "base/result.h"
#include "jobs/jobs.h"

namespace osler::jobs {

inline constexpr std::string_view kExportKind = "export";
inline constexpr std::string_view kImportKind = "import";
inline constexpr std::string_view kFhirExportKind = "fhir-export";  ///< Asked by $export; the same work as kExportKind.
inline constexpr std::string_view kFhirImportKind = "fhir-import";  ///< Asked by $import; the same work as kImportKind.

struct BulkSettings {
  std::uint64_t import_lines_max = 10'000;           ///< `bulk.import_lines`: of one import at /v1.
  std::uint64_t import_bytes_max = 100ULL << 20U;    ///< `bulk.import_bytes`: of what is sent, decoded, or of one file that is fetched.
  std::uint32_t import_files_max = 100;              ///< `bulk.import_files`: that one $import may name.
  std::vector<std::string> import_origins = {};      ///< `bulk.import_origins`: where $import may fetch from, "https://host[:port]"; none: nowhere.
  bool import_private = false;                       ///< `bulk.import_private`: those may be http and have addresses that are not public.
  std::uint32_t fetch_ms = 600'000;                  ///< `bulk.fetch_ms`: for one file.
  std::uint32_t fetch_attempts_max = 3;              ///< `bulk.fetch_attempts`: of one file, jobs.retry_ms apart.
  std::uint32_t import_passes_max = 10;              ///< `bulk.import_passes`: over lines that refer to what is not there yet.
  std::uint32_t circle_lines_max = 5'000;            ///< `bulk.circle_lines`: of those left in the end, written together.
  std::uint64_t line_bytes_max = 10ULL << 20U;       ///< `bulk.line_bytes`: a longer line is a bad line.
  std::uint32_t batch_lines_max = 500;               ///< `bulk.batch_lines`: committed together.
  std::uint64_t batch_bytes_max = 8ULL << 20U;       ///< `bulk.batch_bytes`
  std::uint32_t page_records = 500;                  ///< `bulk.page_records`: read together by an export.
  std::uint32_t jobs_per_hour = 0;                   ///< `bulk.jobs_per_hour`: of one organization; 0: unlimited.
  std::uint32_t link_seconds = 3'600;                ///< `bulk.link_seconds`: how long a download link is good.
  std::uint32_t patients_max = 10'000;               ///< `bulk.patients`: that one $export may name, or its Group hold.
  std::uint32_t type_filters_max = 100;              ///< `bulk.type_filters`: searches in the `_typeFilter` of one $export.
  std::uint32_t polls_per_minute = 120;              ///< `bulk.polls_per_minute`: of one job that is not over; 0: unlimited.
};

/// The rights that the job has: those of the key that asked, as they were then.
struct BulkRights {
  bool sees_restricted = false;
};

/// Of which resources. Spec: FHIR Bulk Data Access 2, Export, Endpoints.
enum class ExportLevel : std::uint8_t {
  kAll,
  kEveryPatient,  ///< What is in some patient's compartment;
  kPatients,      ///< or in that of one of ExportRequest::patients.
};

/// Provenance that comes along. Spec: FHIR Bulk Data Access 2, Export, `includeAssociatedData`.
enum class Associated : std::uint8_t {
  kNone,
  kLatest,    ///< LatestProvenanceResources: of each exported resource the one recorded last.
  kRelevant,  ///< RelevantProvenanceResources: all that are about an exported resource.
};

struct ExportRequest {
  std::vector<std::string> types;  ///< FHIR names, in the order of the file.
  std::optional<std::int64_t> since_ms;
  bool is_simplified = false;
  BulkRights rights;
  ExportLevel level = ExportLevel::kAll;
  std::vector<std::string> patients = {};  ///< Ids.
  std::optional<access::Caller> caller = {};  ///< With $export: who asked, as it was then. Else the key that `rights` describe.
  std::string question = {};               ///< With $export: the URL that was asked.
  std::string base_url = {};               ///< With $export: the base that was asked at.
  std::vector<std::string> filters = {};   ///< Searches like "Observation?status=final": of their types only what meets one.
  std::string elements = {};               ///< Names as in `_elements`; empty: whole resources.
  Associated associated = Associated::kNone;  ///< If any, Provenance is none of `types`.
  std::vector<std::string> remarks = {};   ///< What of the question was left out, for whoever asked.

  /// Whether the file tells what was deleted, too.
  bool lists_deleted() const { return caller && since_ms; }
};
/// One file of an import.
struct ImportInput {
  std::string type = {};  ///< FHIR name; empty: what each line says it is.
  std::string url = {};   ///< From where it is fetched; empty: it came with the request.
};

struct ImportRequest {
  std::vector<ImportInput> inputs;
  std::uint64_t lines = 0;  ///< Of what came with the request.
  BulkRights rights;
  std::optional<access::Caller> caller = {};  ///< With $import: who asked, as it was then. Else the key that `rights` describe.
  std::string question = {};                  ///< With $import: the URL that was asked,
  std::string base_url = {};                  ///< and the base.
};

std::string encode(const ExportRequest& request);
std::string encode(const ImportRequest& request);
Result<ExportRequest> decode_export(std::string_view request);
Result<ImportRequest> decode_import(std::string_view request);

/// Where an export stands: the part of the file that is whole.
struct ExportCheckpoint {
  struct Segment {
    std::string type;
    std::uint64_t bytes = 0;
    std::uint64_t records = 0;  ///< Lines.
    bool is_of_deleted = false; ///< Of Bundles that say what was deleted.
  };
  std::vector<Segment> segments;  ///< The last one is under way, unless all types are done.
  std::string cursor;             ///< Inside the last one's type; empty: at its beginning.
  bool is_done = false;           ///< The last one.

  std::uint64_t bytes() const;
};
std::string encode(const ExportCheckpoint& checkpoint);
/// An empty text is a checkpoint before anything.
Result<ExportCheckpoint> decode_checkpoint(std::string_view text);

/// Errors: kThrottled beyond settings.jobs_per_hour.
Status admit_bulk_job(const Jobs& jobs, const std::string& organization, const BulkSettings& settings);

/// Who the job is, for the engine: a key of that organization and environment.
access::Caller caller_of(const Job& job, const BulkRights& rights);

}  // namespace osler::jobs
