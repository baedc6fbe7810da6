#include "access/password_workers.h"

#include <openssl/crypto.h>

#include <condition_variable>
#include <coroutine>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace osler::access {

struct PasswordWorkers::Impl {
  Impl(const PasswordCost& given_cost, Rng& given_rng, PasswordWorkerLimits given_limits)
      : cost(given_cost), rng(given_rng), limits(given_limits) {
    // What an unknown account's password is compared with: nobody knows the text behind it.
    const Result<std::string> hashed = hash_password(rng.hex(32), cost, rng);
    if (hashed.ok()) nobodys_hash = *hashed;
    for (unsigned i = 0; i < limits.threads; ++i) threads.emplace_back([this] { work(); });
  }

  ~Impl() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    wake.notify_all();
    for (std::thread& thread : threads) thread.join();
  }

  bool enqueue(std::function<void()> job) {
    const std::lock_guard lock(mutex);
    if (waiting.size() >= limits.waiting_max) return false;
    waiting.push_back(std::move(job));
    wake.notify_one();
    return true;
  }

  void work() {
    std::unique_lock lock(mutex);
    while (true) {
      wake.wait(lock, [this] { return stopping || !waiting.empty(); });
      if (stopping) return;
      const std::function<void()> job = std::move(waiting.front());
      waiting.pop_front();
      lock.unlock();
      job();
      lock.lock();
    }
  }

  PasswordCost cost;
  Rng& rng;
  PasswordWorkerLimits limits;
  std::string nobodys_hash;
  std::mutex mutex;
  std::condition_variable wake;
  std::deque<std::function<void()>> waiting;
  bool stopping = false;
  std::vector<std::thread> threads;
};

namespace {

/// Runs `job` on a worker and continues on the loop; says at once if the queue is full.
template <class Enqueue>
struct OnWorker {
  Enqueue enqueue;
  std::function<void()> job;
  Loop& loop;
  bool queued = true;

  bool await_ready() const { return false; }
  bool await_suspend(std::coroutine_handle<> handle) {
    // Once queued, the coroutine may go on, and this object end, before enqueue() returns: touch nothing after it.
    const bool accepted = enqueue([work = std::move(job), target = &loop, handle] {
      work();
      target->post(handle);
    });
    if (accepted) return true;
    queued = false;
    return false;
  }
  bool await_resume() const { return queued; }
};

Error too_many_waiting() { return unavailable("too many sign-ins at once; try again in a second"); }

}  // namespace

PasswordWorkers::PasswordWorkers(const PasswordCost& cost, Rng& rng, PasswordWorkerLimits limits)
    : impl_(std::make_unique<Impl>(cost, rng, limits)) {}

PasswordWorkers::~PasswordWorkers() = default;

Task<Result<std::string>> PasswordWorkers::hash(std::string password, Loop& loop) {
  Result<std::string> stored = internal_error("no password was hashed");
  const auto enqueue = [this](std::function<void()> job) { return impl_->enqueue(std::move(job)); };
  const bool done = co_await OnWorker<decltype(enqueue)>{
      enqueue, [&] { stored = hash_password(password, impl_->cost, impl_->rng); }, loop};
  OPENSSL_cleanse(password.data(), password.size());
  if (!done) co_return too_many_waiting();
  co_return stored;
}

Task<Result<bool>> PasswordWorkers::matches(std::string password, std::string stored, Loop& loop) {
  const bool is_known = !stored.empty();
  if (!is_known) stored = impl_->nobodys_hash;
  bool equal = false;
  const auto enqueue = [this](std::function<void()> job) { return impl_->enqueue(std::move(job)); };
  const bool done =
      co_await OnWorker<decltype(enqueue)>{enqueue, [&] { equal = matches_password(password, stored); }, loop};
  OPENSSL_cleanse(password.data(), password.size());
  if (!done) co_return too_many_waiting();
  co_return equal&& is_known;
}

}  // namespace osler::access
