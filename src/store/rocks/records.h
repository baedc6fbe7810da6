#pragma once
// Versions read back from disk: by record or by position.

#include <optional>

#include "store/extractor.h"
#include "store/rocks/compression.h"
#include "store/rocks/database.h"
#include "store/rocks/keys.h"

namespace osler::store::rocks {

/// A version's id and index entries, extracted again. A deletion has no entries.
struct Values {
  std::string id;
  std::vector<IndexEntry> entries;
};

/// Any thread. Errors everywhere: kInternal, naming the position, if what is there is damaged.
class Records {
 public:
  Records(const Database& database, const Compressor& compressor) : database_(database), compressor_(compressor) {}

  /// The newest version's place; nothing if there never was one.
  Result<std::optional<CurrentState>> state(Partition partition, const RecordKey& key) const;
  Result<std::optional<CurrentState>> state(std::string_view current_key) const;
  /// The place of a version; nothing if it is not there.
  Result<std::optional<Position>> place(Partition partition, const RecordKey& key, Version version) const;

  /// The version at a position that something else names: it must be there.
  Result<FrameHeader> header(Position position) const;
  Result<Record> record(Position position) const;
  Result<Values> values(Position position, const Extractor& extractor) const;
  /// Replaces `out` by the folded text of a live version's field.
  Status folded_text(Position position, ParameterId field, const Extractor& extractor, std::string& out) const;

 private:
  Result<Frame> frame(Position position, std::string& bytes, FrameCheck check) const;

  const Database& database_;
  const Compressor& compressor_;
};

}  // namespace osler::store::rocks
