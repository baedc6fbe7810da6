#pragma once
// The endpoints of all organizations and the log of what was sent to them, as rows of the system partition: made, changed,
// rotated, removed, looked at, told to send again. Sending is dispatcher.h's.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "access/accounts.h"
#include "access/row_commit.h"
#include "events/delivery.h"
#include "events/event.h"
#include "events/webhook.h"
#include "http/egress.h"

namespace osler::events {

struct WebhookSettings {
  std::uint32_t endpoints_max = 100;          ///< `webhooks.endpoints_max`: of one organization.
  std::uint32_t patterns_max = 50;            ///< `webhooks.patterns_max`: of one endpoint.
  std::vector<std::uint32_t> retry_s = {30, 120, 480, 1'920, 7'200};  ///< `webhooks.retry_s`: waits; then failed.
  std::uint32_t jitter_percent_max = 10;      ///< `webhooks.jitter_percent`: added to a wait, at most.
  std::uint32_t timeout_ms = 15'000;          ///< `webhooks.timeout_ms`: of one attempt.
  std::uint32_t answer_bytes_max = 64 * 1024; ///< `webhooks.answer_bytes`: kept of an answer.
  std::uint32_t kept_max = 10'000;            ///< `webhooks.deliveries_kept`: of one endpoint, when they are over.
  std::uint32_t waiting_max = 10'000;         ///< `webhooks.waiting_max`: of one endpoint; beyond it the feed waits.
  std::uint32_t parallel_max = 4;             ///< `webhooks.parallel`: attempts at one time to an endpoint that answers.
  std::uint32_t workers_max = 128;            ///< `webhooks.workers`: attempts at one time in all.
  std::uint32_t look_ms = 10;                 ///< `webhooks.look_ms`: how often the feed is looked at.
};

inline constexpr std::int64_t kSecretOverlapMsDefault = 24LL * 3600 * 1000;
inline constexpr std::int64_t kSecretOverlapMsMax = 30 * kSecretOverlapMsDefault;
inline constexpr std::size_t kDescriptionCharactersMax = 200;

/// What changes of an endpoint; nothing: stays.
struct WebhookChange {
  std::optional<std::string> url;
  std::optional<std::vector<std::string>> patterns;
  std::optional<std::string> description;
  std::optional<bool> active;
};

/// Any thread.
class Webhooks {
 public:
  /// References must outlive this.
  Webhooks(access::Accounts& accounts, const EventNames& names, const EventIds& ids, const http::Egress& egress,
           WebhookSettings settings)
      : accounts_(accounts), names_(names), ids_(ids), egress_(egress), settings_(std::move(settings)) {}

  /// `wanted` has organization, url, patterns, and what else is wished; id, secret and time are given here. Begins with
  /// events from now on. Errors: kInvalidInput with one issue for each fault (path "url", "events", "organization");
  /// kConflict beyond endpoints_max.
  Task<Result<Webhook>> create(Webhook wanted, access::AuditTrail* trail, Loop& loop);
  /// Errors: kNotFound.
  Result<Webhook> find(const std::string& organization, const std::string& id) const;
  /// Oldest first.
  Result<std::vector<Webhook>> list(const std::string& organization) const;
  Result<std::vector<Webhook>> all() const;
  /// An endpoint that is made active again goes on where it stopped. Errors: as create(); kNotFound.
  Task<Result<Webhook>> change(std::string organization, std::string id, WebhookChange change, access::AuditTrail* trail,
                               Loop& loop);
  /// A new secret; the old one signs too until `overlap_ms` from now. Errors: kNotFound.
  Task<Result<Webhook>> rotate(std::string organization, std::string id, std::int64_t overlap_ms,
                               access::AuditTrail* trail, Loop& loop);
  /// With its log. Errors: kNotFound.
  Task<Status> remove(std::string organization, std::string id, access::AuditTrail* trail, Loop& loop);
  /// For the dispatcher: an endpoint that said 410.
  Task<Status> disable(std::string organization, std::string id, std::string reason, Loop& loop);

  struct Deliveries {
    std::vector<Delivery> deliveries;  ///< Newest event first.
    std::string next;                  ///< `before` of the next page; empty: there is none.
  };
  /// `before`: a place, or empty. `status`: nothing for all.
  Result<Deliveries> deliveries(const std::string& webhook, const std::string& before, std::size_t limit,
                                std::optional<DeliveryStatus> status) const;
  /// Errors: kNotFound for an id that is not in the endpoint's log.
  Result<Delivery> delivery(const std::string& webhook, const std::string& event_id) const;
  Result<std::vector<Attempt>> attempts(const Delivery& delivery) const;

  /// Sends one again, now, whatever became of it. Errors: kNotFound.
  Task<Result<Delivery>> resend(std::string webhook, std::string event_id, access::AuditTrail* trail, Loop& loop);
  /// The same for every event in [from_ms, until_ms), of that status if one is named; how many.
  struct Range {
    std::int64_t from_ms = 0;
    std::int64_t until_ms = 0;
    std::optional<DeliveryStatus> status;
  };
  Task<Result<std::uint64_t>> resend_range(std::string webhook, Range range, access::AuditTrail* trail, Loop& loop);
  /// Sends an event "webhook.test" that says nothing.
  Task<Result<Delivery>> send_test(const Webhook& webhook, access::AuditTrail* trail, Loop& loop);

  /// Called, on the caller's thread, after endpoints or open deliveries changed. Set before the first call.
  void on_change(std::function<void()> call) { changed_ = std::move(call); }

  const WebhookSettings& settings() const { return settings_; }
  const EventNames& names() const { return names_; }
  const EventIds& ids() const { return ids_; }
  access::Accounts& accounts() const { return accounts_; }
  const http::Egress& egress() const { return egress_; }

 private:
  struct Found {
    Webhook webhook;
    std::uint64_t revision = 0;
  };
  Result<Found> read(const std::string& organization, const std::string& id) const;
  Status check(const Webhook& wanted, const Status& url) const;
  Task<Result<Webhook>> edit(std::string organization, std::string id, std::function<Status(Webhook&)> edit,
                             access::AuditTrail* trail, Loop& loop);
  Task<Status> reopen(std::vector<Delivery> deliveries, access::AuditTrail* trail, Loop& loop);
  void announce() const {
    if (changed_) changed_();
  }

  access::Accounts& accounts_;
  const EventNames& names_;
  const EventIds& ids_;
  const http::Egress& egress_;
  const WebhookSettings settings_;
  std::function<void()> changed_;
};

/// Every row of a table whose key begins with `prefix`, in key order, until `visit` says false.
Status visit_rows(const store::Store& store, std::string_view table, std::string_view prefix,
                  const std::function<Result<bool>(const store::Row& row)>& visit);

}  // namespace osler::events
