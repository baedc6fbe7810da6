#pragma once
// The ground under the contract tests: an open store of some backend, and short words for writing and asking.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/store.h"
#include "store/test_texts.h"

namespace osler::store {

/// An open store, and whatever must live as long as it does.
struct OpenedStore {
  virtual ~OpenedStore() = default;
  virtual Store& store() = 0;
};

struct Backend {
  std::string name;
  std::function<std::unique_ptr<OpenedStore>(Clock&)> open;
};
inline std::string backend_name(const testing::TestParamInfo<Backend>& backend) { return backend.param.name; }
inline void PrintTo(const Backend& backend, std::ostream* out) { *out << backend.name; }

inline constexpr TypeId kPatient{1};
inline constexpr TypeId kEncounter{2};
inline constexpr TypeId kObservation{3};
inline constexpr ParameterId kName{10};
inline constexpr ParameterId kCode{11};
inline constexpr ParameterId kDate{12};
inline constexpr ParameterId kSubject{13};
inline constexpr ParameterId kUrl{14};
inline constexpr ParameterId kWeight{15};
inline constexpr ParameterId kCodeAndWeight{16};
inline constexpr ParameterId kPlace{17};
inline constexpr Partition kLive = Partition::of(1, Environment::kLive);
inline constexpr Partition kTest = Partition::of(1, Environment::kTest);

inline IndexEntry name(std::string folded, std::string exact = {}) {
  return {kName, {Text{std::move(folded), std::move(exact)}}};
}
inline IndexEntry code(std::string system, std::string code) {
  return {kCode, {Token{std::move(system), std::move(code)}}};
}
inline IndexEntry date(std::int64_t low_ms, std::int64_t high_ms) {
  return {kDate, {Interval{"", Ordinal::of_ms(low_ms), Ordinal::of_ms(high_ms)}}};
}
inline IndexEntry weight(std::string unit, std::int64_t low, std::int64_t high) {
  return {kWeight, {Interval{std::move(unit), Ordinal::of_ms(low), Ordinal::of_ms(high)}}};
}
inline IndexEntry subject(std::string id, TypeId type = kPatient) {
  return {kSubject, {Reference{type, std::move(id)}}};
}
inline IndexEntry url(std::string text) { return {kUrl, {Uri{std::move(text)}}}; }

inline Put put(TypeId type, std::string id, std::vector<IndexEntry> entries = {}, Expect expect = ExpectAny{},
               std::string_view note = {}) {
  std::string text = text_of(entries, note);
  return {{type, std::move(id)}, expect, std::move(text), 0, std::move(entries)};
}

inline Expr all(std::vector<Expr> parts) { return {All{std::move(parts)}}; }
inline Expr any(std::vector<Expr> parts) { return {Any{std::move(parts)}}; }
inline Expr no(Expr part) {
  Not negated;
  negated.part.push_back(std::move(part));
  return {std::move(negated)};
}
inline Expr where(ParameterId parameter, Test test) { return {Where{parameter, {std::move(test)}}}; }
inline Expr has_code(std::string value) { return where(kCode, IsToken{std::nullopt, std::move(value)}); }

inline std::vector<std::string> ids_of(const std::vector<Record>& records) {
  std::vector<std::string> ids;
  for (const Record& record : records) ids.push_back(record.key.id);
  return ids;
}

class StoreContract : public testing::TestWithParam<Backend> {
 protected:
  void SetUp() override {
    opened_ = GetParam().open(clock_);
    ASSERT_TRUE(store().open_index(extractor_).ok());
  }

  Store& store() { return opened_->store(); }

  Result<Outcome> try_commit(WriteSet writes) {
    BlockingLoop loop;
    return loop.run(store().commit(std::move(writes), loop));
  }
  Committed commit(WriteSet writes) {
    Result<Outcome> outcome = try_commit(std::move(writes));
    EXPECT_TRUE(outcome.ok()) << (outcome.ok() ? "" : outcome.error().message);
    if (!outcome.ok() || !std::holds_alternative<Committed>(*outcome)) {
      ADD_FAILURE() << "expected the write set to be committed";
      return {};
    }
    return std::get<Committed>(*outcome);
  }
  Refused refused(WriteSet writes) {
    Result<Outcome> outcome = try_commit(std::move(writes));
    if (!outcome.ok() || !std::holds_alternative<Refused>(*outcome)) {
      ADD_FAILURE() << "expected the write set to be refused";
      return {RefusedBy::kSystemRow, 999, std::nullopt};
    }
    return std::get<Refused>(*outcome);
  }
  VersionHeader write(Put one, Partition partition = kLive) {
    WriteSet writes(partition);
    writes.puts.push_back(std::move(one));
    const Committed committed = commit(std::move(writes));
    return committed.headers.empty() ? VersionHeader{} : committed.headers.front();
  }
  VersionHeader remove(TypeId type, std::string id, Expect expect = ExpectAny{}, Partition partition = kLive) {
    WriteSet writes(partition);
    writes.removes.push_back({{type, std::move(id)}, expect});
    const Committed committed = commit(std::move(writes));
    return committed.headers.empty() ? VersionHeader{} : committed.headers.front();
  }

  std::optional<Record> current(TypeId type, const std::string& id, Partition partition = kLive) {
    Result<std::optional<Record>> found = store().current(partition, {type, id});
    EXPECT_TRUE(found.ok()) << (found.ok() ? "" : found.error().message);
    return found.ok() ? std::move(*found) : std::nullopt;
  }
  SearchResult search(Query query, Partition partition = kLive, const Visibility& visibility = SeesAll()) {
    Result<SearchResult> result = store().search(partition, authorize(std::move(query), visibility));
    EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.error().message);
    return result.ok() ? std::move(*result) : SearchResult{};
  }
  /// Ids in the order of the answer; the total must agree with their number.
  std::vector<std::string> found(TypeId type, Expr where_expr, std::vector<SortKey> sort = {}) {
    const SearchResult result = search({{type}, std::move(where_expr), std::move(sort), {1000, "", 0}, Totals::kExact});
    EXPECT_EQ(result.total, result.records.size());
    EXPECT_EQ(result.next, "");
    return ids_of(result.records);
  }
  void expect_verified() {
    const Result<VerifyReport> report = store().verify(VerifyDepth::kDeep);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_THAT(report->findings, testing::IsEmpty());
  }

  SharedClock clock_;
  TestExtractor extractor_;
  std::unique_ptr<OpenedStore> opened_;
};

}  // namespace osler::store
