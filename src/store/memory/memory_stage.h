#pragma once
// What was staged, kept as it came.

#include <map>
#include <variant>
#include <vector>

#include "store/memory/memory_store.h"
#include "store/write_rules.h"

namespace osler::store {

class MemoryStage final : public Stage {
 public:
  struct Write {
    std::variant<Put, Remove> what;
    std::optional<VersionHeader> found;  ///< What stood there when it was staged.

    const RecordKey& key() const {
      return std::visit([](const auto& write) -> const RecordKey& { return write.key; }, what);
    }
    const Expect& expect() const {
      return std::visit([](const auto& write) -> const Expect& { return write.expect; }, what);
    }
    bool removes() const { return std::holds_alternative<Remove>(what); }
  };

  /// `store` must outlive it.
  MemoryStage(const MemoryStore& store, Partition partition) : store_(store), partition_(partition) {}

  Result<Version> put(Put put) override { return add(std::move(put)); }
  Result<Version> remove(Remove remove) override { return add(std::move(remove)); }
  std::size_t size() const override { return writes_.size(); }

  std::vector<Write>& writes() { return writes_; }
  Partition partition() const { return partition_; }
  const Write* find(const RecordKey& key) const {
    const auto found = places_.find(key);
    return found == places_.end() ? nullptr : &writes_[found->second];
  }

 private:
  template <class What>
  Result<Version> add(What what) {
    OSLER_RETURN_IF_ERROR(check_form(what));
    if (!places_.emplace(what.key, writes_.size()).second) return invalid_input("expected one write for each record");
    OSLER_TRY(const std::optional<VersionHeader> found, store_.header(partition_, what.key));
    const bool live = found && !found->is_deleted();
    writes_.push_back({std::move(what), found});
    if (writes_.back().removes() && !live) return Version{};
    return Version{found ? found->version.number + 1 : 1};
  }

  const MemoryStore& store_;
  const Partition partition_;
  std::vector<Write> writes_;
  std::map<RecordKey, std::size_t> places_;
};

}  // namespace osler::store
