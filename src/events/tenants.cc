#include "events/tenants.h"

#include <algorithm>

namespace osler::events {

bool Tenants::Tenant::is_under(const std::string& organization) const {
  return id == organization || std::find(above.begin(), above.end(), organization) != above.end();
}

const Tenants::Tenant* Tenants::of(store::Partition partition) {
  const std::uint32_t number = partition.number() / 2;
  auto found = by_number_.find(number);
  if (found == by_number_.end()) {
    read_all();
    found = by_number_.find(number);
  }
  return found == by_number_.end() ? nullptr : &found->second;
}

void Tenants::read_all() {
  const auto all = organizations_.list();
  if (!all.ok()) return;
  std::unordered_map<std::string, const access::Organization*> by_id;
  for (const access::Organization& one : *all) by_id.emplace(one.id, &one);
  for (const access::Organization& one : *all) {
    Tenant tenant{one.id, {}};
    // Parents are older than their children, so this ends.
    for (auto parent = by_id.find(one.parent); parent != by_id.end(); parent = by_id.find(parent->second->parent)) {
      tenant.above.push_back(parent->first);
    }
    by_number_.insert_or_assign(one.number, std::move(tenant));
  }
}

}  // namespace osler::events
