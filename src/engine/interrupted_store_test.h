#pragma once
// For tests: a store in which something else happens at a chosen moment of somebody's request.

#include <functional>
#include <utility>

#include "store/store.h"

namespace osler::store {

/// Passes everything on to `inner`, which must outlive it. Each call-back is made once.
class InterruptedStore final : public Store {
 public:
  explicit InterruptedStore(Store& inner) : inner_(inner) {}

  std::function<void()> before_commit;
  std::function<void()> after_search;

  Status open_index(const Extractor& extractor) override { return inner_.open_index(extractor); }
  Result<IndexedAgain> index_again(const IndexedRange& range, const Extractor& extractor, std::size_t max) override {
    return inner_.index_again(range, extractor, max);
  }
  Task<Result<Outcome>> commit(WriteSet writes, Loop& loop) override {
    if (const auto call = std::exchange(before_commit, {})) call();
    return inner_.commit(std::move(writes), loop);
  }
  Result<std::shared_ptr<Stage>> stage(Partition partition) override { return inner_.stage(partition); }
  Task<Status> erase_remains(Loop& loop) override { return inner_.erase_remains(loop); }
  Result<std::vector<RecordKey>> ever_referred(Partition p, const ReferringType& by, const Reference& target) const override {
    return inner_.ever_referred(p, by, target);
  }
  Result<std::optional<Record>> current(Partition p, const RecordKey& key) const override { return inner_.current(p, key); }
  Result<std::optional<VersionHeader>> header(Partition p, const RecordKey& key) const override { return inner_.header(p, key); }
  Result<std::optional<Record>> version(Partition p, const RecordKey& key, Version v) const override { return inner_.version(p, key, v); }
  Result<HistoryPage> history(Partition p, const HistoryQuery& query) const override { return inner_.history(p, query); }
  Result<SearchResult> search(Partition p, const AuthorizedQuery& query) const override {
    Result<SearchResult> found = inner_.search(p, query);
    if (const auto call = std::exchange(const_cast<InterruptedStore*>(this)->after_search, {})) call();
    return found;
  }
  Result<std::vector<Change>> changes(Position after, std::size_t limit) const override { return inner_.changes(after, limit); }
  Position newest() const override { return inner_.newest(); }
  std::uint64_t reads() const override { return inner_.reads(); }
  Result<std::optional<Row>> row(Partition p, std::string_view table, std::string_view key) const override { return inner_.row(p, table, key); }
  Result<std::vector<Row>> rows(Partition p, std::string_view table, std::string_view prefix, std::string_view after, std::size_t limit) const override {
    return inner_.rows(p, table, prefix, after, limit);
  }
  Result<bool> is_live(Partition p, const RecordKey& k) const override { return inner_.is_live(p, k); }
  Status append_audit(Partition p, std::string_view content) override { return inner_.append_audit(p, content); }
  Status scan_audit(Partition p, std::uint64_t before, const std::function<bool(const AuditEntry&)>& visit) const override {
    return inner_.scan_audit(p, before, visit);
  }
  Status walk_audit(Partition p, const AuditRange& range, const std::function<bool(const AuditEntry&)>& visit) const override {
    return inner_.walk_audit(p, range, visit);
  }
  Result<VerifyReport> verify(VerifyDepth depth) const override { return inner_.verify(depth); }

 private:
  Store& inner_;
};

}  // namespace osler::store
