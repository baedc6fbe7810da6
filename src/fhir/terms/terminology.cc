#include "fhir/terms/terminology.h"

#include <set>

#include "fhir/terms/canonical.h"
#include "fhir/terms/expansion.h"
#include "fhir/terms/membership.h"
#include "fhir/terms/requested_content.h"

namespace osler::fhir::terms {

Result<std::vector<Code>> Terminology::expand(std::string_view value_set) const {
  const Canonical canonical = split_canonical(value_set);
  OSLER_TRY(const ValueSetPtr set, require_loaded(content_.value_set(canonical.url, canonical.version), "value set", value_set));
  ExpansionRequest request;
  request.members_max = codes_max_;
  OSLER_TRY(const Expansion expansion, terms::expand(content_, set, request));
  std::vector<Code> codes;
  codes.reserve(expansion.members.size());
  for (const Member& member : expansion.members) codes.push_back({std::string(member.system_url), std::string(member.code)});
  return codes;
}

Result<CodeSystemPtr> Terminology::system_with(std::string_view url, std::string_view code, CodeSystem::Index& index) const {
  const Canonical canonical = split_canonical(url);
  OSLER_TRY(CodeSystemPtr system, require_loaded(content_.code_system(canonical.url, canonical.version), "code system", url));
  const auto found = system->find(code);
  if (!found) {
    const std::string message = "the code system " + system->canonical() + " has no such code";
    return Error{ErrorKind::kNotFound, message, {}, {{Severity::kError, IssueType::kNotFound, message}}};
  }
  index = *found;
  return system;
}

Result<std::vector<Code>> Terminology::subsumed_codes(std::string_view url, std::string_view code) const {
  CodeSystem::Index index = 0;
  OSLER_TRY(const CodeSystemPtr system, system_with(url, code, index));
  const std::vector<CodeSystem::Index> below = system->hierarchy().self_and_descendants(index);
  if (below.size() > codes_max_) {
    const std::string message = "more than " + std::to_string(codes_max_) + " codes are below this one (terminology.expansion_max)";
    return Error{ErrorKind::kInvalidInput, message, {}, {{Severity::kError, IssueType::kTooCostly, message}}};
  }
  std::vector<Code> codes;
  codes.reserve(below.size());
  for (const CodeSystem::Index one : below) codes.push_back({std::string(system->url()), std::string(system->at(one).code)});
  return codes;
}

Result<std::vector<Code>> Terminology::subsuming_codes(std::string_view url, std::string_view code) const {
  CodeSystem::Index index = 0;
  OSLER_TRY(const CodeSystemPtr system, system_with(url, code, index));
  std::vector<CodeSystem::Index> found{index};
  std::set<CodeSystem::Index> seen{index};
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const CodeSystem::Index parent : system->hierarchy().parents(found[i])) {
      if (seen.insert(parent).second) found.push_back(parent);
    }
  }
  std::vector<Code> codes;
  for (const CodeSystem::Index one : found) codes.push_back({std::string(system->url()), std::string(system->at(one).code)});
  return codes;
}

std::optional<bool> Terminology::contains(std::string_view value_set, std::string_view system, std::string_view code) const {
  const Canonical canonical = split_canonical(value_set);
  const Result<ValueSetPtr> set = content_.value_set(canonical.url, canonical.version);
  if (!set.ok() || *set == nullptr) return std::nullopt;
  RequestedContent content(content_);
  if (!content.supplement_as(**set).ok()) return std::nullopt;
  const Result<Membership> membership = Members(content).judge(**set, system, code);
  if (!membership.ok() || membership->answer == Answer::kUnknown) return std::nullopt;
  return membership->answer == Answer::kYes;
}

std::optional<Subsumption> Terminology::subsumption(std::string_view url, std::string_view a, std::string_view b) const {
  const Canonical canonical = split_canonical(url);
  const Result<CodeSystemPtr> system = content_.code_system(canonical.url, canonical.version);
  if (!system.ok() || *system == nullptr) return std::nullopt;
  const auto first = (*system)->find(a);
  const auto second = (*system)->find(b);
  if (!first || !second) return std::nullopt;
  return (*system)->hierarchy().subsumption(*first, *second);
}

}  // namespace osler::fhir::terms
