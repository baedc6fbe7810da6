#pragma once
// The job that makes new search parameters ready: what was stored before them gets its entries, type by type, oldest version
// first; then their rows say `ready`. Writers and searches go on meanwhile. See docs/adr/0041.

#include <cstdint>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

#include "access/caller.h"
#include "base/loop.h"
#include "fhir/search/parameter_rooms.h"
#include "jobs/job_runner.h"
#include "jobs/jobs.h"

namespace osler::jobs {

inline constexpr std::string_view kReindexKind = "reindex";

struct ReindexSettings {
  std::uint32_t step_versions = 20'000;  ///< `jobs.reindex_versions`: looked at between two checkpoints.
};

/// Any thread.
class Reindexer {
 public:
  /// References must outlive this.
  Reindexer(Jobs& jobs, const fhir::Definitions& definitions, const fhir::ParameterRooms& rooms, ReindexSettings settings)
      : jobs_(jobs), definitions_(definitions), rooms_(rooms), settings_(settings) {}

  /// Reads which parameters have a job. Once, before anything else.
  Status open();
  /// Makes a job for the parameters of the partition that are being built and have none. One whose job failed gets another
  /// when the server starts again. Durable when it returns. Errors: as Jobs::create.
  Task<Status> ensure(access::Organization organization, store::Environment environment, Loop& loop);
  /// For the runner.
  JobKind kind();

 private:
  using Claim = std::pair<store::Partition, ParameterId>;
  Result<std::vector<ParameterId>> claim(store::Partition partition);
  void release(store::Partition partition, const std::vector<ParameterId>& parameters);
  Result<JobEnd> work(JobRun& run) const;

  Jobs& jobs_;
  const fhir::Definitions& definitions_;
  const fhir::ParameterRooms& rooms_;
  const ReindexSettings settings_;
  std::mutex mutex_;
  std::set<Claim> claimed_;  ///< Numbers are never given again, so nothing is taken out when a job is done.
};

}  // namespace osler::jobs
