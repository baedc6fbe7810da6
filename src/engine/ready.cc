#include "engine/ready.h"

#include <algorithm>

namespace osler::engine {
namespace {

using fhir::OwnParameter;
using fhir::OwnParameters;
using fhir::OwnState;

Error changed_meanwhile() {
  const std::string what = "a search parameter was changed or removed meanwhile; send the request again";
  return {ErrorKind::kUnavailable, what, {}, {{Severity::kError, IssueType::kTransient, what, {}, "search-parameter"}}};
}

Error building(const OwnParameter& own, unsigned percent) {
  const std::string what = "the search parameter '" + own.definition.code + "' (" + own.definition.url + ") is being built: " + std::to_string(percent) +
                           " % of what is stored has been indexed; a search by it would be short, please come back later";
  return {ErrorKind::kUnavailable, what, std::string(fhir::kParameterBuilding), {{Severity::kError, IssueType::kTransient, what, {}, "search-parameter"}}};
}

Status check(const Parts& parts, store::Partition partition, const OwnParameters& own, ParameterId id) {
  const OwnParameter* found = own.find(id);
  if (found == nullptr || !found->is_live()) return changed_meanwhile();
  if (found->state == OwnState::kReady) return {};
  return building(*found, parts.extractor.parameters().progress(partition, found->definition.id).percent());
}

/// Whether an include follows a parameter that is being built. Forwards the resources at hand are read anew, and lack nothing.
bool asks_by(const fhir::Include& include, const OwnParameter& own) {
  if (include.parameter != ParameterId::kNone) return include.parameter == own.definition.id;
  if (!include.reverse || own.definition.type != fhir::SearchType::kReference) return false;
  const auto has = [](const std::vector<TypeId>& types, TypeId type) { return std::ranges::find(types, type) != types.end(); };
  const bool from = include.source == TypeId::kNone || has(own.definition.bases, include.source);
  const bool to = include.target == TypeId::kNone || own.definition.targets.empty() || has(own.definition.targets, include.target);
  return from && to;
}

}  // namespace

Status require_ready(const Parts& parts, store::Partition partition, const std::vector<ParameterId>& asked) {
  if (asked.empty()) return {};
  OSLER_TRY(const std::shared_ptr<const OwnParameters> own, parts.extractor.parameters().of(partition));
  for (const ParameterId id : asked) OSLER_RETURN_IF_ERROR(check(parts, partition, *own, id));
  return {};
}

Status require_ready(const Parts& parts, store::Partition partition, const std::vector<fhir::Include>& includes) {
  if (includes.empty()) return {};
  OSLER_TRY(const std::shared_ptr<const OwnParameters> own, parts.extractor.parameters().of(partition));
  for (const fhir::Include& include : includes) {
    const bool is_own = number_of(include.parameter) >= fhir::kAddedParameterMin;
    if (is_own) OSLER_RETURN_IF_ERROR(check(parts, partition, *own, include.parameter));
    for (const ParameterId id : own->building()) {
      if (asks_by(include, *own->find(id))) return check(parts, partition, *own, id);
    }
  }
  return {};
}

Result<std::vector<store::Guard>> parameters_unchanged(const Parts& parts, store::Partition partition, const store::Query& query) {
  std::vector<store::Guard> guards;
  const std::vector<ParameterId> asked = fhir::own_parameters_in(query);
  if (asked.empty()) return guards;
  OSLER_TRY(const std::shared_ptr<const OwnParameters> own, parts.extractor.parameters().of(partition));
  for (const ParameterId id : asked) {
    const OwnParameter* found = own->find(id);
    if (found == nullptr || found->state != OwnState::kReady) return changed_meanwhile();
    guards.push_back(store::RowIs{std::string(fhir::kOwnParameterTable), fhir::own_parameter_key(found->definition.id), found->revision});
  }
  return guards;
}

}  // namespace osler::engine
