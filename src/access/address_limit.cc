#include "access/address_limit.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace osler::access {
namespace {

constexpr std::size_t kPrefixBytes = 8;

}  // namespace

std::string counted_address(std::string_view address) {
  const std::string text(address.substr(0, address.find('%')));
  in6_addr six{};
  if (inet_pton(AF_INET6, text.c_str(), &six) != 1) return text;
  if (IN6_IS_ADDR_V4MAPPED(&six)) {
    char four[INET_ADDRSTRLEN] = {};
    inet_ntop(AF_INET, &six.s6_addr[12], four, sizeof four);
    return four;
  }
  std::memset(&six.s6_addr[kPrefixBytes], 0, sizeof six.s6_addr - kPrefixBytes);
  char prefix[INET6_ADDRSTRLEN] = {};
  inet_ntop(AF_INET6, &six, prefix, sizeof prefix);
  return std::string(prefix) + "/64";
}

RateDecision AddressLimiter::admit(std::string_view address) {
  const std::int64_t step_ms = std::int64_t{limits_.window_s} * 1000 / kSteps;
  const std::int64_t now_ms = clock_.steady_ms();
  const std::int64_t step = now_ms / step_ms;
  const std::string counted = counted_address(address);

  const std::lock_guard lock(mutex_);
  Entry& entry = entry_of(counted, step);
  const bool admitted = entry.total < limits_.requests_max;
  if (admitted) {
    ++entry.counts[static_cast<std::size_t>(step % kSteps)];
    ++entry.total;
  }
  // The oldest counted step leaves the window when as many steps have passed.
  std::int64_t reset_step = step + kSteps;
  for (std::int64_t age = kSteps - 1; age > 0; --age) {
    if (step >= age && entry.counts[static_cast<std::size_t>((step - age) % kSteps)] > 0) {
      reset_step = step - age + kSteps;
      break;
    }
  }
  const std::int64_t reset_s = (reset_step * step_ms - now_ms + 999) / 1000;
  return {.admitted = admitted,
          .state = {.limit = limits_.requests_max,
                    .remaining = limits_.requests_max - entry.total,
                    .reset_s = static_cast<std::uint32_t>(std::max<std::int64_t>(reset_s, 1))}};
}

AddressLimiter::Entry& AddressLimiter::entry_of(const std::string& address, std::int64_t step) {
  if (const auto known = entries_.find(address); known != entries_.end()) {
    by_recency_.splice(by_recency_.begin(), by_recency_, known->second);
  } else {
    if (entries_.size() >= limits_.addresses_max) {
      entries_.erase(by_recency_.back().address);
      by_recency_.pop_back();
    }
    by_recency_.push_front({.address = address, .counts = {}, .newest_step = step, .total = 0});
    entries_.emplace(by_recency_.front().address, by_recency_.begin());
  }
  Entry& entry = by_recency_.front();
  const std::int64_t passed = std::min(step - entry.newest_step, kSteps);
  for (std::int64_t i = 0; i < passed; ++i) {
    std::uint32_t& count = entry.counts[static_cast<std::size_t>((step - i) % kSteps)];
    entry.total -= count;
    count = 0;
  }
  entry.newest_step = std::max(entry.newest_step, step);
  return entry;
}

std::size_t AddressLimiter::addresses() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

}  // namespace osler::access
