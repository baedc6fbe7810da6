#pragma once
// Sends batches side by side, each as if those before it had been stored first.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "cli/fhir_target.h"
#include "cli/import_batch.h"

namespace osler::cli {

/// What became of an import, lane by lane or in all.
struct ImportCounts {
  struct Failure {
    std::string file;
    std::size_t line = 0;  ///< 0: the file as a whole.
    std::string message;
  };
  static constexpr std::size_t kFailuresMax = 1'000;

  std::size_t resources = 0;
  std::size_t failed = 0;
  std::vector<Failure> failures;  ///< The first kFailuresMax.

  void fail(const std::filesystem::path& file, std::size_t line, std::size_t count, std::string message);
};

class ImportLanes {
 public:
  /// Lanes are given targets of their own, made by `target`, which must outlive this.
  explicit ImportLanes(FhirTarget& target);
  ~ImportLanes();

  /// Queues; waits while much is queued.
  void put(ImportBatch batch);
  void fail(const std::filesystem::path& file, std::size_t line, std::string message);
  /// Waits until everything is sent. Failures are in the order of the batches.
  ImportCounts finish();
  /// So far.
  std::size_t resources() const;

 private:
  struct Queued {
    std::uint64_t number;
    ImportBatch batch;
  };
  void run(FhirTarget& target);
  bool take(Queued& next);
  void end(const Queued& done, ImportCounts counts);
  bool may_begin(const Queued& next) const;
  void wait_for_those_before(std::uint64_t number);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Queued> queue_;
  std::vector<const Queued*> under_way_;
  std::vector<std::pair<std::uint64_t, ImportCounts>> ended_;
  std::size_t resources_ = 0;
  std::uint64_t next_number_ = 0;
  bool is_complete_ = false;
  std::vector<std::unique_ptr<FhirTarget>> targets_;
  std::vector<std::thread> threads_;
};

}  // namespace osler::cli
