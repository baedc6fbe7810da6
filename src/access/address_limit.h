#pragma once
// How much one network address may ask of the doors that anybody can knock at: sign-in, public forms, wrong
// credentials.

#include <array>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "access/rate_limit.h"
#include "base/clock.h"

namespace osler::access {

struct AddressLimits {
  std::uint32_t requests_max = 100;
  std::uint32_t window_s = 15 * 60;
  std::size_t addresses_max = 65'536;  ///< Beyond it the address seen longest ago is forgotten.
};

inline constexpr AddressLimits kWrongCredentialsLimits = {.requests_max = 300, .window_s = 60};
inline constexpr AddressLimits kAuthLimits = {.requests_max = 100, .window_s = 15 * 60};
inline constexpr AddressLimits kPublicLimits = {.requests_max = 50, .window_s = 15 * 60};

/// A rolling window of fifteen steps for each address; an IPv6 address stands for its /64, which one person can own.
/// Memory is bounded by addresses_max. Any thread.
class AddressLimiter {
 public:
  AddressLimiter(Clock& clock, const AddressLimits& limits) : clock_(clock), limits_(limits) {}

  /// Admits, and counts, if fewer than requests_max were within the window. reset_s says when to try again.
  RateDecision admit(std::string_view address);

  std::size_t addresses() const;

 private:
  static constexpr std::int64_t kSteps = 15;
  struct Entry {
    std::string address;
    std::array<std::uint32_t, kSteps> counts{};
    std::int64_t newest_step = 0;
    std::uint32_t total = 0;
  };
  Entry& entry_of(const std::string& address, std::int64_t step);

  Clock& clock_;
  AddressLimits limits_;
  mutable std::mutex mutex_;
  std::list<Entry> by_recency_;  ///< Last seen first.
  std::unordered_map<std::string_view, std::list<Entry>::iterator> entries_;
};

/// What of an address is counted together: an IPv4 address (also when written inside IPv6), or an IPv6 address's /64.
std::string counted_address(std::string_view address);

}  // namespace osler::access
