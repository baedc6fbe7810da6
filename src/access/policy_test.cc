#include "access/policy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace osler::access {
namespace {

using store::IndexEntry;
using store::IsReference;
using store::IsToken;

constexpr std::array kInteractions = {Interaction::kRead,   Interaction::kSearch, Interaction::kHistory,
                                      Interaction::kCreate, Interaction::kUpdate, Interaction::kPatch,
                                      Interaction::kDelete};

struct Fixture {
  fhir::Definitions definitions = *fhir::Definitions::built_in();
  Policy policy{definitions};

  TypeId type(std::string_view name) const { return *definitions.resource_type(name); }
  ParameterId parameter(std::string_view type_name, std::string_view code) const {
    return definitions.search_parameter(type(type_name), code)->id;
  }
  IndexEntry reference(std::string_view type_name, std::string_view code, std::string_view target,
                       std::string id) const {
    return {parameter(type_name, code), {store::Reference{type(target), std::move(id)}}};
  }
  IndexEntry token(std::string_view type_name, std::string_view code, std::string system, std::string value) const {
    return {parameter(type_name, code), {store::Token{std::move(system), std::move(value)}}};
  }
};

Caller user(Role role) {
  Caller caller;
  caller.kind = CallerKind::kUser;
  caller.role = role;
  caller.sees_restricted = role == Role::kAdmin;
  if (role == Role::kPractitioner) caller.practitioner_id = "self";
  return caller;
}

Caller key(bool may_read, bool may_write) {
  Caller caller;
  caller.kind = CallerKind::kKey;
  caller.may_read = may_read;
  caller.may_write = may_write;
  caller.sees_restricted = true;
  return caller;
}

// The matrix as a person writes it: for each group of types, what admin, practitioner and auditor may do, as letters:
// Read and search and history, Create and update, Patch and delete. '-' is nothing.
struct MatrixRow {
  std::string_view admin, practitioner, auditor;
};
constexpr MatrixRow kOffice = {"RCP", "R", "R"};
constexpr MatrixRow kCare = {"RCP", "RC", "R"};
constexpr MatrixRow kLedger = {"R", "-", "R"};

/// The types on which a practitioner may write, one by one; AuditEvent is the ledger; all others are the office's.
constexpr std::string_view kCareTypes[] = {"Observation",
                                           "Condition",
                                           "AllergyIntolerance",
                                           "MedicationRequest",
                                           "Encounter",
                                           "Appointment",
                                           "Task",
                                           "AdverseEvent",
                                           "AppointmentResponse",
                                           "Basic",
                                           "BodyStructure",
                                           "CarePlan",
                                           "CareTeam",
                                           "ClinicalImpression",
                                           "Communication",
                                           "CommunicationRequest",
                                           "Composition",
                                           "Consent",
                                           "DetectedIssue",
                                           "DeviceRequest",
                                           "DeviceUseStatement",
                                           "DiagnosticReport",
                                           "DocumentManifest",
                                           "DocumentReference",
                                           "EpisodeOfCare",
                                           "FamilyMemberHistory",
                                           "Flag",
                                           "Goal",
                                           "Group",
                                           "ImagingStudy",
                                           "Immunization",
                                           "ImmunizationEvaluation",
                                           "ImmunizationRecommendation",
                                           "List",
                                           "MeasureReport",
                                           "Media",
                                           "MedicationAdministration",
                                           "MedicationDispense",
                                           "MedicationStatement",
                                           "MolecularSequence",
                                           "NutritionOrder",
                                           "Person",
                                           "Procedure",
                                           "Provenance",
                                           "QuestionnaireResponse",
                                           "RelatedPerson",
                                           "RequestGroup",
                                           "ResearchSubject",
                                           "RiskAssessment",
                                           "ServiceRequest",
                                           "Specimen",
                                           "SupplyDelivery",
                                           "SupplyRequest",
                                           "VisionPrescription"};

const MatrixRow& row_for(std::string_view type) {
  if (type == "AuditEvent") return kLedger;
  return std::ranges::find(kCareTypes, type) != std::end(kCareTypes) ? kCare : kOffice;
}

char letter_for(Interaction interaction) {
  switch (interaction) {
    case Interaction::kRead:
    case Interaction::kSearch:
    case Interaction::kHistory:
      return 'R';
    case Interaction::kCreate:
    case Interaction::kUpdate:
      return 'C';
    case Interaction::kPatch:
    case Interaction::kDelete:
      return 'P';
  }
  return '?';
}

TEST(Policy, IsTheMatrixForEveryTypeRoleAndInteraction) {
  const Fixture f;
  ASSERT_EQ(f.definitions.resource_types().size(), 146U);
  int checked = 0;
  for (const TypeId type : f.definitions.resource_types()) {
    const MatrixRow& row = row_for(f.definitions.name_of(type));
    for (const auto& [role, allowed] :
         {std::pair(Role::kAdmin, row.admin), std::pair(Role::kPractitioner, row.practitioner),
          std::pair(Role::kAuditor, row.auditor)}) {
      for (const Interaction interaction : kInteractions) {
        const Status status = f.policy.permit(user(role), interaction, type);
        const bool expected = allowed.find(letter_for(interaction)) != std::string_view::npos;
        EXPECT_EQ(status.ok(), expected) << word_for(role) << " " << letter_for(interaction) << " "
                                         << f.definitions.name_of(type);
        EXPECT_TRUE(status.ok() || status.error().kind == ErrorKind::kForbidden);
        ++checked;
      }
    }
  }
  EXPECT_EQ(checked, 146 * 3 * 7);
}

TEST(Policy, NeverLetsAnAuditorWrite) {
  const Fixture f;
  for (const TypeId type : f.definitions.resource_types()) {
    for (const Interaction interaction :
         {Interaction::kCreate, Interaction::kUpdate, Interaction::kPatch, Interaction::kDelete}) {
      EXPECT_FALSE(f.policy.permit(user(Role::kAuditor), interaction, type).ok());
    }
  }
}

TEST(Policy, GivesKeysTheirScopesOnEveryType) {
  const Fixture f;
  for (const TypeId type : f.definitions.resource_types()) {
    const bool is_audit = f.definitions.name_of(type) == "AuditEvent";
    for (const Interaction interaction : kInteractions) {
      const bool reads = letter_for(interaction) == 'R';
      const bool changes_audit =
          is_audit && (interaction == Interaction::kUpdate || interaction == Interaction::kPatch);
      for (const bool may_read : {false, true}) {
        for (const bool may_write : {false, true}) {
          const bool expected = (reads ? may_read : may_write) && !changes_audit;
          EXPECT_EQ(f.policy.permit(key(may_read, may_write), interaction, type).ok(), expected)
              << f.definitions.name_of(type) << " " << static_cast<int>(interaction);
        }
      }
    }
  }
}

TEST(Policy, SaysWhatWasMissing) {
  const Fixture f;
  EXPECT_EQ(f.policy.permit(user(Role::kAuditor), Interaction::kCreate, f.type("Encounter")).error().message,
            "role auditor may not create Encounter");
  EXPECT_EQ(f.policy.permit(key(true, false), Interaction::kCreate, f.type("Encounter")).error().message,
            "this key lacks the scope write");
}

TEST(Policy, LetsTheSystemDoEverythingAndNobodyNothing) {
  const Fixture f;
  const Caller system =
      system_caller({.number = 1, .id = "org_1", .name = "", .parent = ""}, store::Environment::kTest);
  for (const TypeId type : f.definitions.resource_types()) {
    for (const Interaction interaction : kInteractions) {
      EXPECT_TRUE(f.policy.permit(system, interaction, type).ok());
      EXPECT_FALSE(f.policy.permit(Caller(), interaction, type).ok());
    }
    EXPECT_FALSE(f.policy.is_narrowed(system, type));
    EXPECT_TRUE(f.policy.is_narrowed(Caller(), type));
  }
}

// --- narrowing

bool hides(const store::Expr& expr) {
  const auto* any = std::get_if<store::Any>(&expr.node);
  return any != nullptr && any->parts.empty();
}

bool shows_all(const store::Expr& expr) {
  const auto* all = std::get_if<store::All>(&expr.node);
  return all != nullptr && all->parts.empty();
}

/// The codes that a "not labelled" part of the narrowing excludes, by parameter.
std::map<ParameterId, std::string> excluded_codes(const store::Expr& expr) {
  std::map<ParameterId, std::string> codes;
  for (const store::Expr& part : std::get<store::All>(expr.node).parts) {
    const auto* negation = std::get_if<store::Not>(&part.node);
    if (negation == nullptr) continue;
    for (const store::Expr& label : std::get<store::Any>(negation->part.front().node).parts) {
      const auto& where = std::get<store::Where>(label.node);
      const auto& test = std::get<IsToken>(where.parts.front());
      EXPECT_FALSE(test.system.has_value());
      codes[where.parameter] += *test.code;
    }
  }
  return codes;
}

TEST(Visibility, IsEverythingForAdminsAndKeys) {
  const Fixture f;
  for (const Caller& caller : {user(Role::kAdmin), key(true, true)}) {
    const auto visibility = f.policy.visibility(caller);
    for (const TypeId type : f.definitions.resource_types()) {
      EXPECT_TRUE(shows_all(visibility->visible(type)));
      EXPECT_FALSE(f.policy.is_narrowed(caller, type));
    }
  }
}

TEST(Visibility, IsNothingWithoutTheRightToRead) {
  const Fixture f;
  const Caller writer = key(false, true);
  const Caller nobody;
  EXPECT_TRUE(hides(f.policy.visibility(writer)->visible(f.type("Patient"))));
  EXPECT_TRUE(hides(f.policy.visibility(nobody)->visible(f.type("Patient"))));
  const Caller practitioner = user(Role::kPractitioner);
  EXPECT_TRUE(hides(f.policy.visibility(practitioner)->visible(f.type("AuditEvent"))));
}

TEST(Visibility, HidesLabelsRAndVOfEveryTypeFromThoseWithoutClearance) {
  const Fixture f;
  for (const Role role : {Role::kPractitioner, Role::kAuditor}) {
    const Caller caller = user(role);
    const auto visibility = f.policy.visibility(caller);
    for (const TypeId type : f.definitions.resource_types()) {
      const std::string_view name = f.definitions.name_of(type);
      if (name == "AuditEvent" && role == Role::kPractitioner) continue;
      std::map<ParameterId, std::string> expected = {{f.parameter("Patient", "_security"), "RV"}};
      if (name == "Composition") expected[f.parameter("Composition", "confidentiality")] = "RV";
      if (name == "DocumentReference") expected[f.parameter("DocumentReference", "security-label")] = "RV";
      EXPECT_EQ(excluded_codes(visibility->visible(type)), expected) << name;
      EXPECT_TRUE(f.policy.is_narrowed(caller, type));
    }
  }
}

TEST(Visibility, ShowsAPractitionerTheOwnAppointmentsAndTasksOnly) {
  const Fixture f;
  Caller caller = user(Role::kPractitioner);
  caller.sees_restricted = true;
  for (const auto& [type, code] : {std::pair("Appointment", "actor"), std::pair("Task", "owner")}) {
    const store::Expr expr = f.policy.visibility(caller)->visible(f.type(type));
    const auto& parts = std::get<store::All>(expr.node).parts;
    ASSERT_EQ(parts.size(), 1U);
    const auto& where = std::get<store::Where>(parts.front().node);
    EXPECT_EQ(where.parameter, f.parameter(type, code));
    const auto& test = std::get<IsReference>(where.parts.front());
    EXPECT_EQ(test.type, f.type("Practitioner"));
    EXPECT_EQ(test.id, "self");
    EXPECT_TRUE(f.policy.is_narrowed(caller, f.type(type)));
  }
  EXPECT_TRUE(shows_all(f.policy.visibility(caller)->visible(f.type("Encounter"))));
  caller.practitioner_id.clear();
  EXPECT_TRUE(hides(f.policy.visibility(caller)->visible(f.type("Appointment")))) << "no own resource, nothing own";
}

// --- single records and contents

TEST(PermitRecord, RefusesAnothersOpenlyAndTheRestrictedAsAbsent) {
  const Fixture f;
  const Caller caller = user(Role::kPractitioner);
  const std::vector<IndexEntry> own = {f.reference("Appointment", "actor", "Patient", "p"),
                                       f.reference("Appointment", "actor", "Practitioner", "self")};
  const std::vector<IndexEntry> another = {f.reference("Appointment", "actor", "Practitioner", "other")};
  const TypeId appointment = f.type("Appointment");
  EXPECT_TRUE(f.policy.permit_record(caller, appointment, own).ok());
  EXPECT_EQ(f.policy.permit_record(caller, appointment, another).error().kind, ErrorKind::kForbidden);
  EXPECT_EQ(f.policy.permit_record(caller, appointment, {}).error().kind, ErrorKind::kForbidden);
  std::vector<IndexEntry> restricted = another;
  restricted.push_back(f.token("Appointment", "_security", "", "V"));
  EXPECT_EQ(f.policy.permit_record(caller, appointment, restricted).error().kind, ErrorKind::kNotFound);
  for (const Caller& all_seeing : {user(Role::kAdmin), key(true, true)}) {
    EXPECT_TRUE(f.policy.permit_record(all_seeing, appointment, restricted).ok());
  }
}

TEST(PermitRecord, DoesNotTakeAPatientForAPractitionerWithTheSameId) {
  const Fixture f;
  const std::vector<IndexEntry> entries = {f.reference("Appointment", "actor", "Patient", "self")};
  EXPECT_FALSE(f.policy.permit_record(user(Role::kPractitioner), f.type("Appointment"), entries).ok());
}

TEST(PermitRecord, KnowsLabelsWhereverTheyStand) {
  const Fixture f;
  const Caller caller = user(Role::kAuditor);
  for (const std::string code : {"N", "R", "V", "L", "U"}) {
    const bool visible = code != "R" && code != "V";
    EXPECT_EQ(f.policy.permit_record(caller, f.type("Patient"), {f.token("Patient", "_security", "x", code)}).ok(),
              visible);
    EXPECT_EQ(
        f.policy.permit_record(caller, f.type("Composition"), {f.token("Composition", "confidentiality", "", code)})
            .ok(),
        visible);
    EXPECT_EQ(f.policy
                  .permit_record(caller, f.type("DocumentReference"),
                                 {f.token("DocumentReference", "security-label", "", code)})
                  .ok(),
              visible);
    EXPECT_TRUE(f.policy.permit_record(caller, f.type("Patient"), {f.token("Patient", "_tag", "x", code)}).ok());
  }
}

TEST(PermitContent, LetsAPractitionerWriteTheOwnOnly) {
  const Fixture f;
  const Caller caller = user(Role::kPractitioner);
  const std::vector<IndexEntry> own = {f.reference("Task", "owner", "Practitioner", "self")};
  const std::vector<IndexEntry> another = {f.reference("Task", "owner", "Practitioner", "other")};
  EXPECT_TRUE(f.policy.permit_content(caller, f.type("Task"), own).ok());
  EXPECT_EQ(f.policy.permit_content(caller, f.type("Task"), another).error().kind, ErrorKind::kForbidden);
  EXPECT_FALSE(f.policy.permit_content(caller, f.type("Task"), {}).ok());
  EXPECT_FALSE(f.policy.permit_content(caller, f.type("Appointment"), {}).ok());
  EXPECT_TRUE(f.policy.permit_content(caller, f.type("Encounter"), {}).ok());
  EXPECT_TRUE(f.policy.permit_content(user(Role::kAdmin), f.type("Task"), another).ok());
}

TEST(PermitContent, LetsOnlyThoseWithClearanceSetLabels) {
  const Fixture f;
  const std::vector<IndexEntry> labelled = {f.token("Composition", "confidentiality", "", "R")};
  EXPECT_EQ(f.policy.permit_content(user(Role::kPractitioner), f.type("Composition"), labelled).error().kind,
            ErrorKind::kForbidden);
  EXPECT_TRUE(f.policy.permit_content(user(Role::kAdmin), f.type("Composition"), labelled).ok());
  EXPECT_TRUE(f.policy.permit_content(key(true, true), f.type("Composition"), labelled).ok());
  Caller restricted_key = key(true, true);
  restricted_key.sees_restricted = false;
  EXPECT_FALSE(f.policy.permit_content(restricted_key, f.type("Composition"), labelled).ok());
}

// --- queries

store::Expr where(ParameterId parameter, std::optional<TypeId> type, std::string id) {
  return {store::Where{parameter, {IsReference{type, std::move(id)}}}};
}

TEST(PermitQuery, RefusesToAskForAnothersByName) {
  const Fixture f;
  const Caller caller = user(Role::kPractitioner);
  const TypeId practitioner = f.type("Practitioner");
  const ParameterId actor = f.parameter("Appointment", "actor");
  const auto ask = [&](store::Expr expr, const Caller& who) {
    store::Query query;
    query.types = {f.type("Appointment")};
    query.where = std::move(expr);
    return f.policy.permit_query(who, query).ok();
  };
  EXPECT_TRUE(ask(where(actor, practitioner, "self"), caller));
  EXPECT_FALSE(ask(where(actor, practitioner, "other"), caller));
  EXPECT_TRUE(ask(where(actor, practitioner, "other"), user(Role::kAdmin)));
  EXPECT_TRUE(ask(where(actor, f.type("Patient"), "other"), caller));
  EXPECT_FALSE(ask(where(f.parameter("Appointment", "practitioner"), std::nullopt, "other"), caller));
  EXPECT_FALSE(ask(where(f.parameter("Task", "owner"), practitioner, "other"), caller));
  EXPECT_FALSE(ask(
      {store::All{{where(actor, practitioner, "self"), {store::Any{{where(actor, practitioner, "other")}}}}}}, caller));
  EXPECT_TRUE(ask({store::Not{{where(actor, practitioner, "other")}}}, caller));
  EXPECT_TRUE(ask({store::All{}}, caller));
}

}  // namespace
}  // namespace osler::access
