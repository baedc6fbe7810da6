#pragma once
// Looks at a store's own texts once there are some thousand, and whenever they are eight times as many, and makes a
// dictionary of them if that packs better than the present one. On a thread of its own, beside everything else.

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "store/rocks/compression.h"
#include "store/rocks/database.h"
#include "store/rocks/records.h"

namespace osler::store::rocks {

class DictionaryTrainer {
 public:
  /// `first_at`: at how many versions it looks first; 0: never. `newest`: the newest position now; what was passed before
  /// is not looked at again. References must outlive it.
  DictionaryTrainer(Database& database, Compressor& compressor, const Published& published, std::uint64_t first_at,
                    std::uint64_t newest);
  /// Waits until a look under way is given up.
  ~DictionaryTrainer();
  DictionaryTrainer(const DictionaryTrainer&) = delete;
  DictionaryTrainer& operator=(const DictionaryTrainer&) = delete;

  /// Positions up to `newest` can be read. One thread; returns at once.
  void grew(std::uint64_t newest);
  /// Until no look is under way. Not beside grew().
  void wait();

 private:
  void train(std::uint64_t newest);
  std::vector<std::string> sample(std::uint64_t newest) const;
  void take(const std::string& dictionary);

  Database& database_;
  Compressor& compressor_;
  RecordCache no_cache_{0};
  Records records_;
  std::uint64_t next_at_;
  std::atomic<bool> is_training_ = false;
  std::atomic<bool> is_stopped_ = false;
  std::thread thread_;
};

}  // namespace osler::store::rocks
