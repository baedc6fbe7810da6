#include "server/housekeeper.h"

#include <chrono>

#include "base/thread_name.h"
#include "engine/idempotency.h"

namespace osler::server {
namespace {

/// A turn of at most this many commits for each partition leaves room for everybody else's.
constexpr int kSweepsMax = 40;

}  // namespace

Housekeeper::Housekeeper(Rooms& rooms, std::int64_t idempotency_kept_ms, std::function<Task<Status>(Loop&)> save)
    : rooms_(rooms),
      idempotency_kept_ms_(idempotency_kept_ms),
      save_(std::move(save)),
      thread_([this] { run(); }) {}

Housekeeper::~Housekeeper() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Housekeeper::run() {
  name_this_thread("housekeeper");
  BlockingLoop loop;
  bool stopping = false;
  while (!stopping) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, std::chrono::seconds(kTidyEveryS), [this] { return stopping_; });
      stopping = stopping_;
    }
    tidy(loop);
  }
}

// Whatever fails here is tried again at the next turn: nothing that was promised depends on it.
void Housekeeper::tidy(BlockingLoop& loop) {
  static_cast<void>(loop.run(save_(loop)));
  static_cast<void>(loop.run(rooms_.accounts->last_used.save(loop)));
  const Result<std::vector<access::Organization>> organizations = rooms_.accounts->organizations.list();
  if (!organizations.ok()) return;
  for (const access::Organization& organization : *organizations) {
    for (const auto environment : {store::Environment::kTest, store::Environment::kLive}) {
      forget_keys(store::Partition::of(organization.number, environment), loop);
    }
  }
}

void Housekeeper::forget_keys(store::Partition partition, BlockingLoop& loop) {
  for (int i = 0; i < kSweepsMax; ++i) {
    const Result<std::size_t> swept = loop.run(
        engine::sweep_answers(*rooms_.store, partition, rooms_.clock.now_ms(), idempotency_kept_ms_, loop));
    if (!swept.ok() || *swept < engine::kSweptRowsMax) return;
  }
}

}  // namespace osler::server
