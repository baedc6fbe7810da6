#include "events/dispatcher.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

#include "base/thread_name.h"
#include "events/retry_schedule.h"

namespace osler::events {
namespace {

constexpr std::size_t kBatchChanges = 256;
constexpr int kBatchesAtOnce = 8;  // For one endpoint, before the others have their turn.
constexpr std::int64_t kSaveEveryMs = 5'000;
constexpr std::uint64_t kTidyEvery = 100;
constexpr std::uint64_t kTidiedAtOnce = 200;
constexpr std::size_t kSilentShare = 4;  // Of so many threads, all but one may wait for endpoints that do not answer.

store::RowChange cursor_row(const std::string& webhook, store::Position cursor) {
  return {std::string(kCursorTable), webhook, std::to_string(cursor.number), std::nullopt};
}

}  // namespace

store::Position Dispatcher::Endpoint::safe_cursor() const {
  return fresh.empty() ? read_to : store::Position{fresh.begin()->second.number - 1};
}

Dispatcher::Dispatcher(Webhooks& webhooks, Clock& clock, Rng& rng)
    : webhooks_(webhooks),
      store_(webhooks.accounts().store),
      clock_(clock),
      rng_(rng),
      tenants_(webhooks.accounts().organizations),
      workers_(webhooks.settings().workers_max) {}

Dispatcher::~Dispatcher() { stop(); }

void Dispatcher::start() {
  webhooks_.on_change([this] {
    {
      const std::lock_guard lock(mutex_);
      reload_asked_ = true;
    }
    changed_.notify_all();
  });
  thread_ = std::thread([this] { run(); });
}

void Dispatcher::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (!thread_.joinable()) return;
  thread_.join();
  workers_.stop();
  save_cursors();
  endpoints_.clear();
}

void Dispatcher::wake() {
  {
    const std::lock_guard lock(mutex_);
    settled_ = true;
  }
  changed_.notify_all();
}

void Dispatcher::run() {
  name_this_thread("webhooks");
  const auto look = std::chrono::milliseconds(webhooks_.settings().look_ms);
  bool more = false;
  while (true) {
    bool reload_now = false;
    {
      std::unique_lock lock(mutex_);
      const auto woken = [this] { return stopping_ || reload_asked_ || settled_; };
      if (endpoints_.empty()) changed_.wait(lock, [this] { return stopping_ || reload_asked_; });
      else if (!more) changed_.wait_for(lock, look, woken);
      if (stopping_) return;
      reload_now = std::exchange(reload_asked_, false);
      settled_ = false;
    }
    if (reload_now) reload();
    more = read_feed();
    hand_out();
    more = tidy() || more;
    if (clock_.steady_ms() >= save_at_ms_) save_cursors();
  }
}

/// Takes over what people changed: endpoints, and deliveries that were opened again.
void Dispatcher::reload() {
  auto all = webhooks_.all();
  if (!all.ok()) return;
  std::map<std::string, std::shared_ptr<Endpoint>> now;
  for (Webhook& webhook : *all) {
    const auto known = endpoints_.find(webhook.id);
    const std::shared_ptr<Endpoint> endpoint = known == endpoints_.end() ? std::make_shared<Endpoint>() : known->second;
    const std::lock_guard lock(endpoint->mutex);
    endpoint->patterns = parse_patterns(webhooks_.names(), webhook.patterns).value();
    endpoint->webhook = std::move(webhook);
    const Status loaded = known == endpoints_.end() ? load(*endpoint) : Status();
    const Status opened = loaded.ok() ? add_open(*endpoint) : loaded;
    if (opened.ok() || known != endpoints_.end()) now.emplace(endpoint->webhook.id, endpoint);
  }
  for (const auto& [id, endpoint] : endpoints_) {
    const std::lock_guard lock(endpoint->mutex);
    endpoint->is_removed = !now.contains(id);
  }
  endpoints_ = std::move(now);
}

Status Dispatcher::load(Endpoint& endpoint) const {
  const std::string& id = endpoint.webhook.id;
  OSLER_TRY(const auto cursor, store_.row(store::Partition::system(), kCursorTable, id));
  endpoint.read_to = store_.newest();
  if (cursor) {
    std::from_chars(cursor->bytes.data(), cursor->bytes.data() + cursor->bytes.size(), endpoint.read_to.number);
  }
  endpoint.saved = endpoint.read_to;
  return visit_rows(store_, kDeliveryTable, id + "/", [&](const store::Row& row) -> Result<bool> {
    endpoint.rows_to = row.key.substr(id.size() + 1);
    ++endpoint.kept;
    return true;
  });
}

Status Dispatcher::add_open(Endpoint& endpoint) const {
  return visit_rows(store_, kOpenTable, endpoint.webhook.id + "/", [&](const store::Row& open) -> Result<bool> {
    OSLER_TRY(const auto row, store_.row(store::Partition::system(), kDeliveryTable, open.key));
    if (!row) return true;
    OSLER_TRY(Delivery delivery, decode_delivery(row->key, row->bytes));
    if (delivery.status == DeliveryStatus::kPending) endpoint.queue.add(std::move(delivery));
    return true;
  });
}

/// Whether there is more to read at once.
bool Dispatcher::read_feed() {
  // Endpoints that stand at the same place share one reading.
  Batches batches;
  bool more = false;
  for (const auto& [id, endpoint] : endpoints_) {
    const std::lock_guard lock(endpoint->mutex);
    if (endpoint->webhook.active) more = read_feed_for(*endpoint, batches) || more;
  }
  return more;
}

bool Dispatcher::read_feed_for(Endpoint& endpoint, Batches& batches) {
  const std::uint32_t waiting_max = webhooks_.settings().waiting_max;
  for (int i = 0; i < kBatchesAtOnce; ++i) {
    if (endpoint.read_to >= store_.newest() || endpoint.queue.size() >= waiting_max) return false;
    auto batch = batches.find(endpoint.read_to);
    if (batch == batches.end()) {
      auto changes = store_.changes(endpoint.read_to, kBatchChanges);
      if (!changes.ok()) return false;
      batch = batches.emplace(endpoint.read_to, *std::move(changes)).first;
    }
    if (batch->second.empty()) return false;
    for (const store::Change& change : batch->second) {
      if (endpoint.queue.size() >= waiting_max) return false;
      if (!add_event(endpoint, change).ok()) return false;
      endpoint.read_to = change.header.position;
    }
  }
  return true;
}

bool Dispatcher::is_meant(const Endpoint& endpoint, const store::Change& change) {
  const Webhook& webhook = endpoint.webhook;
  if (webhook.environment && *webhook.environment != change.partition.environment()) return false;
  if (!matches_any(endpoint.patterns, change)) return false;
  const Tenants::Tenant* tenant = tenants_.of(change.partition);
  if (tenant == nullptr) return false;
  return webhook.only_tenant.empty() ? tenant->is_under(webhook.organization) : tenant->id == webhook.only_tenant;
}

Result<bool> Dispatcher::add_event(Endpoint& endpoint, const store::Change& change) {
  if (!is_meant(endpoint, change)) return false;
  Delivery delivery;
  delivery.webhook = endpoint.webhook.id;
  delivery.place = place_of(change.header.position);
  if (endpoint.queue.holds(delivery.place)) return false;
  if (delivery.place <= endpoint.rows_to) {
    OSLER_TRY(const auto row, store_.row(store::Partition::system(), kDeliveryTable, key_of(delivery)));
    if (row) return false;
  }
  delivery.id = webhooks_.ids().make(change.header.position);
  delivery.event = event_name(webhooks_.names(), change);
  delivery.resource = std::to_string(change.partition.number()) + "/" + webhooks_.names().shown_id(change.key.type, change.key.id);
  delivery.body = event_json(webhooks_.names(), webhooks_.ids(), tenants_.of(change.partition)->id, change);
  delivery.created_ms = change.header.time_ms;
  endpoint.fresh.emplace(delivery.place, change.header.position);
  endpoint.queue.add(std::move(delivery));
  return true;
}

/// Endpoints that do not answer get one attempt at a time, and all of them together a part of the threads: whoever
/// answers finds one free.
void Dispatcher::hand_out() {
  const WebhookSettings& settings = webhooks_.settings();
  const std::int64_t now_ms = clock_.now_ms();
  std::size_t silent = 0;
  for (const auto& [id, endpoint] : endpoints_) {
    const std::lock_guard lock(endpoint->mutex);
    if (endpoint->answers == false) silent += endpoint->queue.taken();
  }
  for (const auto& [id, endpoint] : endpoints_) {
    const std::lock_guard lock(endpoint->mutex);
    if (!endpoint->webhook.active) continue;
    const bool is_silent = endpoint->answers == false;
    const std::size_t at_once = endpoint->answers == true ? settings.parallel_max : 1;
    while (endpoint->queue.taken() < at_once) {
      if (is_silent && silent * kSilentShare >= settings.workers_max * (kSilentShare - 1)) break;
      std::optional<Delivery> due = endpoint->queue.take(now_ms);
      if (!due) break;
      if (is_silent) ++silent;
      workers_.add([this, held = endpoint, delivery = *std::move(due)] { attempt(held, delivery); });
    }
  }
}

/// Endpoints that nothing happens to must not read old parts of the feed again after a restart.
void Dispatcher::save_cursors() {
  save_at_ms_ = clock_.steady_ms() + kSaveEveryMs;
  std::vector<store::RowChange> rows;
  for (const auto& [id, endpoint] : endpoints_) {
    const std::lock_guard lock(endpoint->mutex);
    const store::Position safe = endpoint->safe_cursor();
    if (safe <= endpoint->saved) continue;
    endpoint->saved = safe;
    rows.push_back(cursor_row(id, safe));
  }
  if (rows.empty()) return;
  BlockingLoop loop;
  // A cursor that could not be saved is saved with the next attempt or round.
  static_cast<void>(loop.run(access::commit_rows(store_, std::move(rows), nullptr, loop)));
}

/// Forgets the oldest deliveries that are over, beyond `kept_max`, with their attempts. Whether more can be forgotten at
/// once.
bool Dispatcher::tidy() {
  bool more = false;
  for (const auto& [id, endpoint] : endpoints_) more = tidy(*endpoint) || more;
  return more;
}

bool Dispatcher::tidy(Endpoint& endpoint) {
  const std::uint32_t kept_max = webhooks_.settings().kept_max;
  std::string webhook;
  std::uint64_t surplus = 0;
  store::Position safe;
  {
    const std::lock_guard lock(endpoint.mutex);
    const bool is_due = endpoint.kept > kept_max && (endpoint.kept - kept_max >= kTidyEvery || kept_max < kTidyEvery);
    if (!is_due || endpoint.is_removed) return false;
    surplus = std::min(endpoint.kept - kept_max, kTidiedAtOnce);
    webhook = endpoint.webhook.id;
    safe = endpoint.safe_cursor();
  }
  // Above the cursor a row is what says that an event was dealt with; up to it the feed is not read again. Both in one
  // commit, so that what is forgotten is not sent again.
  std::vector<store::RowChange> rows = {cursor_row(webhook, safe)};
  std::uint64_t erased = 0;
  const Status walked = visit_rows(store_, kDeliveryTable, webhook + "/", [&](const store::Row& row) -> Result<bool> {
    OSLER_TRY(const Delivery delivery, decode_delivery(row.key, row.bytes));
    if (erased == surplus || delivery.place > place_of(safe) + "~") return false;
    if (delivery.status == DeliveryStatus::kPending) return true;
    rows.push_back({std::string(kDeliveryTable), row.key, std::nullopt, std::nullopt});
    for (Attempt attempt; attempt.number < delivery.attempts;) {
      ++attempt.number;
      rows.push_back(row_for(delivery, attempt));
      rows.back().bytes.reset();
    }
    ++erased;
    return true;
  });
  if (!walked.ok() || erased == 0) return false;
  BlockingLoop loop;
  if (!loop.run(access::commit_rows(store_, std::move(rows), nullptr, loop)).ok()) return false;
  const std::lock_guard lock(endpoint.mutex);
  endpoint.kept -= erased;
  endpoint.saved = std::max(endpoint.saved, safe);
  return true;
}

}  // namespace osler::events
