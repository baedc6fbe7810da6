#pragma once
// Ids of new resources: 24 lower-case hex characters that sort by time of creation and say where the record lives.

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/rng.h"

namespace osler::engine {

/// The shard bucket that an id's text stands for, whoever chose it. `domain` keeps foreign ids of different tenants and
/// types apart; it does not matter for ids we made.
std::uint16_t bucket_of(std::string_view id, std::string_view domain);

/// Makes ids: 12 hex of Unix milliseconds (never back within one process), 4 of the bucket, 8 of a counter that runs
/// through a keyed permutation, so that it is unique in the process and tells nothing. Any thread.
class IdMaker {
 public:
  IdMaker(Clock& clock, Rng& rng);
  std::string make(std::uint16_t bucket);
  /// With a random bucket.
  std::string make();

 private:
  std::uint32_t permuted(std::uint32_t counter) const;
  Clock& clock_;
  std::uint64_t key_;
  std::atomic<std::uint64_t> counter_;
  std::atomic<std::int64_t> last_ms_{0};
};

}  // namespace osler::engine
