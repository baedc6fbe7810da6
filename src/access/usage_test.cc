#include "access/usage.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "access/installation_test.h"

namespace osler::access {
namespace {

constexpr auto kLive = store::Environment::kLive;
constexpr auto kTest = store::Environment::kTest;
constexpr std::int64_t kMs20261130T235950 = 1'796'083'190'000;
constexpr std::int64_t kMs20261201 = 1'796'083'200'000;

class UsageTest : public testing::Test {
 protected:
  UsageTest() { t.clock.set_now(kMs20261130T235950 - 600'000); }
  std::unique_ptr<UsageMeter> meter(Plans plans) {
    return std::make_unique<UsageMeter>(t.clock, t.store, t.accounts->organizations, std::move(plans));
  }
  Admission admit(UsageMeter& meter, store::Environment environment = kLive) {
    return *meter.admit(t.made.organization, environment);
  }
  static Plans with(Plan plan) {
    Plans plans;
    plans.standard = std::move(plan);
    return plans;
  }

  TestInstallation t;
};

TEST_F(UsageTest, IsUnlimitedUnlessAPlanSaysOtherwise) {
  const auto unlimited = meter({});
  for (int i = 0; i < 10'000; ++i) ASSERT_TRUE(admit(*unlimited).admitted());
  const Usage usage = admit(*unlimited).usage;
  EXPECT_EQ(usage.rate.limit, 2'147'483'647U);
  EXPECT_EQ(usage.rate.remaining, 2'147'483'647U);
  EXPECT_EQ(usage.month.limit, 2'147'483'647U);
  EXPECT_EQ(usage.month.remaining(), 2'147'483'647U);
  EXPECT_EQ(usage.month.used, 10'001U);
  EXPECT_TRUE(usage.is_billable);
  EXPECT_FALSE(usage.sandbox);
}

TEST_F(UsageTest, CountsRecordsAllOrNone) {
  const auto small = meter(with({.name = "small", .requests_per_minute = 1, .monthly_quota = 10, .sandbox_quota = 4}));
  const auto records = [&](std::uint64_t count, store::Environment environment) {
    return *small->admit_records(t.made.organization, environment, count);
  };
  ASSERT_TRUE(admit(*small).admitted());
  EXPECT_EQ(records(9, kLive).usage.month.used, 10U);
  const Admission refused = records(1, kLive);
  EXPECT_EQ(refused.shortage, Shortage::kMonth);
  EXPECT_EQ(refused.usage.month.used, 10U) << "none is counted";
  EXPECT_GT(refused.retry_after_s, 0U);
  EXPECT_EQ(records(5, kTest).shortage, Shortage::kSandbox);
  EXPECT_EQ(records(4, kTest).usage.sandbox->used, 4U) << "no request, so not of the minute's share";
  const auto generous = meter(with({.name = "generous", .monthly_quota = 10, .allows_overage = true}));
  EXPECT_EQ(generous->admit_records(t.made.organization, kLive, 15)->usage.month.overage(), 5U);
}

TEST_F(UsageTest, CountsSubOrganizationsWithTheirParentAndOthersApart) {
  const auto found = [&](std::string parent) {
    return t.loop.run(found_organization(*t.accounts, "Org", std::move(parent), nullptr, t.loop))->organization;
  };
  const Organization parent = found("");
  const Organization child = found(parent.id);
  const Organization grandchild = found(child.id);
  const Organization stranger = found("");
  Plans plans = with({.name = "small", .requests_per_minute = 2});
  plans.of[parent.id] = {.name = "family", .requests_per_minute = 3};
  const auto shared = meter(plans);
  EXPECT_TRUE(shared->admit(grandchild, kLive)->admitted());
  EXPECT_TRUE(shared->admit(child, kTest)->admitted());
  EXPECT_TRUE(shared->admit(parent, kLive)->admitted());
  for (const Organization& member : {parent, child, grandchild}) {
    EXPECT_EQ(shared->admit(member, kLive)->shortage, Shortage::kRate);
  }
  EXPECT_TRUE(shared->admit(stranger, kLive)->admitted());
  EXPECT_EQ(shared->admit(stranger, kLive)->usage.rate.limit, 2U);
  const Admission refused = *shared->admit(stranger, kLive);
  EXPECT_FALSE(refused.admitted());
  EXPECT_EQ(refused.retry_after_s, 60U);
  EXPECT_FALSE(refused.usage.is_billable);
  EXPECT_EQ(refused.usage.month.used, 2U) << "what is refused uses nothing";
}

TEST_F(UsageTest, AdmitsExactlyTheNumberToManyThreads) {
  for (const Plan& plan : {Plan{.requests_per_minute = 1'000}, Plan{.monthly_quota = 1'000}}) {
    const auto limited = meter(with(plan));
    std::atomic<int> admitted = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 32; ++i) {
      threads.emplace_back([&] {
        for (int k = 0; k < 100; ++k) admitted += admit(*limited).admitted() ? 1 : 0;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(admitted, 1'000);
  }
}

TEST_F(UsageTest, KeepsTheTestPoolApartFromTheMonthly) {
  const auto limited = meter(with({.monthly_quota = 2, .sandbox_quota = 1}));
  const Admission test = admit(*limited, kTest);
  EXPECT_TRUE(test.admitted());
  EXPECT_FALSE(test.usage.is_billable);
  ASSERT_TRUE(test.usage.sandbox);
  EXPECT_EQ(test.usage.sandbox->used, 1U);
  EXPECT_EQ(test.usage.sandbox->remaining(), 0U);
  EXPECT_EQ(test.usage.month.used, 0U);
  EXPECT_EQ(admit(*limited, kTest).shortage, Shortage::kSandbox);
  EXPECT_TRUE(admit(*limited, kLive).admitted());
  EXPECT_TRUE(admit(*limited, kLive).admitted());
  const Admission refused = admit(*limited, kLive);
  EXPECT_EQ(refused.shortage, Shortage::kMonth);
  EXPECT_EQ(refused.usage.month.remaining(), 0U);
  EXPECT_EQ(refused.usage.month.used, 2U);
}

TEST_F(UsageTest, BeginsAnewOnTheFirstOfTheMonth) {
  t.clock.set_now(kMs20261130T235950 + 1);
  const auto limited = meter(with({.monthly_quota = 1}));
  EXPECT_EQ(admit(*limited).usage.reset_ms, kMs20261201);
  const Admission refused = admit(*limited);
  EXPECT_EQ(refused.shortage, Shortage::kMonth);
  EXPECT_EQ(refused.retry_after_s, 10U);
  t.clock.set_now(kMs20261201 - 1);
  EXPECT_FALSE(admit(*limited).admitted());
  EXPECT_EQ(admit(*limited).retry_after_s, 1U);
  t.clock.set_now(kMs20261201);
  const Admission next = admit(*limited);
  EXPECT_TRUE(next.admitted());
  EXPECT_EQ(next.usage.month.used, 1U);
}

TEST_F(UsageTest, LetsOverageThroughWhereThePlanAllowsIt) {
  const auto lenient = meter(with({.monthly_quota = 1, .allows_overage = true}));
  EXPECT_EQ(admit(*lenient).usage.month.overage(), 0U);
  EXPECT_TRUE(admit(*lenient).admitted());
  const Admission over = admit(*lenient);
  EXPECT_TRUE(over.admitted());
  EXPECT_EQ(over.usage.month.overage(), 2U);
  EXPECT_EQ(over.usage.month.remaining(), 0U);
}

TEST_F(UsageTest, RemembersTheMonthAcrossARestart) {
  const Plans plans = with({.monthly_quota = 3, .sandbox_quota = 5});
  const auto before = meter(plans);
  static_cast<void>(admit(*before));
  static_cast<void>(admit(*before));
  static_cast<void>(admit(*before, kTest));
  ASSERT_TRUE(t.loop.run(before->save(t.loop)).ok());
  const auto after = meter(plans);
  EXPECT_EQ(admit(*after).usage.month.used, 3U);
  EXPECT_EQ(admit(*after, kTest).usage.sandbox->used, 2U);
  EXPECT_EQ(admit(*after).shortage, Shortage::kMonth);
}

}  // namespace
}  // namespace osler::access
