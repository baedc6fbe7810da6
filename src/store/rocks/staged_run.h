#pragma once
// A stage of this store: texts compressed and terms sorted as they come, outside of memory; then written as files that
// the database takes over as they are, once it is known at which positions. See docs/adr/0057.

#include <memory>
#include <vector>

#include "store/rocks/compression.h"
#include "store/rocks/ground.h"
#include "store/rocks/run_keys.h"
#include "store/rocks/scratch_file.h"
#include "store/rocks/term_spool.h"
#include "store/stage.h"

namespace osler::store::rocks {

class StagedRun final : public Stage {
 public:
  /// Both must outlive it. Errors: kUnavailable.
  static Result<std::shared_ptr<StagedRun>> make(const Ground& ground, const Compressor& compressor,
                                                 Partition partition);

  Result<Version> put(Put put) override;
  Result<Version> remove(Remove remove) override;
  std::size_t size() const override { return keys_->size() + left_.size(); }

  Partition partition() const { return partition_; }
  /// What it writes; what it leaves as it is (removals of what is not live) is not in it.
  const std::shared_ptr<const RunKeys>& keys() const { return sealed_; }
  /// It will take about so much on disk.
  std::uint64_t bytes() const { return contents_.end(); }

  /// Nothing is added any more. Errors: those of a put or remove that failed; kStorageFull, kUnavailable.
  Status seal();
  /// Looks everything up anew. The outcome if a record is no longer what it was when it was staged. Errors: kInternal
  /// (damaged).
  Result<std::optional<Outcome>> look_again() const;
  /// The outcome if the record of this key is now so, and the run has it.
  std::optional<Outcome> fallen(std::string_view current_key, const std::optional<CurrentState>& now) const;
  /// Nothing: the run does not have the record. Else whether it will be live.
  std::optional<bool> will_be_live(std::string_view current_key) const;
  /// All of the run's versions as they will stand from position `base` on. Errors: kStorageFull, kUnavailable.
  Result<std::vector<SortedFile>> files(std::uint64_t base, const Origin& origin) const;

 private:
  StagedRun(const Ground& ground, const Compressor& compressor, Partition partition, ScratchFile contents);
  Result<Version> add(const RecordKey& key, const Expect& expect, bool deletes);
  Status append_content(const Content& content, std::uint32_t splice_at);
  Result<Version> kept(Result<Version> added);
  Status write_frames(std::uint64_t base, const Origin& origin, SortedFile& file) const;
  Status write_lists(std::uint64_t base, std::vector<SortedFile>& files) const;
  Status write_postings(std::uint64_t base, SortedFile& file) const;

  const Ground& ground_;
  const Compressor& compressor_;
  const Partition partition_;
  std::shared_ptr<RunKeys> keys_ = std::make_shared<RunKeys>();
  std::shared_ptr<const RunKeys> sealed_ = keys_;
  RunKeys left_;          ///< Removals of what is not live.
  ScratchFile contents_;  ///< Of each version of the run: splice, dictionary, text bytes, CRC, bytes (4 each), content.
  TermSpool terms_;
  Status broken_;
};

}  // namespace osler::store::rocks
