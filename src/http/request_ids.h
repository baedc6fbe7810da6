#pragma once
// Makes request ids that nobody can guess, without asking the kernel for each.

#include <array>
#include <cstddef>
#include <mutex>
#include <string>

#include "base/rng.h"

namespace osler::http {

/// Hands out random bytes by the block to many threads; the generator itself is called by one thread at a time.
class RandomBlocks {
 public:
  static constexpr std::size_t kBytes = 3072;
  using Block = std::array<std::byte, kBytes>;

  explicit RandomBlocks(Rng& rng) : rng_(rng) {}
  void fill(Block& block) {
    const std::lock_guard lock(mutex_);
    rng_.fill(block);
  }

 private:
  std::mutex mutex_;
  Rng& rng_;
};

/// One thread's source of ids.
class RequestIds {
 public:
  explicit RequestIds(RandomBlocks& blocks) : blocks_(blocks) {}
  /// "req_" and 24 hexadecimal digits: 96 random bits, used once.
  std::string next();

 private:
  RandomBlocks& blocks_;
  RandomBlocks::Block block_{};
  std::size_t used_ = RandomBlocks::kBytes;
};

}  // namespace osler::http
