#include "base/background.h"

#include <sys/resource.h>
#include <unistd.h>

#include <optional>

#include "base/thread_name.h"

namespace osler {
namespace {

constexpr int kNiceness = 5;

}  // namespace

Background::~Background() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Task<Status> Background::run(std::function<void()> work, Loop& loop) {
  struct Awaiter {
    Background& background;
    std::function<void()>& work;
    Loop& loop;
    bool accepted = false;
    bool await_ready() const noexcept { return false; }
    // From the moment it is submitted the coroutine may go on elsewhere: nothing of it is touched after that.
    bool await_suspend(std::coroutine_handle<> handle) {
      accepted = true;
      if (background.submit({std::move(work), &loop, handle})) return true;
      accepted = false;
      return false;
    }
    bool await_resume() const noexcept { return accepted; }
  };
  const bool accepted = co_await Awaiter{*this, work, loop};
  if (!accepted) co_return unavailable("other large requests are being worked on: try again");
  co_return Status();
}

bool Background::submit(Job job) {
  const std::lock_guard lock(mutex_);
  if (closing_ || jobs_.size() > waiting_max_) return false;
  jobs_.push_back(std::move(job));
  if (!thread_.joinable()) thread_ = std::thread([this] { serve(); });
  wake_.notify_one();
  return true;
}

void Background::serve() {
  name_this_thread("background");
  // Of this thread alone, on Linux. Not being allowed to is no harm.
  static_cast<void>(::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNiceness));
  while (true) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return closing_ || !jobs_.empty(); });
      if (closing_) return;
      job = std::move(jobs_.front());
    }
    job.work();
    {
      const std::lock_guard lock(mutex_);
      jobs_.pop_front();
    }
    job.loop->post(job.waiting);
  }
}

}  // namespace osler
