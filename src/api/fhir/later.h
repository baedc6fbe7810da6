#pragma once
// `Prefer: respond-async`: a request becomes a durable job; its answer is a file that is fetched when it is there.
// Spec: FHIR R4, async.html; the answer has the form that R5 gave it (async-bundle.html). ADR 50.

#include <string_view>

#include "api/fhir/exchange.h"
#include "api/fhir/route.h"
#include "base/task.h"
#include "jobs/bulk_files.h"
#include "jobs/job_runner.h"
#include "jobs/jobs.h"

namespace osler::fhir_api {

inline constexpr std::string_view kLaterKind = "fhir";

/// What it works with. All must outlive the API.
struct LaterRooms {
  jobs::Jobs& jobs;
  const jobs::BulkFiles& requests;  ///< Bodies.
  const jobs::BulkFiles& answers;
  std::uint32_t open_max;           ///< Requests of one organization that are not answered yet.
};

/// Whether the preference means anything there. Elsewhere it is ignored, as a preference may be.
bool may_come_later(Interaction interaction);

/// 202 with Content-Location. Errors: kThrottled beyond open_max; those of the disk and the store.
Task<Result<http::Response>> begin_later(const Exchange& exchange, const LaterRooms& rooms);

/// GET [base]/_async/{id}: 202 with X-Progress, then 200 with a batch-response of one entry. Errors: kNotFound.
Result<http::Response> handle_later_status(Exchange& exchange, const LaterRooms& rooms);
/// DELETE: 202; afterwards there is nothing at that place. Errors: kNotFound.
Task<Result<http::Response>> handle_later_cancel(Exchange& exchange, const LaterRooms& rooms);

/// Writes an answer down as the file that is fetched. Errors: kUnavailable, kStorageFull.
Status keep_answer_for_later(const LaterRooms& rooms, const std::string& job_id, const http::Response& response);

/// Tells a job how far a Bundle is, and the Bundle whether the job goes on.
class JobWatcher final : public Watcher {
 public:
  explicit JobWatcher(jobs::JobRun& run) : run_(run) {}
  bool goes_on(std::uint64_t done, std::uint64_t total) override;
  bool was_stopped() const { return was_stopped_; }

 private:
  jobs::JobRun& run_;
  std::int64_t saved_ms_ = 0;
  bool was_stopped_ = false;
};

}  // namespace osler::fhir_api
