#pragma once
// How often whoever waits for a job may look at it. Spec: FHIR Bulk Data Access 2, Bulk Data Status Request: 429 for those who look too often.

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "access/rate_limit.h"
#include "base/clock.h"

namespace osler::fhir_api {

/// Any thread. Kept in memory alone: a restart forgives.
class PollLimit {
 public:
  /// Of one job at most `per_minute` looks in any sixty seconds; 0: as many as one likes. `clock` must outlive this.
  PollLimit(Clock& clock, std::uint32_t per_minute) : clock_(clock), per_minute_(per_minute) {}

  /// Seconds to wait; 0: admitted, and counted.
  std::uint32_t wait_s(const std::string& job_id);
  std::uint32_t per_minute() const { return per_minute_; }

 private:
  struct Looks {
    access::RollingWindow window;
    std::int64_t last_s = 0;
  };
  void forget_old(std::int64_t now_s);

  Clock& clock_;
  const std::uint32_t per_minute_;
  std::mutex mutex_;
  std::map<std::string, Looks> jobs_;
  std::int64_t forgotten_s_ = 0;
};

}  // namespace osler::fhir_api
