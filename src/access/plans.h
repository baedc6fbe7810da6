#pragma once
// What an organization may use: requests in a minute, in a month, and for tests. From the configuration.

#include <cstdint>
#include <string>
#include <unordered_map>

namespace osler::access {

/// Stands for "unlimited" in headers: clients parse it as a 32-bit integer.
inline constexpr std::uint32_t kUnlimited = 2'147'483'647;

struct Plan {
  std::string name = "unlimited";
  std::uint32_t requests_per_minute = kUnlimited;
  std::uint32_t monthly_quota = kUnlimited;  ///< Requests with live keys in a calendar month, UTC.
  std::uint32_t sandbox_quota = kUnlimited;  ///< The same with test keys.
  bool allows_overage = false;               ///< Beyond a quota requests go through, and a header says so.
};

struct Plans {
  Plan standard;                             ///< For organizations that are not named.
  std::unordered_map<std::string, Plan> of;  ///< By organization id; a sub-organization has its topmost parent's.
};

}  // namespace osler::access
