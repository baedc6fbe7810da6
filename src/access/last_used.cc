#include "access/last_used.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "access/row_commit.h"

namespace osler::access {
namespace {

constexpr std::string_view kLastUsedTable = "last_used";
constexpr std::size_t kRowsMax = 1'000;

}  // namespace

LastUsed::Slot LastUsed::slot(const std::string& id) {
  const std::lock_guard lock(mutex_);
  Use& use = uses_[id];
  if (use.slot == nullptr) use.slot = std::make_shared<std::atomic<std::int64_t>>(0);
  return use.slot;
}

Result<std::optional<std::int64_t>> LastUsed::read(const std::string& id) const {
  std::int64_t latest_ms = 0;
  {
    const std::lock_guard lock(mutex_);
    if (const auto use = uses_.find(id); use != uses_.end()) latest_ms = use->second.slot->load();
  }
  OSLER_TRY(const std::optional<store::Row> row, store_.row(store::Partition::system(), kLastUsedTable, id));
  if (row) {
    std::int64_t saved_ms = 0;
    std::from_chars(row->bytes.data(), row->bytes.data() + row->bytes.size(), saved_ms);
    latest_ms = std::max(latest_ms, saved_ms);
  }
  if (latest_ms == 0) return std::optional<std::int64_t>();
  return std::optional(latest_ms);
}

Task<Status> LastUsed::save(Loop& loop) {
  std::vector<std::pair<std::string, std::int64_t>> changed;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, use] : uses_) {
      if (changed.size() == kRowsMax) break;
      if (const std::int64_t used_ms = use.slot->load(); used_ms > use.saved_ms) changed.emplace_back(id, used_ms);
    }
  }
  if (changed.empty()) co_return Status();
  std::vector<store::RowChange> rows;
  for (const auto& [id, used_ms] : changed) {
    rows.push_back({std::string(kLastUsedTable), id, std::to_string(used_ms), std::nullopt});
  }
  const Result<RowCommit> done = co_await commit_rows(store_, std::move(rows), nullptr, loop);
  if (!done.ok()) co_return done.error();
  const std::lock_guard lock(mutex_);
  for (const auto& [id, used_ms] : changed) uses_[id].saved_ms = used_ms;
  co_return Status();
}

}  // namespace osler::access
