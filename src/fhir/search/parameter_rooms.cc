#include "fhir/search/parameter_rooms.h"

#include <algorithm>
#include <utility>

namespace osler::fhir {

unsigned BuildProgress::percent() const {
  if (total == 0) return 0;
  return static_cast<unsigned>(std::min<std::uint64_t>(done * 100 / total, 99));
}

ParameterRooms::ParameterRooms(const Definitions& r4) : r4_(r4) {}

void ParameterRooms::attach(const store::Store& store) { store_ = &store; }

Result<std::shared_ptr<const OwnParameters>> ParameterRooms::read(store::Partition partition) const {
  std::vector<OwnParameter> all;
  if (store_ != nullptr) {
    OSLER_TRY(all, read_own_parameters(*store_, partition, r4_));
  }
  return std::make_shared<const OwnParameters>(r4_, std::move(all), ++snapshots_);
}

Result<std::shared_ptr<const OwnParameters>> ParameterRooms::of(store::Partition partition) const {
  const std::scoped_lock lock(mutex_);
  Room& room = rooms_[partition];
  if (room.now == nullptr) {
    OSLER_TRY(room.now, read(partition));
  }
  return room.now;
}

Status ParameterRooms::refresh(store::Partition partition) const {
  const std::scoped_lock lock(mutex_);
  Room& room = rooms_[partition];
  std::erase_if(room.earlier, [](const auto& one) { return one.expired(); });
  if (room.now != nullptr) room.earlier.push_back(std::exchange(room.now, nullptr));
  OSLER_TRY(room.now, read(partition));
  const std::vector<ParameterId> building = room.now->building();
  std::erase_if(room.progress, [&](const auto& one) { return std::ranges::find(building, one.first) == building.end(); });
  return {};
}

bool ParameterRooms::earlier_in_use(store::Partition partition) const {
  const std::scoped_lock lock(mutex_);
  const auto room = rooms_.find(partition);
  if (room == rooms_.end()) return false;
  return std::ranges::any_of(room->second.earlier, [](const auto& one) { return !one.expired(); });
}

std::uint64_t ParameterRooms::building() const {
  const std::scoped_lock lock(mutex_);
  std::uint64_t count = 0;
  for (const auto& [partition, room] : rooms_) count += room.now == nullptr ? 0 : room.now->building().size();
  return count;
}

void ParameterRooms::set_progress(store::Partition partition, ParameterId id, BuildProgress progress) const {
  const std::scoped_lock lock(mutex_);
  rooms_[partition].progress[id] = progress;
}

BuildProgress ParameterRooms::progress(store::Partition partition, ParameterId id) const {
  const std::scoped_lock lock(mutex_);
  const auto room = rooms_.find(partition);
  if (room == rooms_.end()) return {};
  const auto found = room->second.progress.find(id);
  return found == room->second.progress.end() ? BuildProgress{} : found->second;
}

}  // namespace osler::fhir
