#include "events/webhooks.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "access/account_id.h"
#include "events/signature.h"
#include "fhir/model/date_time.h"
#include "json/writer.h"

namespace osler::events {
namespace {

constexpr std::string_view kTable = "webhook";
constexpr std::size_t kPageRows = 500;
constexpr std::size_t kReopenedAtOnce = 200;

std::string row_key(std::string_view organization, std::string_view id) {
  return std::string(organization) + "/" + std::string(id);
}

store::RowChange row_change(const Webhook& webhook, std::uint64_t revision) {
  return {std::string(kTable), row_key(webhook.organization, webhook.id), encode(webhook), revision};
}

void describe(access::AuditTrail* trail, const std::string& id) {
  if (trail == nullptr) return;
  trail->record.resource_type = "Webhook";
  trail->record.resource_id = id;
}

void add_issue(Error& faults, std::string path, std::string what) {
  faults.issues.push_back({.diagnostics = std::move(what), .expression = std::move(path)});
}

std::string test_body(const std::string& id, const Webhook& webhook, std::int64_t now_ms) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.member("id", id);
  writer.member("event", "webhook.test");
  writer.member("timestamp", fhir::format_instant(now_ms));
  writer.key("data");
  writer.begin_object();
  writer.member("webhookId", webhook.id);
  writer.member("tenantId", webhook.organization);
  writer.end_object();
  writer.end_object();
  return body;
}

/// Resolving a name blocks, so it is done on a thread of its own.
auto judged_elsewhere(const http::Egress& egress, const std::string& url, Loop& loop) {
  struct Awaiter {
    const http::Egress& egress;
    const std::string& url;
    Loop& loop;
    Status judged = {};
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> handle) {
      std::thread([this, handle] {
        judged = egress.check(url);
        loop.post(handle);
      }).detach();
    }
    Status await_resume() { return std::move(judged); }
  };
  return Awaiter{egress, url, loop};
}

}  // namespace

Status visit_rows(const store::Store& store, std::string_view table, std::string_view prefix,
                  const std::function<Result<bool>(const store::Row& row)>& visit) {
  std::string after;
  while (true) {
    OSLER_TRY(const std::vector<store::Row> page, store.rows(store::Partition::system(), table, prefix, after, kPageRows));
    for (const store::Row& row : page) {
      OSLER_TRY(const bool go_on, visit(row));
      if (!go_on) return {};
    }
    if (page.size() < kPageRows) return {};
    after = page.back().key;
  }
}

Status Webhooks::check(const Webhook& wanted, const Status& url) const {
  Error faults = invalid_input("Validation error");
  if (!url.ok()) add_issue(faults, "url", url.error().message.substr(url.error().message.find(": ") + 2));
  const Result<std::vector<EventPattern>> patterns = parse_patterns(names_, wanted.patterns);
  if (!patterns.ok()) add_issue(faults, "events", patterns.error().message);
  if (wanted.patterns.empty() || wanted.patterns.size() > settings_.patterns_max) {
    add_issue(faults, "events", "Expected 1 to " + std::to_string(settings_.patterns_max) + " patterns, for example [\"*\"]");
  }
  if (!wanted.only_tenant.empty() && wanted.only_tenant != wanted.organization) {
    const auto owner = accounts_.organizations.find(wanted.organization);
    const auto tenant = accounts_.organizations.find(wanted.only_tenant);
    const bool is_own = owner.ok() && tenant.ok() && tenant->parent == owner->id;
    if (!is_own) add_issue(faults, "subOrganization", "Expected the id of a sub-organization");
  }
  if (faults.issues.empty()) return {};
  return faults;
}

Task<Result<Webhook>> Webhooks::create(Webhook wanted, access::AuditTrail* trail, Loop& loop) {
  const Status url = co_await judged_elsewhere(egress_, wanted.url, loop);
  OSLER_CO_RETURN_IF_ERROR(check(wanted, url));
  OSLER_CO_TRY(const std::vector<Webhook> own, list(wanted.organization));
  if (own.size() >= settings_.endpoints_max) {
    co_return Error{ErrorKind::kConflict,
                    "an organization may have at most " + std::to_string(settings_.endpoints_max) + " webhooks (webhooks.endpoints_max)", {}, {}};
  }
  wanted.id = "whk_" + access::new_account_id(accounts_.clock, accounts_.rng);
  wanted.secret = make_webhook_secret(accounts_.rng);
  wanted.created_ms = accounts_.clock.now_ms();
  describe(trail, wanted.id);
  std::vector<store::RowChange> rows;
  rows.push_back(row_change(wanted, 0));
  rows.push_back({std::string(kCursorTable), wanted.id, std::to_string(accounts_.store.newest().number), 0});
  OSLER_CO_TRY(const access::RowCommit done, co_await access::commit_rows(accounts_.store, std::move(rows), trail, loop));
  if (done != access::RowCommit::kDone) co_return internal_error("a new webhook's id is taken");
  announce();
  co_return wanted;
}

Result<Webhooks::Found> Webhooks::read(const std::string& organization, const std::string& id) const {
  OSLER_TRY(const std::optional<store::Row> row,
            accounts_.store.row(store::Partition::system(), kTable, row_key(organization, id)));
  if (!row) return not_found("no such webhook");
  OSLER_TRY(Webhook webhook, decode_webhook(row->key, row->bytes));
  return Found{std::move(webhook), row->revision};
}

Result<Webhook> Webhooks::find(const std::string& organization, const std::string& id) const {
  OSLER_TRY(Found found, read(organization, id));
  return std::move(found.webhook);
}

Result<std::vector<Webhook>> Webhooks::list(const std::string& organization) const {
  std::vector<Webhook> webhooks;
  const std::string prefix = organization.empty() ? std::string() : organization + "/";
  OSLER_RETURN_IF_ERROR(visit_rows(accounts_.store, kTable, prefix, [&](const store::Row& row) -> Result<bool> {
    OSLER_TRY(Webhook webhook, decode_webhook(row.key, row.bytes));
    webhooks.push_back(std::move(webhook));
    return true;
  }));
  return webhooks;
}

Result<std::vector<Webhook>> Webhooks::all() const { return list({}); }

Task<Result<Webhook>> Webhooks::edit(std::string organization, std::string id, std::function<Status(Webhook&)> edit,
                                     access::AuditTrail* trail, Loop& loop) {
  describe(trail, id);
  for (int attempt = 0; attempt < access::kRowCommitAttemptsMax; ++attempt) {
    OSLER_CO_TRY(Found found, read(organization, id));
    OSLER_CO_RETURN_IF_ERROR(edit(found.webhook));
    std::vector<store::RowChange> rows;
    rows.push_back(row_change(found.webhook, found.revision));
    OSLER_CO_TRY(const access::RowCommit done, co_await access::commit_rows(accounts_.store, std::move(rows), trail, loop));
    if (done != access::RowCommit::kDone) continue;
    announce();
    co_return std::move(found.webhook);
  }
  co_return access::too_many_races();
}

Task<Result<Webhook>> Webhooks::change(std::string organization, std::string id, WebhookChange change,
                                       access::AuditTrail* trail, Loop& loop) {
  Status url;
  if (change.url) url = co_await judged_elsewhere(egress_, *change.url, loop);
  const auto apply = [this, &change, &url](Webhook& webhook) -> Status {
    if (change.url) webhook.url = *change.url;
    if (change.patterns) webhook.patterns = *change.patterns;
    if (change.description) webhook.description = *change.description;
    if (change.active) {
      webhook.active = *change.active;
      webhook.disabled_reason = *change.active ? "" : "switched off";
    }
    return check(webhook, url);
  };
  Result<Webhook> changed = co_await edit(std::move(organization), std::move(id), apply, trail, loop);
  co_return changed;
}

Task<Result<Webhook>> Webhooks::rotate(std::string organization, std::string id, std::int64_t overlap_ms,
                                       access::AuditTrail* trail, Loop& loop) {
  const std::int64_t until_ms = accounts_.clock.now_ms() + std::clamp(overlap_ms, std::int64_t{0}, kSecretOverlapMsMax);
  const auto replace = [this, until_ms](Webhook& webhook) -> Status {
    webhook.old_secret = std::exchange(webhook.secret, make_webhook_secret(accounts_.rng));
    webhook.old_secret_until_ms = until_ms;
    return {};
  };
  Result<Webhook> rotated = co_await edit(std::move(organization), std::move(id), replace, trail, loop);
  co_return rotated;
}

Task<Status> Webhooks::disable(std::string organization, std::string id, std::string reason, Loop& loop) {
  const auto switch_off = [&reason](Webhook& webhook) -> Status {
    webhook.active = false;
    webhook.disabled_reason = reason;
    return {};
  };
  const Result<Webhook> disabled = co_await edit(std::move(organization), std::move(id), switch_off, nullptr, loop);
  co_return disabled.ok() ? Status() : disabled.error();
}

Task<Status> Webhooks::remove(std::string organization, std::string id, access::AuditTrail* trail, Loop& loop) {
  describe(trail, id);
  OSLER_CO_TRY(const Found found, read(organization, id));
  std::vector<store::RowChange> rows;
  rows.push_back({std::string(kTable), row_key(organization, id), std::nullopt, std::nullopt});
  rows.push_back({std::string(kCursorTable), id, std::nullopt, std::nullopt});
  const auto gone = co_await access::commit_rows(accounts_.store, std::move(rows), trail, loop);
  if (!gone.ok()) co_return gone.error();
  announce();
  // Its log, in portions: nobody looks at it any more, and an attempt on its way may still add a line.
  for (const std::string_view table : {kDeliveryTable, kOpenTable, kAttemptTable}) {
    while (true) {
      OSLER_CO_TRY(const auto page, accounts_.store.rows(store::Partition::system(), table, id + "/", {}, kPageRows));
      if (page.empty()) break;
      std::vector<store::RowChange> erased;
      for (const store::Row& row : page) erased.push_back({std::string(table), row.key, std::nullopt, std::nullopt});
      const auto done = co_await access::commit_rows(accounts_.store, std::move(erased), nullptr, loop);
      if (!done.ok()) co_return done.error();
    }
  }
  co_return Status();
}

Result<Webhooks::Deliveries> Webhooks::deliveries(const std::string& webhook, const std::string& before, std::size_t limit,
                                                  std::optional<DeliveryStatus> status) const {
  // Rows are read forwards; at most kept_max and waiting_max of them are there.
  std::vector<Delivery> found;
  OSLER_RETURN_IF_ERROR(visit_rows(accounts_.store, kDeliveryTable, webhook + "/", [&](const store::Row& row) -> Result<bool> {
    OSLER_TRY(Delivery delivery, decode_delivery(row.key, row.bytes));
    if (!before.empty() && delivery.place >= before) return false;
    if (!status || delivery.status == *status) found.push_back(std::move(delivery));
    return true;
  }));
  std::ranges::reverse(found);
  Deliveries page;
  if (found.size() > limit) {
    found.resize(limit);
    page.next = found.back().place;
  }
  page.deliveries = std::move(found);
  return page;
}

Result<Delivery> Webhooks::delivery(const std::string& webhook, const std::string& event_id) const {
  // Most ids say where their event stands; those of test events have to be looked for.
  std::optional<Delivery> found;
  const std::optional<store::Position> position = ids_.read(event_id);
  const std::string prefix = webhook + "/" + (position ? place_of(*position) : std::string());
  OSLER_RETURN_IF_ERROR(visit_rows(accounts_.store, kDeliveryTable, prefix, [&](const store::Row& row) -> Result<bool> {
    OSLER_TRY(Delivery delivery, decode_delivery(row.key, row.bytes));
    if (delivery.id == event_id) found = std::move(delivery);
    return !found;
  }));
  if (!found) return not_found("there is no delivery of this event in the log");
  return *std::move(found);
}

Result<std::vector<Attempt>> Webhooks::attempts(const Delivery& delivery) const {
  std::vector<Attempt> attempts;
  OSLER_RETURN_IF_ERROR(visit_rows(accounts_.store, kAttemptTable, key_of(delivery) + "/", [&](const store::Row& row) -> Result<bool> {
    OSLER_TRY(Attempt attempt, decode_attempt(row.key, row.bytes));
    attempts.push_back(std::move(attempt));
    return true;
  }));
  return attempts;
}

Task<Status> Webhooks::reopen(std::vector<Delivery> deliveries, access::AuditTrail* trail, Loop& loop) {
  std::vector<store::RowChange> rows;
  for (std::size_t i = 0; i < deliveries.size(); ++i) {
    Delivery& delivery = deliveries[i];
    delivery.status = DeliveryStatus::kPending;
    delivery.round = 0;
    delivery.next_ms = accounts_.clock.now_ms();
    for (store::RowChange& row : rows_for(delivery)) rows.push_back(std::move(row));
    const bool is_last = i + 1 == deliveries.size();
    if (rows.size() < 2 * kReopenedAtOnce && !is_last) continue;
    const auto done = co_await access::commit_rows(accounts_.store, std::exchange(rows, {}), is_last ? trail : nullptr, loop);
    if (!done.ok()) co_return done.error();
  }
  announce();
  co_return Status();
}

Task<Result<Delivery>> Webhooks::resend(std::string webhook, std::string event_id, access::AuditTrail* trail, Loop& loop) {
  describe(trail, webhook);
  OSLER_CO_TRY(Delivery found, delivery(webhook, event_id));
  std::vector<Delivery> one;
  one.push_back(std::move(found));
  const Status reopened = co_await reopen(std::move(one), trail, loop);
  if (!reopened.ok()) co_return reopened.error();
  co_return delivery(webhook, event_id);
}

Task<Result<std::uint64_t>> Webhooks::resend_range(std::string webhook, Range range, access::AuditTrail* trail, Loop& loop) {
  describe(trail, webhook);
  std::vector<Delivery> meant;
  OSLER_CO_RETURN_IF_ERROR(visit_rows(accounts_.store, kDeliveryTable, webhook + "/", [&](const store::Row& row) -> Result<bool> {
    OSLER_TRY(Delivery delivery, decode_delivery(row.key, row.bytes));
    const bool in_time = delivery.created_ms >= range.from_ms && delivery.created_ms < range.until_ms;
    const bool of_status = range.status ? delivery.status == *range.status : delivery.status != DeliveryStatus::kPending;
    if (in_time && of_status) meant.push_back(std::move(delivery));
    return true;
  }));
  const std::uint64_t count = meant.size();
  const Status reopened = co_await reopen(std::move(meant), trail, loop);
  if (!reopened.ok()) co_return reopened.error();
  co_return count;
}

Task<Result<Delivery>> Webhooks::send_test(const Webhook& webhook, access::AuditTrail* trail, Loop& loop) {
  describe(trail, webhook.id);
  const std::int64_t now_ms = accounts_.clock.now_ms();
  Delivery delivery;
  delivery.webhook = webhook.id;
  const std::string unique = access::new_account_id(accounts_.clock, accounts_.rng);
  delivery.place = place_of(accounts_.store.newest()) + "-" + unique;
  delivery.id = "evt_test" + unique;
  delivery.event = "webhook.test";
  delivery.resource = delivery.id;
  delivery.body = test_body(delivery.id, webhook, now_ms);
  delivery.created_ms = now_ms;
  std::vector<Delivery> one;
  one.push_back(delivery);
  const Status opened = co_await reopen(std::move(one), trail, loop);
  if (!opened.ok()) co_return opened.error();
  co_return delivery;
}

}  // namespace osler::events
