#pragma once
// Content made from sources: what they hold as text is parsed and compiled when it is first asked for, and kept until the
// source says that something changed.

#include <memory>
#include <string>
#include <vector>

#include "fhir/model/definitions.h"
#include "fhir/terms/content.h"
#include "fhir/terms/source.h"
#include "json/limits.h"

namespace osler::fhir::terms {

struct LibraryLimits {
  std::size_t urls_max = 10'000;  ///< Names remembered, known and unknown together; beyond, all are forgotten.
  json::Limits json = {};
};

/// Any thread.
class Library final : public Content {
 public:
  /// Versions of one URL may stand in different sources, and in the library `below` (what is shared by all; may be null);
  /// of equal versions the one that stands first counts. All references must outlive the library.
  Library(const Definitions& definitions, std::vector<const Source*> sources, const Library* below = nullptr,
          LibraryLimits limits = {});
  ~Library() override;

  Result<CodeSystemPtr> code_system(std::string_view url, std::string_view version) const override;
  Result<ValueSetPtr> value_set(std::string_view url, std::string_view version) const override;
  Result<ConceptMapPtr> concept_map(std::string_view url, std::string_view version) const override;
  Result<std::vector<ConceptMapPtr>> concept_maps() const override;

  /// A conformance resource as a tree, for those who compile it themselves. Null: not loaded.
  Result<std::shared_ptr<const json::Tree>> document(ResourceKind kind, std::string_view url, std::string_view version) const;
  /// Changes when any source's does.
  std::uint64_t epoch() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace osler::fhir::terms
