#pragma once
// Whose records a partition holds, for events: the organization's id and those above it.

#include <string>
#include <unordered_map>
#include <vector>

#include "access/organizations.h"
#include "store/partition.h"

namespace osler::events {

/// One thread.
class Tenants {
 public:
  struct Tenant {
    std::string id;
    std::vector<std::string> above;  ///< Parent, its parent, …
    bool is_under(const std::string& organization) const;
  };
  /// `organizations` must outlive this.
  explicit Tenants(const access::Organizations& organizations) : organizations_(organizations) {}
  /// Null for a partition of no known organization.
  const Tenant* of(store::Partition partition);

 private:
  void read_all();
  const access::Organizations& organizations_;
  std::unordered_map<std::uint32_t, Tenant> by_number_;
};

}  // namespace osler::events
