#pragma once
// The index while it grows: what commits bring is kept in memory, and a thread of its own writes it to disk in large
// sorted files, each together with the position up to which the index on disk is complete. See docs/adr/0015.

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "store/rocks/runs.h"
#include "store/rocks/term_walk.h"
#include "store/rocks/terms.h"
#include "store/rocks/timeline.h"

namespace osler::store::rocks {

/// kInCommit: entries go to disk with the commit itself, one by one. Dear; the yardstick for the other.
enum class IndexWriting : std::uint8_t { kInBackground, kInCommit };

struct PostingsOptions {
  IndexWriting writing = IndexWriting::kInBackground;
  std::size_t memory_bytes = std::size_t{64} << 20U;  ///< Half of it is collected while the other half is written.
  const Timeline* timeline = nullptr;  ///< Says what was purged, and is not written. Null: nothing was.
  const Runs* runs = nullptr;          ///< And what was given up. With `timeline`, or null.
};

/// Adds a term's blocks to a file of kPostings. `positions`: at least one, ascending. Errors: kStorageFull, kUnavailable.
Status write_term(SortedFile& file, std::string_view term, const Positions& positions);

class Postings {
 public:
  /// `newest`: of the store as it was opened. Must be followed by start() before anything is written to disk.
  /// Errors: kInternal (damage; an index that is ahead of its records).
  static Result<std::unique_ptr<Postings>> open(Database& database, const PostingsOptions& options,
                                                std::uint64_t newest);
  /// Writes what is in memory. The committer must have ended.
  ~Postings();

  // --- any thread
  Segments segments() const;
  const Database& database() const { return database_; }

  /// Adds entries of versions that were published before, in a file of their own that leaves the watermark where it is. On
  /// disk, and seen by readers who begin now, when it returns. Errors: kStorageFull, kUnavailable.
  Status add_old(const Delta& delta) const;
  /// Changes with each add_old(): what was found under another one may lack some.
  std::uint64_t generation() const { return generation_.load(std::memory_order_acquire); }
  /// Takes over files of a staged run, of whatever families, as Database does: not while blocks are being rewritten.
  Status take_over(std::vector<SortedFile> files) const;
  /// Takes what was purged, and what runs left that came to nothing, out of the entries of one type that are on disk, and
  /// sees to it that nothing purged comes there any more. Until `stopped`. Errors: kInternal (damage), kStorageFull.
  Status erase_purged(const Scope& scope, const std::atomic<bool>& stopped);

  // --- once, when the store was opened
  /// The index on disk has everything up to here.
  std::uint64_t watermark() const { return watermark_; }
  /// What is on disk counts as nothing: once the batch is written, everything is above the watermark.
  void start_over(Batch& batch);
  /// Everything above it, up to here, has to be given to recovered(), oldest first.
  std::uint64_t opened_at() const { return opened_at_; }
  /// Errors: kStorageFull, kUnavailable.
  Status recovered(std::string_view term, std::uint64_t position);
  /// Everything was. Errors: as recovered().
  Status start();

  // --- the committer's thread
  /// Adds the entries of one write to what is written. (kInCommit.)
  void collect(std::string_view term, std::uint64_t position, Batch& batch) const;
  /// All entries up to `newest` are in the batch. (kInCommit.)
  void collected(std::uint64_t newest, Batch& batch) const;
  /// Shows entries to readers. (kInBackground.)
  void add(std::string_view term, std::uint64_t position);
  void add(std::span<const Delta::NewTerm> terms);
  /// All entries up to `newest` are added and published. Waits if too much is in memory and on its way to disk.
  void added(std::uint64_t newest);
  /// Errors: kStorageFull, kUnavailable: memory is full, and cannot be written out.
  Status check_room() const;
  IndexWriting writing() const { return options_.writing; }

 private:
  Postings(Database& database, const PostingsOptions& options, std::uint64_t newest, std::uint64_t watermark);
  bool active_is_full() const;
  void freeze(std::uint64_t until);
  void run();
  Status write(const Delta& delta, std::uint64_t until);
  Result<bool> write_terms(SortedFile& file, const Delta& delta) const;
  bool is_purged(std::uint64_t position) const { return options_.timeline != nullptr && options_.timeline->is_purged(position); }
  bool is_nobodys(std::uint64_t position) const;
  Status erase_purged(const std::vector<std::string>& keys);

  Database& database_;
  const PostingsOptions options_;
  const std::uint64_t opened_at_;
  std::uint64_t watermark_;

  std::shared_ptr<Delta> recovering_;  ///< While the store is opened.
  std::uint64_t recovered_until_ = 0;
  std::shared_ptr<Delta> active_;  ///< The committer adds here.
  std::uint64_t added_until_;      ///< The committer's alone.

  mutable std::mutex files_;  ///< Held while a file is made and taken over, or blocks that are on disk are rewritten.
  mutable std::mutex mutex_;  ///< Held for moments only.
  std::condition_variable changed_;
  Segments segments_;
  std::uint64_t frozen_until_ = 0;
  Status last_write_;
  std::atomic<bool> started_ = false;
  mutable std::atomic<std::uint64_t> generation_ = 0;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace osler::store::rocks
