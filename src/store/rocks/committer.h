#pragma once
// The one thread that decides and writes. Takes all write sets that wait, judges them in order, writes them with one
// sync, shows them to readers and answers. No timer: whoever comes while it syncs, or in the same turn of an event loop, is
// in the next batch.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/processors.h"
#include "store/rocks/audit_ledger.h"
#include "store/rocks/dictionary_trainer.h"
#include "store/rocks/judge.h"
#include "store/rocks/purge.h"
#include "store/rocks/reservation.h"
#include "store/rocks/settling.h"
#include "store/rocks/staged_run.h"
#include "store/rocks/synced_mark.h"

namespace osler::store::rocks {

struct CommitterOptions {
  std::size_t queue_sets_max = 4'096;         ///< Write sets that may wait.
  std::size_t queue_audits_max = 65'536;      ///< Audit entries of reads that may wait.
  std::chrono::milliseconds audit_sync{100};  ///< How long such an entry may wait for a write to be written with.
  std::size_t settled_at_once_max = 64;       ///< Records of a staged run, whose rows are written between two commits,
  std::chrono::milliseconds settle_pause{1};  ///< so long after the last ones.
  std::function<void()> on_purged = {};       ///< Called once a purge is written, before it is answered.
  /// So many sets are taken before their loops have had their turns. Where loops have processors of their own, they go on
  /// while others are synced; on a single one whatever the committer does, they wait for.
  std::size_t company_max = usable_processors() == 1 ? 64 : 8;
};

class Committer {
 public:
  /// `ground` must be loaded, without a run that is not settled; `database`, `postings`, `recent` and `trainer` are its own. All
  /// must outlive the committer. New positions come after `last_position`, which may be above the newest version.
  Committer(const Ground& ground, Database& database, Published& published, Postings& postings,
            RecentTerms& recent, DictionaryTrainer& trainer, SyncedMark mark, Clock& clock, std::int64_t last_time_ms,
            std::uint64_t last_position, CommitterOptions options);
  /// Writes what waits, then ends.
  ~Committer();

  /// Queues a set, which must live until it is posted to its loop. It is taken once that loop has had its turn, or with what
  /// others wait for. Only on its loop's thread. False: not taken, for the queue is full or closed.
  bool submit(PreparedSet& set);
  /// How many sets were ever submitted; `submitted` if that is no news: then the loop's turn has ended, and what it submitted
  /// is taken.
  std::uint64_t turn_goes_on(Loop& loop, std::uint64_t submitted);
  /// Errors: kUnavailable if the queue is full or closed.
  Status append_audit(Partition partition, std::string_view content);
  /// Returns once all audit entries appended before are written.
  void flush_audit();

  // --- for staged runs, which are committed one after the other; any thread that may wait
  /// Keeps positions for the run, `gap` above the next. Null: another run has some, or is not settled: try again later.
  /// Errors: kUnavailable (closed).
  Result<std::shared_ptr<Reservation>> reserve(const StagedRun& run, std::uint64_t gap);
  /// The run comes to nothing, or its files do.
  void release(const std::shared_ptr<Reservation>& reservation);
  /// Returns once `current` and `history` have everything up to the newest version, which is the answer.
  std::uint64_t settle();

 private:
  /// Entries that belong to no write, in one piece of memory: whoever appends one holds the lock for a copy.
  struct Audits {
    struct Entry {
      Partition partition;
      std::uint32_t bytes;
    };
    std::vector<Entry> entries;
    std::string contents;

    bool empty() const { return entries.empty(); }
    /// Keeps memory for as many as are usual.
    void clear() {
      entries.clear();
      contents.clear();
      if (contents.capacity() > kContentsKeptMax) contents = {};
    }
    static constexpr std::size_t kContentsKeptMax = 256 << 10;
  };
  /// Something to do between two batches, for a thread that waits.
  struct Errand {
    const std::function<void()>& run;
    bool done = false;
  };
  struct Work {
    std::vector<PreparedSet*> sets;
    Audits audits;
    std::vector<Errand*> errands;
  };
  /// A version about to be published.
  struct NewVersion {
    Scope scope;
    std::uint64_t position;
    std::uint64_t previous;  ///< 0: none.
    std::uint64_t first;
    Action action;
    bool was_live;
  };

  void run();
  bool take(Work& work);
  void do_errands(std::vector<Errand*>& errands);
  bool do_between(const std::function<void()>& errand);
  void process(Work& work);
  void process_set(PreparedSet& set);
  void collect_audits(const Audits& audits);
  Status check_room(const Work& work);
  Result<Verdict> judge_and_collect(PreparedSet& set);
  Result<Outcome> collect(PreparedSet& set, const Permitted& permitted);
  /// The record that a new version is of, what it replaces, and the values it comes with; null for a deletion.
  struct Replaced {
    const RecordKey& key;
    const std::string& current_key;
    const std::optional<CurrentState>& before;
    const std::vector<IndexEntry>* entries;
  };
  void collect_version(const PreparedSet& set, const Replaced& replaced, const VersionHeader& header,
                       const Content& content);
  void collect_rows(const std::vector<LookedUpRow>& rows, const std::vector<RowChange>& changes,
                    const std::vector<std::uint64_t>& revisions);
  void collect_terms();
  void finish();
  void publish();
  void answer();

  // committer_runs.cc
  void process_run(PreparedSet& set);
  Status collect_run(PreparedSet& set, const Permitted& permitted);
  void publish_run(const PreparedSet& set);
  std::uint64_t room_for(std::size_t versions);
  void give_up();
  bool settle_some();
  Status settle_purged(const PreparedSet& set);

  Database& database_;
  Published& published_;
  Postings& postings_;
  RecentTerms& recent_;
  DictionaryTrainer& trainer_;
  SyncedMark mark_;
  Clock& clock_;
  const CommitterOptions options_;

  // The committer thread's own.
  Judge judge_;
  AuditLedger ledger_;
  Batch batch_;
  CollectedPurges purges_;
  bool erases_ = false;  ///< The batch has something else that must not wait for the next purge to be erased.
  BatchNumber batch_number_ = 1;  ///< Of what is being collected.
  std::uint64_t newest_;          ///< Of the versions given last, published or not.
  std::uint64_t last_position_;   ///< Given last; above newest_ if a run had it and was given up.
  std::int64_t time_ms_;          ///< Given last.
  std::vector<NewVersion> new_versions_;
  std::vector<Delta::NewTerm> new_terms_;
  std::vector<RecentTerms::Version> new_recent_;  ///< They hold the bytes of the new terms.
  std::size_t term_bytes_ = 0;
  std::vector<PreparedSet*> judged_;  ///< To be answered once the batch is written.
  std::shared_ptr<Reservation> reserved_;  ///< Of the run that is on its way.
  const PreparedSet* run_ = nullptr;       ///< Whose run the batch commits.
  std::unique_ptr<Settling> settling_;     ///< Of the run committed last, until it is settled.
  std::chrono::steady_clock::time_point settle_at_;
  std::string frame_;                 ///< Memory used again.

  std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable audits_written_;
  std::vector<PreparedSet*> sets_;
  std::vector<const Loop*> turns_;  ///< Loops whose turns have not ended since they submitted something.
  std::uint64_t submitted_ = 0;
  bool is_due_ = false;             ///< The sets are to be taken.
  Audits audits_;
  std::vector<Errand*> errands_;
  std::condition_variable errands_done_;
  std::chrono::steady_clock::time_point audits_since_;
  std::uint64_t audits_appended_ = 0;
  std::uint64_t audits_done_ = 0;
  bool flush_asked_ = false;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace osler::store::rocks
