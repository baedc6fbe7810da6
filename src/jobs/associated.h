#pragma once
// Which Provenance comes along with an export: that of the resources which are exported.
// Spec: FHIR Bulk Data Access 2, Export, `includeAssociatedData`.

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "jobs/bulk.h"

namespace osler::jobs {

class AssociatedProvenance {
 public:
  /// What of a type is exported. Errors pass through.
  using WantedOf = std::function<Result<store::Expr>(TypeId type)>;

  /// `types` are those that are exported, Provenance not among them. References must outlive it.
  AssociatedProvenance(const engine::Engine& engine, engine::Session& session, Associated which, std::vector<TypeId> types, WantedOf wanted_of);

  /// Of one page of Provenance: those that are about something exported and, with Associated::kLatest, the latest recorded about one
  /// such thing. Errors: those of searching.
  Result<std::vector<engine::Resource>> of_exported(std::vector<engine::Resource> page);

 private:
  std::vector<store::RecordKey> targets_of(const engine::Resource& provenance) const;
  Result<std::set<store::RecordKey>> exported_among(const std::map<TypeId, std::set<std::string>>& targets);
  Result<bool> is_latest_about(const store::RecordKey& target, const std::string& provenance);

  const engine::Engine& engine_;
  engine::Session& session_;
  Associated which_;
  std::vector<TypeId> types_;
  WantedOf wanted_of_;
  std::map<TypeId, store::Expr> wanted_ = {};
};

/// "Provenance".
TypeId provenance_type(const fhir::Definitions& definitions);

}  // namespace osler::jobs
