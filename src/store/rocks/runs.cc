#include "store/rocks/runs.h"

#include <algorithm>

#include "base/assert.h"
#include "store/rocks/bytes.h"

namespace osler::store::rocks {

std::string run_key(std::uint64_t base) {
  std::string key(kRunPrefix);
  append_u64(key, base);
  return key;
}

std::string run_value(const Run& run) {
  std::string value;
  append_u8(value, static_cast<std::uint8_t>(run.state));
  append_u64(value, run.count);
  append_u64(value, run.skipped);
  append_u64(value, static_cast<std::uint64_t>(run.time_ms));
  return value;
}

Result<Run> read_run(std::string_view key, std::string_view value) {
  ByteReader in_key(key.substr(std::min(key.size(), kRunPrefix.size())));
  ByteReader in(value);
  Run run;
  run.base = in_key.u64();
  const std::uint8_t state = in.u8();
  run.count = in.u64();
  run.skipped = in.u64();
  run.time_ms = static_cast<std::int64_t>(in.u64());
  const bool known =
      state >= static_cast<std::uint8_t>(RunState::kBegun) && state <= static_cast<std::uint8_t>(RunState::kGivenUp);
  if (!in_key.done() || !in.done() || !known || run.base == 0 || run.skipped >= run.base)
    return internal_error("damaged row of a staged run");
  run.state = static_cast<RunState>(state);
  return run;
}

std::optional<CurrentState> UnsettledRun::state(std::string_view current_key) const {
  const std::optional<std::size_t> place = keys->find(current_key);
  if (!place) return std::nullopt;
  return placed().state(*place);
}

void Runs::add(const Run& run) {
  const std::lock_guard lock(mutex_);
  OSLER_ASSERT(runs_.empty() || runs_.back().base < run.base);
  runs_.push_back(run);
}

void Runs::begin_settling(std::shared_ptr<const UnsettledRun> run) {
  {
    const std::lock_guard lock(mutex_);
    unsettled_ = std::move(run);
  }
  settles_.store(true, std::memory_order_release);
}

void Runs::settled() {
  settles_.store(false, std::memory_order_release);
  const std::lock_guard lock(mutex_);
  unsettled_.reset();
}

std::shared_ptr<const UnsettledRun> Runs::unsettled() const {
  if (!settles_.load(std::memory_order_acquire)) return nullptr;
  const std::shared_lock lock(mutex_);
  return unsettled_;
}

/// The last run that begins, what it skips included, at or before the position. The lock is held.
const Run* Runs::at(std::uint64_t position) const {
  auto after = std::upper_bound(runs_.begin(), runs_.end(), position,
                                [](std::uint64_t value, const Run& run) { return value < run.base - run.skipped; });
  return after == runs_.begin() ? nullptr : &*std::prev(after);
}

Status Runs::complete(VersionHeader& header) const {
  if (header.time_ms != kTimeOfRun) return {};
  const std::shared_lock lock(mutex_);
  const std::uint64_t position = header.position.number;
  const Run* run = at(position);
  const bool has_it =
      run != nullptr && run->state != RunState::kGivenUp && position >= run->base && position < run->base + run->count;
  if (!has_it) return internal_error("damaged record at position " + std::to_string(position) + ": of no staged run");
  header.time_ms = run->time_ms;
  if (header.created_ms == kTimeOfRun) header.created_ms = run->time_ms;
  return {};
}

std::uint64_t Runs::past_hole(std::uint64_t position) const {
  const std::shared_lock lock(mutex_);
  while (const Run* run = at(position)) {
    const std::uint64_t end = run->state == RunState::kGivenUp ? run->base + run->count : run->base;
    if (position >= end) break;
    position = end;  // Where the next may begin.
  }
  return position;
}

std::uint64_t Runs::holes_below(std::uint64_t newest) const {
  const std::shared_lock lock(mutex_);
  std::uint64_t holes = 0;
  for (const Run& run : runs_) {
    if (run.base <= newest) holes += run.skipped + (run.state == RunState::kGivenUp ? run.count : 0);
  }
  return holes;
}

std::optional<std::uint64_t> Runs::end_of_run(std::uint64_t position) const {
  const std::shared_lock lock(mutex_);
  const Run* run = at(position);
  if (run == nullptr || run->state == RunState::kGivenUp) return std::nullopt;
  if (position < run->base || position >= run->base + run->count) return std::nullopt;
  return run->base + run->count;
}

bool Runs::is_given_up(std::uint64_t position) const {
  const std::shared_lock lock(mutex_);
  const Run* run = at(position);
  return run != nullptr && run->state == RunState::kGivenUp && position >= run->base && position < run->base + run->count;
}

}  // namespace osler::store::rocks
