#include "access/rate_limit.h"

#include <algorithm>
#include <utility>

namespace osler::access {
namespace {

constexpr int kAncestorsMax = 16;

std::size_t place_of(std::int64_t second) { return static_cast<std::size_t>(second % kRateWindowSeconds); }

}  // namespace

RateDecision RollingWindow::admit(std::int64_t now_s, std::uint32_t limit) {
  forget_before(now_s);
  const bool admitted = total_ < limit;
  if (admitted) {
    ++counts_[place_of(now_s)];
    ++total_;
  }
  const std::uint32_t remaining = limit > total_ ? limit - total_ : 0;
  return {.admitted = admitted, .state = {.limit = limit, .remaining = remaining, .reset_s = seconds_to_reset(now_s)}};
}

void RollingWindow::forget_before(std::int64_t now_s) {
  const std::int64_t passed = std::min<std::int64_t>(now_s - newest_s_, kRateWindowSeconds);
  for (std::int64_t i = 0; i < passed; ++i) {
    std::uint32_t& count = counts_[place_of(now_s - i)];
    total_ -= count;
    count = 0;
  }
  newest_s_ = std::max(newest_s_, now_s);
}

std::uint32_t RollingWindow::seconds_to_reset(std::int64_t now_s) const {
  for (std::uint32_t age = kRateWindowSeconds - 1; age > 0; --age) {
    // A second before the clock's start counts nothing, but must not index below zero.
    if (now_s >= age && counts_[place_of(now_s - age)] > 0) return kRateWindowSeconds - age;
  }
  return kRateWindowSeconds;
}

RateLimiter::RateLimiter(Clock& clock, Organizations& organizations, RatePlans plans)
    : clock_(clock), organizations_(organizations), plans_(std::move(plans)) {}

Result<RateDecision> RateLimiter::admit(const Organization& organization) {
  OSLER_TRY(const std::shared_ptr<Account> account, account_of(organization));
  if (account->limit == kUnlimited) return RateDecision{};
  const std::lock_guard lock(account->mutex);
  return account->window.admit(clock_.steady_ms() / 1000, account->limit);
}

Result<std::shared_ptr<RateLimiter::Account>> RateLimiter::account_of(const Organization& organization) {
  {
    const std::shared_lock lock(mutex_);
    if (const auto known = by_number_.find(organization.number); known != by_number_.end()) return known->second;
  }
  OSLER_TRY(const std::string top, topmost(organization));
  const std::unique_lock lock(mutex_);
  std::shared_ptr<Account>& account = by_topmost_[top];
  if (account == nullptr) {
    account = std::make_shared<Account>();
    const auto plan = plans_.of.find(top);
    account->limit = (plan != plans_.of.end() ? plan->second : plans_.standard).requests_per_minute;
  }
  by_number_[organization.number] = account;
  return account;
}

Result<std::string> RateLimiter::topmost(const Organization& organization) const {
  Organization current = organization;
  for (int i = 0; i < kAncestorsMax && !current.parent.empty(); ++i) {
    OSLER_TRY(Organization parent, organizations_.find(current.parent));
    current = std::move(parent);
  }
  return current.id;
}

}  // namespace osler::access
