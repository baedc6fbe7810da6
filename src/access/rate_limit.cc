#include "access/rate_limit.h"

#include <algorithm>

namespace osler::access {
namespace {

std::size_t place_of(std::int64_t second) { return static_cast<std::size_t>(second % kRateWindowSeconds); }

}  // namespace

RateDecision RollingWindow::admit(std::int64_t now_s, std::uint32_t limit) {
  forget_before(now_s);
  const bool admitted = total_ < limit;
  if (admitted) {
    ++counts_[place_of(now_s)];
    ++total_;
  }
  return {.admitted = admitted, .state = look(now_s, limit)};
}

RateState RollingWindow::look(std::int64_t now_s, std::uint32_t limit) {
  forget_before(now_s);
  const std::uint32_t remaining = limit > total_ ? limit - total_ : 0;
  return {.limit = limit, .remaining = remaining, .reset_s = seconds_to_reset(now_s)};
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

}  // namespace osler::access
