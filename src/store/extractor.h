#pragma once
// How the store gets a version's index entries again, without knowing FHIR: at recovery, re-index, sorting of small
// results and verification. fhir/search implements it, src/server wires it. Never called inside a commit.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/partition.h"
#include "store/query.h"

namespace osler::store {

/// Hash of what decides a parameter's entries: expression, type and the version of the extraction rules.
using ParameterEpoch = std::uint64_t;

/// A resource inside another, with entries of its own.
struct Contained {
  TypeId type = TypeId::kNone;
  std::string id;
  std::vector<IndexEntry> entries;
};

/// A pure function: same text and same epoch, same entries. Any thread.
class Extractor {
 public:
  virtual ~Extractor() = default;
  /// Appends the entries of a stored text. Errors: kInternal if the text is not what was stored.
  virtual Status extract(Partition partition, TypeId type, std::string_view text, std::vector<IndexEntry>& out) const = 0;
  /// Replaces `out` by the text that Mentions of `field` looks through: folded words separated by single spaces; empty for a field that has
  /// no such text. Errors: as extract().
  virtual Status folded_text(Partition partition, TypeId type, std::string_view text, ParameterId field,
                             std::string& out) const = 0;
  /// Replaces `out` by the resources contained in a stored text, in their order, for Holds. Errors: as extract().
  virtual Status contained(Partition partition, TypeId type, std::string_view text, std::vector<Contained>& out) const = 0;
  /// Another number than the one whose entries are stored: all are made anew when the index is opened.
  virtual std::uint64_t rules() const { return 1; }
  virtual ParameterEpoch epoch(Partition partition, ParameterId parameter) const = 0;
  /// Whether the index must have exactly the parameter's entries. It may have fewer while they are being added to versions
  /// written before (Store::index_again), and left-over ones of a parameter that is no more.
  virtual bool is_complete(Partition partition, ParameterId parameter) const = 0;
};

}  // namespace osler::store
