#include "api/fhir/poll_limit.h"

namespace osler::fhir_api {

std::uint32_t PollLimit::wait_s(const std::string& job_id) {
  if (per_minute_ == 0) return 0;
  const std::int64_t now_s = clock_.steady_ms() / 1000;
  const std::scoped_lock lock(mutex_);
  forget_old(now_s);
  Looks& looks = jobs_[job_id];
  looks.last_s = now_s;
  const access::RateDecision decision = looks.window.admit(now_s, per_minute_);
  return decision.admitted ? 0 : decision.state.reset_s;
}

// What nobody has looked at for a whole window has an empty one.
void PollLimit::forget_old(std::int64_t now_s) {
  if (now_s - forgotten_s_ < access::kRateWindowSeconds) return;
  forgotten_s_ = now_s;
  std::erase_if(jobs_, [&](const auto& job) { return now_s - job.second.last_s > access::kRateWindowSeconds; });
}

}  // namespace osler::fhir_api
