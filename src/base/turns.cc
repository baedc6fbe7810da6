#include "base/turns.h"

namespace osler {

bool Turns::must_wait(const std::string& key, Waiting waiting) {
  const std::lock_guard lock(mutex_);
  const auto [place, is_free] = held_.try_emplace(key);
  if (!is_free) place->second.push_back(waiting);
  return !is_free;
}

void Turns::pass_on(const std::string& key) {
  Waiting next{};
  {
    const std::lock_guard lock(mutex_);
    const auto place = held_.find(key);
    if (place->second.empty()) {
      held_.erase(place);
      return;
    }
    next = place->second.front();
    place->second.pop_front();
  }
  next.loop->post(next.handle);
}

}  // namespace osler
