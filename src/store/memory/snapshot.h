#pragma once
// The store as it was at one moment, and which of its records meet an expression: the meaning of a query, one node at a
// time, by looking at every record.

#include <vector>

#include "store/extractor.h"
#include "store/matches.h"
#include "store/partition.h"
#include "store/query.h"
#include "store/record.h"

namespace osler::store {

/// A version with everything that came with it.
struct StoredVersion {
  Partition partition;
  Record record;
  std::vector<IndexEntry> entries;
};

/// All versions of all partitions, in order of position.
using Versions = std::vector<StoredVersion>;

class Snapshot {
 public:
  /// One partition as it was at `moment`. `versions` must outlive the snapshot and not change.
  /// Without `extractor` nothing mentions anything.
  Snapshot(const Versions& versions, Partition partition, Position moment, const Extractor* extractor = nullptr);

  /// Live records, of all types, in order of creation.
  const std::vector<const StoredVersion*>& live() const { return live_; }
  bool meets(const StoredVersion& record, const Expr& expr) const;

 private:
  bool meets_all(const StoredVersion& record, const std::vector<Expr>& parts) const;
  bool meets_node(const StoredVersion& record, const All& all) const;
  bool meets_node(const StoredVersion& record, const Any& any) const;
  bool meets_node(const StoredVersion& record, const Not& negated) const;
  bool meets_node(const StoredVersion& record, const Present& present) const;
  bool meets_node(const StoredVersion& record, const Where& where) const;
  bool meets_node(const StoredVersion& record, const Ids& ids) const;
  bool meets_node(const StoredVersion& record, const Updated& updated) const;
  bool meets_node(const StoredVersion& record, const Points& points) const;
  bool meets_node(const StoredVersion& record, const PointedAt& pointed_at) const;
  bool meets_node(const StoredVersion& record, const Within& within) const;
  bool meets_node(const StoredVersion& record, const Mentions& mentioned) const;
  bool meets_node(const StoredVersion& record, const Holds& asked) const;
  bool meets_node(const StoredVersion& record, const IsType& is) const { return record.record.key.type == is.type; }
  std::vector<const StoredVersion*> neighbours(const StoredVersion& record, const Within& within) const;

  const Extractor* extractor_;
  std::vector<const StoredVersion*> live_;
};

/// The records that an authorized query selects, in its order: all of them, pages apart.
std::vector<const StoredVersion*> select(const Snapshot& snapshot, const AuthorizedQuery& query);

}  // namespace osler::store
