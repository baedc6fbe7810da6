#pragma once
// Contract: the audit ledger.

#include "store/audit_chain.h"
#include "store/contract_fixture_test.h"

namespace osler::store {

inline std::vector<AuditEntry> audit_of(const Store& store, Partition partition, std::uint64_t before = 0) {
  std::vector<AuditEntry> entries;
  const Status status = store.scan_audit(partition, before, [&](const AuditEntry& entry) {
    entries.push_back(entry);
    return true;
  });
  EXPECT_TRUE(status.ok());
  return entries;
}

TEST_P(StoreContract, WritesAuditWithTheWriteAndAlone) {
  WriteSet writes(kLive);
  writes.puts = {put(kPatient, "p1")};
  writes.audit = "create";
  commit(std::move(writes));
  clock_.advance(5);
  ASSERT_TRUE(store().append_audit(kLive, "read").ok());
  ASSERT_TRUE(store().append_audit(kTest, "refusal").ok());
  ASSERT_TRUE(store().append_audit(Partition::system(), "login").ok());

  const std::vector<AuditEntry> entries = audit_of(store(), kLive);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].content, "read");
  EXPECT_EQ(entries[0].sequence, 2U);
  EXPECT_EQ(entries[1].content, "create");
  EXPECT_EQ(entries[1].sequence, 1U);
  EXPECT_LE(entries[1].time_ms, entries[0].time_ms);
  EXPECT_EQ(audit_of(store(), kTest).size(), 1U);
  EXPECT_EQ(audit_of(store(), Partition::system()).at(0).content, "login");
  EXPECT_EQ(audit_of(store(), Partition::of(9, Environment::kLive)).size(), 0U);
}

TEST_P(StoreContract, ChainsTheLedger) {
  for (int i = 0; i < 20; ++i) {
    WriteSet writes(kLive);
    writes.audit = "entry " + std::to_string(i);
    commit(std::move(writes));
    ASSERT_TRUE(store().append_audit(kLive, "read " + std::to_string(i)).ok());
    clock_.advance(1);
  }
  std::vector<AuditEntry> entries = audit_of(store(), kLive);
  ASSERT_EQ(entries.size(), 40U);
  std::reverse(entries.begin(), entries.end());
  std::string before;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    EXPECT_EQ(entries[i].sequence, i + 1);
    EXPECT_EQ(entries[i].hash.size(), 32U);
    EXPECT_EQ(entries[i].hash, chain_hash(before, entries[i].sequence, entries[i].time_ms, entries[i].content));
    EXPECT_GE(entries[i].time_ms, entries[i == 0 ? 0 : i - 1].time_ms);
    before = entries[i].hash;
  }
  const Result<VerifyReport> report = store().verify(VerifyDepth::kQuick);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->audit_entries, 40U);
}

TEST_P(StoreContract, ScansTheLedgerBackwardsUntilToldToStop) {
  for (int i = 1; i <= 10; ++i) ASSERT_TRUE(store().append_audit(kLive, std::to_string(i)).ok());
  std::vector<std::string> seen;
  const auto take_three = [&](const AuditEntry& entry) {
    seen.push_back(entry.content);
    return seen.size() < 3;
  };
  ASSERT_TRUE(store().scan_audit(kLive, 8, take_three).ok());
  EXPECT_THAT(seen, testing::ElementsAre("7", "6", "5"));
  EXPECT_EQ(audit_of(store(), kLive, 1).size(), 0U);
  EXPECT_EQ(audit_of(store(), kLive, 100).size(), 10U);
}

TEST_P(StoreContract, WalksARangeOfTheLedgerEitherWay) {
  const auto walked = [this](const AuditRange& range, std::size_t most = 100) {
    std::string seen;
    std::size_t count = 0;
    const auto take = [&](const AuditEntry& entry) {
      EXPECT_EQ(entry.content, std::to_string(entry.sequence));
      seen += entry.content + " ";
      return ++count < most;
    };
    EXPECT_TRUE(store().walk_audit(kLive, range, take).ok());
    return seen;
  };
  EXPECT_EQ(walked({}), "");
  for (int i = 1; i <= 10; ++i) {
    WriteSet writes(kLive);
    writes.audit = std::to_string(i);
    commit(std::move(writes));
    ASSERT_TRUE(store().append_audit(kTest, "another's").ok());
  }
  EXPECT_EQ(walked({}), "1 2 3 4 5 6 7 8 9 10 ");
  EXPECT_EQ(walked({3, 6, false}), "4 5 6 ");
  EXPECT_EQ(walked({3, 6, true}), "6 5 4 ");
  EXPECT_EQ(walked({7, 100, true}, 2), "10 9 ");
  EXPECT_EQ(walked({0, 100, false}, 2), "1 2 ");
  EXPECT_EQ(walked({5, 5, false}), "");
  EXPECT_EQ(walked({10, 20, false}), "");
  // These are likely to be written together.
  for (int i = 11; i <= 400; ++i) ASSERT_TRUE(store().append_audit(kLive, std::to_string(i)).ok());
  EXPECT_EQ(audit_of(store(), kLive).size(), 400U) << "and are written now";
  EXPECT_EQ(walked({12, 15, false}), "13 14 15 ");
  EXPECT_EQ(walked({12, 15, true}), "15 14 13 ");
  EXPECT_EQ(walked({9, 12, false}), "10 11 12 ");
  EXPECT_EQ(walked({298, 299, true}), "299 ");
  EXPECT_EQ(walked({398, ~std::uint64_t{0}, true}), "400 399 ");
}

TEST_P(StoreContract, CountsWhatItVerifies) {
  write(put(kPatient, "p1", {code("s", "x"), name("anna maria", "Anna Maria"), date(1, 2)}));
  write(put(kPatient, "p1", {code("s", "y")}));
  write(put(kPatient, "p2"));
  remove(kPatient, "p2");
  write(put(kEncounter, "e1"), kTest);
  for (const VerifyDepth depth : {VerifyDepth::kQuick, VerifyDepth::kDeep}) {
    const Result<VerifyReport> report = store().verify(depth);
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->versions, 5U);
    EXPECT_EQ(report->resources, 2U);
    EXPECT_THAT(report->findings, testing::IsEmpty());
  }
}

}  // namespace osler::store
