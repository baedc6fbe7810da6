#include "access/usage.h"

#include <chrono>
#include <utility>
#include <vector>

#include "access/json_row.h"
#include "access/row_commit.h"
#include "json/writer.h"

namespace osler::access {
namespace {

constexpr std::string_view kTable = "usage";
constexpr int kAncestorsMax = 16;
constexpr std::size_t kRowsMax = 1'000;

std::chrono::year_month month_at(std::int64_t now_ms) {
  const std::chrono::sys_time<std::chrono::milliseconds> now{std::chrono::milliseconds{now_ms}};
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(now)};
  return day.year() / day.month();
}

std::int64_t number_of(std::chrono::year_month month) {
  return static_cast<std::int64_t>(static_cast<int>(month.year())) * 12 + static_cast<unsigned>(month.month());
}

std::int64_t end_of(std::chrono::year_month month) {
  const std::chrono::sys_days first = (month + std::chrono::months{1}) / 1;
  return std::chrono::milliseconds{first.time_since_epoch()}.count();
}

std::uint32_t whole_seconds(std::int64_t ms) { return static_cast<std::uint32_t>((ms + 999) / 1000); }

}  // namespace

Error shortage_error(const Admission& admission) {
  const std::string later = "; try again in " + std::to_string(admission.retry_after_s) + " s";
  const Usage& usage = admission.usage;
  switch (admission.shortage) {
    case Shortage::kMonth:
      return {ErrorKind::kThrottled,
              "this month's " + std::to_string(usage.month.limit) + " requests are used up" + later,
              "MONTHLY_QUOTA_EXCEEDED", {}};
    case Shortage::kSandbox:
      return {ErrorKind::kThrottled,
              "this month's " + std::to_string(usage.sandbox->limit) + " requests with test keys are used up" + later,
              "SANDBOX_QUOTA_EXCEEDED", {}};
    case Shortage::kRate:
    case Shortage::kNone: break;
  }
  return {ErrorKind::kThrottled,
          "more than " + std::to_string(usage.rate.limit) + " requests within " + std::to_string(kRateWindowSeconds) +
              " s" + later,
          "RATE_LIMITED", {}};
}

UsageMeter::UsageMeter(Clock& clock, store::Store& store, Organizations& organizations, Plans plans)
    : clock_(clock), store_(store), organizations_(organizations), plans_(std::move(plans)) {}

void UsageMeter::Account::begin(std::int64_t number) {
  if (number <= month) return;
  month = number;
  live = test = 0;
}

bool UsageMeter::Account::has_room(bool is_test, std::uint64_t records) {
  const std::uint32_t quota = is_test ? plan.sandbox_quota : plan.monthly_quota;
  return quota == kUnlimited || plan.allows_overage || used(is_test) + records <= quota;
}

void UsageMeter::Account::tell(bool is_test, Usage& usage) const {
  usage.month = {plan.monthly_quota, live};
  if (is_test) usage.sandbox = Quota{plan.sandbox_quota, test};
}

Result<Admission> UsageMeter::admit(const Organization& organization, store::Environment environment) {
  OSLER_TRY(const AccountPointer account, account_of(organization));
  const bool is_test = environment == store::Environment::kTest;
  const std::int64_t now_ms = clock_.now_ms();
  const std::int64_t now_s = clock_.steady_ms() / 1000;
  const std::chrono::year_month month = month_at(now_ms);
  const std::lock_guard lock(account->mutex);
  account->begin(number_of(month));
  const Plan& plan = account->plan;

  Admission admission;
  admission.usage.reset_ms = end_of(month);
  if (!account->has_room(is_test, 1)) {
    admission.shortage = is_test ? Shortage::kSandbox : Shortage::kMonth;
    admission.retry_after_s = whole_seconds(admission.usage.reset_ms - now_ms);
    admission.usage.rate = account->window.look(now_s, plan.requests_per_minute);
  } else {
    const bool is_limited = plan.requests_per_minute != kUnlimited;
    const RateDecision rate = is_limited ? account->window.admit(now_s, plan.requests_per_minute) : RateDecision{};
    admission.usage.rate = rate.state;
    if (!rate.admitted) {
      admission.shortage = Shortage::kRate;
      admission.retry_after_s = rate.state.reset_s;
    } else {
      ++account->used(is_test);
      account->is_saved = false;
    }
  }
  admission.usage.is_billable = !is_test && admission.admitted();
  account->tell(is_test, admission.usage);
  return admission;
}

Result<Admission> UsageMeter::admit_records(const Organization& organization, store::Environment environment,
                                            std::uint64_t records) {
  OSLER_TRY(const AccountPointer account, account_of(organization));
  const bool is_test = environment == store::Environment::kTest;
  const std::int64_t now_ms = clock_.now_ms();
  const std::chrono::year_month month = month_at(now_ms);
  const std::lock_guard lock(account->mutex);
  account->begin(number_of(month));

  Admission admission;
  admission.usage.reset_ms = end_of(month);
  if (account->has_room(is_test, records)) {
    account->used(is_test) += records;
    account->is_saved = false;
  } else {
    admission.shortage = is_test ? Shortage::kSandbox : Shortage::kMonth;
    admission.retry_after_s = whole_seconds(admission.usage.reset_ms - now_ms);
  }
  admission.usage.is_billable = !is_test;
  account->tell(is_test, admission.usage);
  return admission;
}

Result<UsageMeter::AccountPointer> UsageMeter::account_of(const Organization& organization) {
  {
    const std::shared_lock lock(mutex_);
    if (const auto known = by_number_.find(organization.number); known != by_number_.end()) return known->second;
  }
  OSLER_TRY(const std::string top, topmost(organization));
  const std::unique_lock lock(mutex_);
  auto known = by_topmost_.find(top);
  if (known == by_topmost_.end()) {
    OSLER_TRY(AccountPointer made, make_account(top));
    known = by_topmost_.emplace(top, std::move(made)).first;
  }
  by_number_[organization.number] = known->second;
  return known->second;
}

Result<std::string> UsageMeter::topmost(const Organization& organization) const {
  Organization current = organization;
  for (int i = 0; i < kAncestorsMax && !current.parent.empty(); ++i) {
    OSLER_TRY(Organization parent, organizations_.find(current.parent));
    current = std::move(parent);
  }
  return current.id;
}

Result<UsageMeter::AccountPointer> UsageMeter::make_account(const std::string& id) const {
  auto account = std::make_shared<Account>();
  const auto plan = plans_.of.find(id);
  account->plan = plan != plans_.of.end() ? plan->second : plans_.standard;
  OSLER_TRY(const std::optional<store::Row> row, store_.row(store::Partition::system(), kTable, id));
  if (!row) return account;
  OSLER_TRY(const JsonRow before, JsonRow::parse(row->bytes));
  account->month = before.number("month").value_or(0);
  account->live = static_cast<std::uint64_t>(before.number("live").value_or(0));
  account->test = static_cast<std::uint64_t>(before.number("test").value_or(0));
  return account;
}

Task<Status> UsageMeter::save(Loop& loop) {
  std::vector<store::RowChange> rows;
  {
    const std::shared_lock lock(mutex_);
    for (const auto& [id, account] : by_topmost_) {
      if (rows.size() == kRowsMax) break;
      const std::lock_guard own(account->mutex);
      if (std::exchange(account->is_saved, true)) continue;
      std::string bytes;
      json::Writer writer(bytes);
      writer.begin_object();
      writer.member("month", account->month);
      writer.member("live", account->live);
      writer.member("test", account->test);
      writer.end_object();
      rows.push_back({std::string(kTable), id, std::move(bytes), std::nullopt});
    }
  }
  if (rows.empty()) co_return Status();
  const Result<RowCommit> done = co_await commit_rows(store_, std::move(rows), nullptr, loop);
  co_return done.ok() ? Status() : Status(done.error());
}

}  // namespace osler::access
