#pragma once
// Sends events to webhooks. One thread reads the change feed for all endpoints and decides what is due; attempts run on
// threads of a pool, few for one endpoint, so that a dead one holds up no other.
//
// What makes it "at least once": an endpoint's cursor row never passes an event that has no delivery row yet, and a
// delivery row stays open until an attempt succeeded or the schedule is at its end. The row is written, with the attempt,
// in one commit after it; a crash between attempt and commit repeats the attempt, with the same event id. Cursor rows are
// the reading thread's alone, so that none ever moves back: what lies between cursor and feed is told by its rows.

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/clock.h"
#include "events/delivery_queue.h"
#include "events/tenants.h"
#include "events/webhooks.h"
#include "events/worker_pool.h"

namespace osler::events {

class Dispatcher {
 public:
  /// `clock` decides when what was put off is due. References must outlive this.
  Dispatcher(Webhooks& webhooks, Clock& clock, Rng& rng);
  /// Stops if stop() was not called.
  ~Dispatcher();
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  void start();
  /// Waits for attempts under way (stop the egress first, to end them); what is open is gone on with at the next start.
  /// Idempotent.
  void stop();

 private:
  /// Shared between the reading thread and attempts under way.
  struct Endpoint {
    std::mutex mutex;
    Webhook webhook;
    std::vector<EventPattern> patterns;
    DeliveryQueue queue;
    store::Position read_to;                       ///< Of the feed.
    store::Position saved;                         ///< What the cursor row says; the reading thread's.
    std::map<std::string, store::Position> fresh;  ///< Places in the queue that have no row yet.
    std::string rows_to;      ///< At start there were rows up to this place: look before adding one up to here.
    std::uint64_t kept = 0;   ///< Rows of deliveries that are over, about.
    std::optional<bool> answers;  ///< Whether the last attempt was answered; nothing: none was made yet.
    bool is_removed = false;  ///< What is still under way leaves no more rows.

    /// Up to where every event that matters has a row.
    store::Position safe_cursor() const;
  };
  using Batches = std::map<store::Position, std::vector<store::Change>>;

  void run();
  void reload();
  Status load(Endpoint& endpoint) const;
  Status add_open(Endpoint& endpoint) const;
  bool read_feed();
  bool read_feed_for(Endpoint& endpoint, Batches& batches);
  bool is_meant(const Endpoint& endpoint, const store::Change& change);
  Result<bool> add_event(Endpoint& endpoint, const store::Change& change);
  void hand_out();
  void save_cursors();
  bool tidy();
  bool tidy(Endpoint& endpoint);

  void attempt(const std::shared_ptr<Endpoint>& endpoint, Delivery delivery);
  Attempt send(const Webhook& webhook, const Delivery& delivery, std::int64_t& retry_after_ms, bool& is_final) const;
  void judge(const Webhook& webhook, const Attempt& attempt, std::int64_t retry_after_ms, bool is_final, Delivery& delivery);
  void settle(Endpoint& endpoint, const Delivery& delivery, const Attempt& attempt);
  void wake();

  Webhooks& webhooks_;
  store::Store& store_;
  Clock& clock_;
  Rng& rng_;
  Tenants tenants_;                                            ///< The reading thread's.
  std::map<std::string, std::shared_ptr<Endpoint>> endpoints_; ///< The reading thread's.
  std::int64_t save_at_ms_ = 0;                                ///< The reading thread's; monotonic.
  WorkerPool workers_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  bool reload_asked_ = true;
  bool settled_ = false;
  std::thread thread_;
};

}  // namespace osler::events
