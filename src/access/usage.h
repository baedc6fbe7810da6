#pragma once
// What organizations use of their plans: requests in the last minute, and in the calendar month by live and by test keys.
// Over all keys of an organization and those of its sub-organizations. Spec: v1.md, section 9.
//
// Rows: "usage", organization → the month and what was used in it.

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "access/organizations.h"
#include "access/plans.h"
#include "access/rate_limit.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/task.h"
#include "store/store.h"

namespace osler::access {

/// A month's share and what was taken of it.
struct Quota {
  std::uint32_t limit = kUnlimited;
  std::uint64_t used = 0;

  bool is_unlimited() const { return limit == kUnlimited; }
  std::uint64_t remaining() const { return is_unlimited() ? kUnlimited : limit > used ? limit - used : 0; }
  std::uint64_t overage() const { return !is_unlimited() && used > limit ? used - limit : 0; }
};

/// For the headers of an answer, refused or not.
struct Usage {
  RateState rate;
  Quota month;
  std::optional<Quota> sandbox;  ///< With a test key.
  bool is_billable = false;      ///< Whether this request counts in `month`.
  std::int64_t reset_ms = 0;     ///< The first of the next month, 00:00 UTC.
};

/// Of what there was too little.
enum class Shortage : std::uint8_t { kNone, kRate, kMonth, kSandbox };

struct Admission {
  Shortage shortage = Shortage::kNone;
  Usage usage;
  std::uint32_t retry_after_s = 0;  ///< Whole seconds until another try can succeed; 0 without a shortage.

  bool admitted() const { return shortage == Shortage::kNone; }
};

/// 429 with RATE_LIMITED, MONTHLY_QUOTA_EXCEEDED or SANDBOX_QUOTA_EXCEEDED.
Error shortage_error(const Admission& admission);

/// Any thread: exactly the plan's number is admitted, however many threads ask.
class UsageMeter {
 public:
  /// References must outlive this.
  UsageMeter(Clock& clock, store::Store& store, Organizations& organizations, Plans plans);

  /// Counts one request. Errors: those of looking up a parent or what was used before a restart.
  Result<Admission> admit(const Organization& organization, store::Environment environment);
  /// Counts so many records of an admitted request in the month's share, all of them or none; the rate of `usage` stays
  /// empty. Errors: as admit().
  Result<Admission> admit_records(const Organization& organization, store::Environment environment, std::uint64_t records);

  /// Writes what changed since the last save, at most 1,000 rows in one commit. Errors: as Store::commit.
  Task<Status> save(Loop& loop);

 private:
  struct Account {
    std::mutex mutex;
    RollingWindow window;
    Plan plan;
    std::int64_t month = 0;  ///< Months since year 0.
    std::uint64_t live = 0;
    std::uint64_t test = 0;
    bool is_saved = true;

    /// Begins a new month, if it is one.
    void begin(std::int64_t number);
    std::uint64_t& used(bool is_test) { return is_test ? test : live; }
    /// Whether the month's share has room for so many more.
    bool has_room(bool is_test, std::uint64_t records);
    /// What an admission says of the month.
    void tell(bool is_test, Usage& usage) const;
  };
  using AccountPointer = std::shared_ptr<Account>;

  Result<AccountPointer> account_of(const Organization& organization);
  Result<std::string> topmost(const Organization& organization) const;
  Result<AccountPointer> make_account(const std::string& id) const;

  Clock& clock_;
  store::Store& store_;
  Organizations& organizations_;
  Plans plans_;
  std::shared_mutex mutex_;
  std::unordered_map<std::uint32_t, AccountPointer> by_number_;  ///< Sub-organizations share their parent's.
  std::unordered_map<std::string, AccountPointer> by_topmost_;
};

}  // namespace osler::access
