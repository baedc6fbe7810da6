#pragma once
// Versions read back from disk, or from what was read lately: by record or by position.

#include <optional>
#include <vector>

#include "store/extractor.h"
#include "store/rocks/compression.h"
#include "store/rocks/database.h"
#include "store/rocks/keys.h"
#include "store/rocks/positions.h"
#include "store/rocks/record_cache.h"
#include "store/rocks/published.h"

namespace osler::store::rocks {

struct PurgedVersion;

/// A version's id and index entries, extracted again. A deletion has no entries.
struct Values {
  std::string id;
  std::vector<IndexEntry> entries;
};

/// Any thread. Errors everywhere: kInternal, naming the position, if what is there is damaged.
class Records {
 public:
  /// All arguments must outlive it.
  Records(const Database& database, const Compressor& compressor, const Published& published, const RecordCache& cache)
      : database_(database), compressor_(compressor), timeline_(published.timeline), runs_(published.runs), cache_(cache) {}

  /// Where the newest version is, which may be a deletion; nothing if there never was one.
  Result<std::optional<Position>> newest(Partition partition, const RecordKey& key) const;
  /// The newest version of which nothing but `position` and `action` need be right; nothing if there never was one.
  Result<std::optional<CurrentState>> liveness(std::string_view current_key) const;
  /// What a decision about the record needs, as the disk or a run that is not settled has it.
  Result<std::optional<CurrentState>> state(Partition partition, const RecordKey& key) const;
  Result<std::optional<CurrentState>> state(std::string_view current_key) const;
  /// The place of a version; nothing if it is not there.
  Result<std::optional<Position>> place(Partition partition, const RecordKey& key, Version version) const;

  /// The committed run whose records `current` and `history` may lack; null: none. To be asked before the disk is.
  std::shared_ptr<const UnsettledRun> unsettled() const { return runs_.unsettled(); }
  /// The position itself, or the first after those without a version among which it is.
  std::uint64_t past_hole(std::uint64_t position) const { return runs_.past_hole(position); }

  /// The version at a position that something else names: it must be there.
  Result<FrameHeader> header(Position position) const;
  Result<Record> record(Position position) const;
  /// The same for many, in the order given; without those that were purged meanwhile.
  Result<std::vector<Record>> page(const Positions& positions) const;
  Result<Values> values(Position position, const Extractor& extractor) const;
  /// Of the version whose frame was read already.
  Result<Values> values(Position position, std::string_view frame_bytes, const Extractor& extractor) const;
  /// And the resources contained in it, into `out`.
  Result<Values> values_with_contained(Position position, const Extractor& extractor, std::vector<Contained>& out) const;
  /// Replaces `out` by the folded text of a live version's field.
  Status folded_text(Position position, ParameterId field, const Extractor& extractor, std::string& out) const;

  /// What was purged is not to be read again.
  void forget(std::string_view current_key, const std::vector<PurgedVersion>& versions) const;

 private:
  std::uint64_t some_version(std::string_view current_key) const;
  void keep(std::uint64_t position, std::string_view frame) const;
  Result<Frame> frame(Position position, std::string& bytes, FrameCheck check) const;
  Result<Frame> read(std::string_view bytes, Position position, FrameCheck check) const;
  Result<Record> unpacked(Frame frame) const;
  Result<Values> extracted(Frame frame, const Extractor& extractor) const;

  const Database& database_;
  const Compressor& compressor_;
  const Timeline& timeline_;
  const Runs& runs_;
  const RecordCache& cache_;
};

}  // namespace osler::store::rocks
