#pragma once
// A resource's index entries: every search parameter of its type, evaluated over the parsed tree.

#include <memory>
#include <vector>

#include "fhir/model/definitions.h"
#include "fhir/search/parameter_rooms.h"
#include "json/tree.h"
#include "store/extractor.h"

namespace osler::fhir {

/// Compiles the expressions of all search parameters once; immutable afterwards; any thread.
/// Facets (":text" of codes, ":identifier" of references, ":of-type" of identifiers) are entries under parameter numbers
/// of their own: facet(parameter, kind). References that no parameter has are entries too (referring.h).
class ResourceExtractor final : public store::Extractor {
 public:
  /// Errors: kInternal if an expression does not compile, naming the parameter.
  static Result<std::unique_ptr<ResourceExtractor>> create(const Definitions& definitions);
  ~ResourceExtractor() override;

  /// The partitions' own parameters: attach them to a store before its index is opened.
  ParameterRooms& parameters() const;

  /// Appends the entries of R4's parameters in a live tree, in parameter order, without duplicates.
  /// Never fails: what does not fit its type gives no entry. _id and _lastUpdated have none (the store knows them).
  void extract(TypeId type, json::View resource, std::vector<store::IndexEntry>& out) const;

  /// And the partition's own. Errors: those of ParameterRooms::of() too.
  Status extract(store::Partition partition, TypeId type, std::string_view text,
                 std::vector<store::IndexEntry>& out) const override;
  /// Of `_text` the narrative, of `_content` everything.
  Status folded_text(store::Partition partition, TypeId type, std::string_view text, ParameterId field, std::string& out) const override;
  Status contained(store::Partition partition, TypeId type, std::string_view text, std::vector<store::Contained>& out) const override;
  std::uint64_t rules() const override;
  store::ParameterEpoch epoch(store::Partition partition, ParameterId parameter) const override;
  bool is_complete(store::Partition partition, ParameterId parameter) const override;

 private:
  struct Impl;
  explicit ResourceExtractor(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace osler::fhir
