#pragma once
// What a server does by itself, now and then: forgets expired Idempotency-Keys, and writes down what is only counted in
// memory (usage of plans, when keys were last used).

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

#include "base/loop.h"
#include "server/rooms.h"

namespace osler::server {

class Housekeeper {
 public:
  /// Starts a thread that tidies every kTidyEveryS. `save` writes what the doors count. References must outlive this.
  Housekeeper(Rooms& rooms, std::int64_t idempotency_kept_ms, std::function<Task<Status>(Loop&)> save);
  /// Tidies once more, and ends the thread.
  ~Housekeeper();

  static constexpr int kTidyEveryS = 10;

 private:
  void run();
  void tidy(BlockingLoop& loop);
  void forget_keys(store::Partition partition, BlockingLoop& loop);

  Rooms& rooms_;
  std::int64_t idempotency_kept_ms_;
  std::function<Task<Status>(Loop&)> save_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace osler::server
