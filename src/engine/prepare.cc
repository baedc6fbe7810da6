#include "engine/prepare.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "engine/questionnaire.h"
#include "engine/stored_form.h"
#include "engine/surroundings.h"
#include "fhir/search/references.h"
#include "json/draft.h"

namespace osler::engine {
namespace {

bool is_error(const Issue& issue) { return issue.severity <= Severity::kError; }

Error refusal(ErrorKind kind, std::vector<Issue> issues) {
  std::string message = issues.front().expression.empty() ? issues.front().diagnostics
                                                          : issues.front().expression + ": " + issues.front().diagnostics;
  return {kind, std::move(message), {}, std::move(issues)};
}

Status check_type(const Parts& parts, TypeId type, json::View resource) {
  const std::string_view expected = parts.definitions.name_of(type);
  if (!resource.is_object()) return invalid_input("expected a JSON object that is a " + std::string(expected));
  const json::View named = resource.member("resourceType");
  if (named.equals(expected)) return {};
  Issue issue{Severity::kError, named.exists() ? IssueType::kStructure : IssueType::kRequired,
              "resourceType must be \"" + std::string(expected) + "\"", std::string(expected), "resourceType"};
  return refusal(ErrorKind::kInvalidInput, {std::move(issue)});
}

// Rules of ours beside FHIR's, for every base.
std::vector<Issue> business_rules(const Parts& parts, TypeId type, json::View resource) {
  std::vector<Issue> issues;
  if (parts.settings.encounter_needs_subject && parts.definitions.name_of(type) == "Encounter" &&
      !resource.member("subject").exists()) {
    issues.push_back({Severity::kError, IssueType::kRequired, "an Encounter must name its patient", "Encounter.subject",
                      "encounter.subject"});
  }
  return issues;
}

// How grave a code is that the value set of a loaded extension does not have.
Severity gravity_of_codes(ProfilePolicy policy) {
  switch (policy) {
    case ProfilePolicy::kOff: return Severity::kInformation;
    case ProfilePolicy::kWarn: return Severity::kWarning;
    case ProfilePolicy::kEnforce: return Severity::kError;
  }
  return Severity::kError;
}

Result<std::vector<Issue>> checked_structure(const Parts& parts, ProfilePolicy policy, const Surroundings& around, TypeId type, json::View resource) {
  OSLER_RETURN_IF_ERROR(check_type(parts, type, resource));
  fhir::Findings findings;
  const fhir::StructureCheckOptions options{
      .least = Severity::kWarning, .surroundings = &around.environment(), .extensions = around.extensions(gravity_of_codes(policy))};
  parts.checker.check(resource, options, findings);
  if (std::any_of(findings.issues.begin(), findings.issues.end(), is_error)) {
    return refusal(ErrorKind::kInvalidInput, std::move(findings.issues));
  }
  return std::move(findings.issues);
}

// Of the profiles that the resource declares. Spec: validation.profiles; FHIR R4, profiling.html.
Result<std::vector<Issue>> checked_profiles(ProfilePolicy policy, const Surroundings& around, json::View resource) {
  fhir::Findings findings;
  const bool declares = resource.member("meta").member("profile").exists() || resource.member("contained").exists() ||
                        resource.member("entry").exists();
  if (!declares || policy == ProfilePolicy::kOff) return std::move(findings.issues);
  around.profiles().check_declared(resource, {.now_ms = around.environment().now_ms}, findings);
  if (policy == ProfilePolicy::kEnforce && findings.has_errors()) {
    return refusal(ErrorKind::kUnprocessable, std::move(findings.issues));
  }
  for (Issue& issue : findings.issues) issue.severity = std::max(issue.severity, Severity::kWarning);
  return std::move(findings.issues);
}

// Spec: the role table; a practitioner's task always gets self as owner.
bool needs_owner(const Parts& parts, const access::Caller& caller, TypeId type, json::View resource) {
  const bool practitioner = caller.kind == access::CallerKind::kUser && caller.role == access::Role::kPractitioner;
  return practitioner && parts.definitions.name_of(type) == "Task" && !resource.member("owner").exists();
}

// The resource as it is judged, indexed and stored, where that is not what was sent. A resource that was read and is sent
// back carries the tenant's tag, which is computed and never stored: what is indexed must be what a later extraction of
// the stored text finds. Nothing: as it was sent.
Result<std::optional<json::Tree>> adapted(const Parts& parts, const Session& session, TypeId type, json::View resource) {
  const std::string& tenant_system = parts.settings.tenant_system;
  const bool ownerless = needs_owner(parts, session.caller, type, resource);
  if (!ownerless && !holds_computed(resource, tenant_system)) return std::optional<json::Tree>{};
  const StoredForm form = make_stored_form(resource, parts.definitions.name_of(type), {}, tenant_system);
  OSLER_TRY(json::Tree tree, session.parser.parse(json::PaddedBytes(form.text), parts.definitions.names()));
  if (!ownerless) return std::optional<json::Tree>(std::move(tree));
  json::Draft draft(tree.root());
  const std::string owner = "Practitioner/" + session.caller.practitioner_id;
  draft.root().ensure_member("owner").ensure_member("reference").set_string(owner);
  OSLER_TRY(json::Tree owned, session.parser.parse(draft.write(), parts.definitions.names()));
  return std::optional<json::Tree>(std::move(owned));
}

// What a response breaks of the Questionnaire it names, if that is known here.
Status add_answers(const Parts& parts, store::Partition partition, TypeId type, json::View resource,
                   std::vector<Issue>& broken, std::vector<Issue>& warnings) {
  if (parts.definitions.name_of(type) != "QuestionnaireResponse") return {};
  fhir::Findings findings;
  OSLER_RETURN_IF_ERROR(check_questionnaire(parts, partition, resource, findings));
  for (Issue& issue : findings.issues) (is_error(issue) ? broken : warnings).push_back(std::move(issue));
  return {};
}

}  // namespace

Result<Prepared> prepare(const Parts& parts, const Session& session, TypeId type, const IdChoice& id,
                         json::View resource, const WillExist& will_exist, std::string_view before) {
  Prepared prepared;
  const Surroundings around(parts, session.caller.partition());
  const ProfilePolicy policy = session.caller.organization.profiles.value_or(parts.settings.profiles);
  OSLER_TRY(prepared.warnings, checked_structure(parts, policy, around, type, resource));
  OSLER_TRY(const std::optional<json::Tree> other, adapted(parts, session, type, resource));
  if (other) resource = other->root();
  OSLER_TRY(std::vector<Issue> by_profiles, checked_profiles(policy, around, resource));
  std::ranges::move(by_profiles, std::back_inserter(prepared.warnings));
  OSLER_TRY(prepared.parameters, parts.extractor.parameters().of(session.caller.partition()));
  parts.extractor.extract(type, resource, prepared.put.entries);
  prepared.parameters->extract(type, resource, prepared.put.entries);
  OSLER_RETURN_IF_ERROR(parts.policy.permit_content(session.caller, type, prepared.put.entries));

  const std::vector<std::string> patients = fhir::patients_of(parts.definitions, type, id.id, prepared.put.entries);
  if (patients.size() == 1) prepared.patient = patients.front();
  store::RecordKey& key = prepared.put.key;
  key.type = type;
  if (!id.id.empty()) key.id = id.id;
  else if (id.bucket) key.id = parts.ids.make(*id.bucket);
  else if (!prepared.patient.empty()) key.id = parts.ids.make(bucket_of(prepared.patient, session.caller.organization.id));
  else key.id = parts.ids.make();

  std::vector<Issue> broken = business_rules(parts, type, resource);
  const ReferenceGround ground{session.caller.partition(), session.base_url, will_exist, before};
  OSLER_TRY(ReferenceFindings references, check_references(parts, key, resource, ground));
  broken.insert(broken.end(), references.issues.begin(), references.issues.end());
  OSLER_RETURN_IF_ERROR(add_answers(parts, session.caller.partition(), type, resource, broken, prepared.warnings));
  if (!broken.empty()) return refusal(ErrorKind::kUnprocessable, std::move(broken));
  prepared.guards = std::move(references.guards);

  const bool may_book = parts.settings.refuse_overlap && parts.definitions.name_of(type) == "Appointment";
  if (may_book) prepared.booking = booking_of(parts.definitions, resource, session.base_url);
  StoredForm form = make_stored_form(resource, parts.definitions.name_of(type), key.id, parts.settings.tenant_system);
  prepared.put.text = std::move(form.text);
  prepared.put.splice_at = form.splice_at;
  return prepared;
}

}  // namespace osler::engine
