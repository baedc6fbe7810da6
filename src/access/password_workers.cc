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
      : cost(given_cost), rng(given_rng), limits(given_limits), nobodys_hash(unmatched_hash(given_cost, given_rng)) {
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
  std::string nobodys_hash;  ///< What an unknown account's password is compared with.
  std::mutex mutex;
  std::condition_variable wake;
  std::deque<std::function<void()>> waiting;
  bool stopping = false;
  std::vector<std::thread> threads;
};

/// Runs `job` on a worker and continues on the loop; answers false, at once, if the queue is full. Awaited as a named
/// object: g++ 12 destroys a temporary awaiter with members of its own twice.
class PasswordWorkers::OnWorker {
 public:
  OnWorker(Impl& impl, std::function<void()> job, Loop& loop) : impl_(impl), job_(std::move(job)), loop_(loop) {}

  bool await_ready() const { return false; }
  bool await_suspend(std::coroutine_handle<> handle) {
    // Once queued, the coroutine may go on, and this object end, before enqueue() returns: touch nothing after that.
    const bool accepted = impl_.enqueue([job = job_, loop = &loop_, handle] {
      job();
      loop->post(handle);
    });
    if (accepted) return true;
    queued_ = false;
    return false;
  }
  bool await_resume() const { return queued_; }

 private:
  Impl& impl_;
  std::function<void()> job_;
  Loop& loop_;
  bool queued_ = true;
};

namespace {

Error too_many_waiting() { return unavailable("too many sign-ins at once; try again in a second"); }

}  // namespace

PasswordWorkers::PasswordWorkers(const PasswordCost& cost, Rng& rng, PasswordWorkerLimits limits)
    : impl_(std::make_unique<Impl>(cost, rng, limits)) {}

PasswordWorkers::~PasswordWorkers() = default;

Task<Result<std::string>> PasswordWorkers::hash(std::string password, Loop& loop) {
  Result<std::string> stored = internal_error("no password was hashed");
  OnWorker on_worker(
      *impl_, [&] { stored = hash_password(password, impl_->cost, impl_->rng); }, loop);
  const bool done = co_await on_worker;
  OPENSSL_cleanse(password.data(), password.size());
  if (!done) co_return too_many_waiting();
  co_return stored;
}

Task<Result<bool>> PasswordWorkers::matches(std::string password, std::string stored, Loop& loop) {
  const bool is_known = !stored.empty();
  if (!is_known) stored = impl_->nobodys_hash;
  bool equal = false;
  OnWorker on_worker(
      *impl_, [&] { equal = matches_password(password, stored); }, loop);
  const bool done = co_await on_worker;
  OPENSSL_cleanse(password.data(), password.size());
  if (!done) co_return too_many_waiting();
  const bool is_right = equal && is_known;
  co_return is_right;
}

}  // namespace osler::access
