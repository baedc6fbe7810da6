#include "access/policy.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/assert.h"

namespace osler::access {
namespace {

using store::IndexEntry;

// --- the role table (design of the FHIR API, section 4), row by row

enum class TypeClass : std::uint8_t { kGeneral, kPatient, kClinical, kAppointment, kTask, kAuditEvent };

/// Bits by Role.
using Roles = std::uint8_t;
constexpr Roles bit(Role role) { return static_cast<Roles>(1U << static_cast<unsigned>(role)); }
constexpr Roles kNone = 0;
constexpr Roles kAdmin = bit(Role::kAdmin);
constexpr Roles kCare = kAdmin | bit(Role::kPractitioner);
constexpr Roles kOversight = kAdmin | bit(Role::kAuditor);
constexpr Roles kAll = kCare | kOversight;

struct RoleRow {
  TypeClass type_class;
  Roles create_and_update;
  Roles read_and_search;
  Roles patch_and_delete;
};
constexpr std::array<RoleRow, 6> kRoleTable = {{
    {TypeClass::kGeneral, kAdmin, kAll, kAdmin},
    {TypeClass::kPatient, kAdmin, kAll, kAdmin},
    {TypeClass::kClinical, kCare, kAll, kAdmin},
    {TypeClass::kAppointment, kCare, kAll, kAdmin},
    {TypeClass::kTask, kCare, kAll, kAdmin},
    {TypeClass::kAuditEvent, kNone, kOversight, kNone},
}};

struct NamedClass {
  std::string_view type;
  TypeClass type_class;
};
/// Types that have a row of their own. Of the others, those of the Patient compartment are clinical, the rest general.
constexpr std::array kNamedClasses = std::to_array<NamedClass>({
    {"Patient", TypeClass::kPatient},
    {"Appointment", TypeClass::kAppointment},
    {"Task", TypeClass::kTask},
    {"AuditEvent", TypeClass::kAuditEvent},
    // In the Patient compartment, yet schedules and finances belong to the office.
    {"Schedule", TypeClass::kGeneral},
    {"Account", TypeClass::kGeneral},
    {"ChargeItem", TypeClass::kGeneral},
    {"Claim", TypeClass::kGeneral},
    {"ClaimResponse", TypeClass::kGeneral},
    {"Coverage", TypeClass::kGeneral},
    {"CoverageEligibilityRequest", TypeClass::kGeneral},
    {"CoverageEligibilityResponse", TypeClass::kGeneral},
    {"EnrollmentRequest", TypeClass::kGeneral},
    {"ExplanationOfBenefit", TypeClass::kGeneral},
    {"Invoice", TypeClass::kGeneral},
});

/// Where a record says how confidential it is; "_security" stands for meta.security of every type.
struct LabelSource {
  std::string_view type;
  std::string_view code;
};
constexpr std::array kLabelSources = std::to_array<LabelSource>({
    {"", "_security"},
    {"Composition", "confidentiality"},
    {"DocumentReference", "security-label"},
});
/// Whatever system they are given with: a label with a missing or unusual system must not open the record.
constexpr std::array<std::string_view, 2> kRestrictedCodes = {"R", "V"};

TypeClass class_for(const fhir::Definitions& definitions, TypeId type) {
  const std::string_view name = definitions.name_of(type);
  for (const NamedClass& named : kNamedClasses) {
    if (named.type == name) return named.type_class;
  }
  return definitions.compartment_parameters("Patient", type).empty() ? TypeClass::kGeneral : TypeClass::kClinical;
}

const RoleRow& row_of(std::uint8_t type_class) { return kRoleTable[type_class]; }

Roles roles_for(const RoleRow& row, Interaction interaction) {
  switch (interaction) {
    case Interaction::kRead:
    case Interaction::kSearch:
    case Interaction::kHistory:
      return row.read_and_search;
    case Interaction::kCreate:
    case Interaction::kUpdate:
      return row.create_and_update;
    case Interaction::kPatch:
    case Interaction::kDelete:
      return row.patch_and_delete;
  }
  return kNone;
}

bool is_reading(Interaction interaction) {
  return interaction == Interaction::kRead || interaction == Interaction::kSearch ||
         interaction == Interaction::kHistory;
}

std::string_view verb_for(Interaction interaction) {
  constexpr std::array<std::string_view, 7> kVerbs = {"read",  "search", "read the history of", "create", "update",
                                                      "patch", "delete"};
  return kVerbs[static_cast<std::size_t>(interaction)];
}

Error forbidden(std::string message) { return {ErrorKind::kForbidden, std::move(message), {}, {}}; }

bool is_practitioner(const Caller& caller) {
  return caller.kind == CallerKind::kUser && caller.role == Role::kPractitioner;
}

store::Expr nothing() { return {store::Any{}}; }

store::Expr has_reference(ParameterId parameter, TypeId type, const std::string& id) {
  return {store::Where{parameter, {store::IsReference{type, id}}}};
}

store::Expr has_code(ParameterId parameter, std::string_view code) {
  return {store::Where{parameter, {store::IsToken{std::nullopt, std::string(code)}}}};
}

}  // namespace

/// What one caller sees, asked type by type.
class Policy::Narrowing final : public store::Visibility {
 public:
  Narrowing(const Policy& policy, const Caller& caller) : policy_(policy), caller_(caller) {}

  store::Expr visible(TypeId type) const override {
    if (!policy_.may_find(caller_, type)) return nothing();
    store::All all;
    if (const ParameterId owner = policy_.owner_parameter(type);
        is_practitioner(caller_) && owner != ParameterId::kNone) {
      if (caller_.practitioner_id.empty()) return nothing();
      all.parts.push_back(has_reference(owner, policy_.practitioner_, caller_.practitioner_id));
    }
    if (!caller_.sees_restricted && caller_.kind != CallerKind::kSystem) add_clearance(type, all);
    return {std::move(all)};
  }

 private:
  void add_clearance(TypeId type, store::All& all) const {
    store::Any restricted;
    for (const Label& label : policy_.labels_) {
      if (label.type != TypeId::kNone && label.type != type) continue;
      for (const std::string_view code : kRestrictedCodes) restricted.parts.push_back(has_code(label.parameter, code));
    }
    all.parts.push_back({store::Not{{store::Expr{std::move(restricted)}}}});
  }

  const Policy& policy_;
  const Caller& caller_;
};

Policy::Policy(const fhir::Definitions& definitions)
    : definitions_(definitions), class_of_type_(std::size_t{definitions.type_number_max()} + 1U, 0) {
  for (const TypeId type : definitions.resource_types()) {
    class_of_type_[number_of(type)] = static_cast<std::uint8_t>(class_for(definitions, type));
  }
  for (std::size_t i = 0; i < kRoleTable.size(); ++i) {
    OSLER_ASSERT(static_cast<std::size_t>(kRoleTable[i].type_class) == i);
  }
  for (const LabelSource& source : kLabelSources) {
    const std::string_view type = source.type.empty() ? std::string_view("Patient") : source.type;
    labels_.push_back({.type = source.type.empty() ? TypeId::kNone : *definitions.resource_type(type),
                       .parameter = parameter(type, source.code)});
  }
  practitioner_ = *definitions.resource_type("Practitioner");
  appointment_actor_ = parameter("Appointment", "actor");
  appointment_practitioner_ = parameter("Appointment", "practitioner");
  task_owner_ = parameter("Task", "owner");
}

Status Policy::permit(const Caller& caller, Interaction interaction, TypeId type) const {
  const std::string_view name = definitions_.name_of(type);
  switch (caller.kind) {
    case CallerKind::kSystem:
      return {};
    case CallerKind::kNobody:
      return forbidden("not signed in");
    case CallerKind::kKey: {
      const bool in_scope = is_reading(interaction) ? caller.may_read : caller.may_write;
      if (!in_scope)
        return forbidden(std::string("this key lacks the scope ") + (is_reading(interaction) ? "read" : "write"));
      const bool changes = interaction == Interaction::kUpdate || interaction == Interaction::kPatch;
      if (changes && class_of(type) == static_cast<std::uint8_t>(TypeClass::kAuditEvent)) {
        return forbidden("an AuditEvent is never changed");
      }
      return {};
    }
    case CallerKind::kUser:
      break;
  }
  const Roles allowed = roles_for(row_of(class_of(type)), interaction);
  if ((allowed & bit(caller.role)) != 0) return {};
  return forbidden("role " + std::string(word_for(caller.role)) + " may not " + std::string(verb_for(interaction)) +
                   " " + std::string(name));
}

bool Policy::is_narrowed(const Caller& caller, TypeId type) const {
  if (!may_find(caller, type)) return true;
  if (caller.kind == CallerKind::kSystem) return false;
  if (!caller.sees_restricted) return true;
  return is_practitioner(caller) && owner_parameter(type) != ParameterId::kNone;
}

std::unique_ptr<store::Visibility> Policy::visibility(const Caller& caller) const {
  return std::make_unique<Narrowing>(*this, caller);
}

Status Policy::permit_record(const Caller& caller, TypeId type, const std::vector<IndexEntry>& entries) const {
  if (caller.kind == CallerKind::kSystem) return {};
  // The label first: it must not be told apart from absence, not even by a practitioner who asks for another's.
  if (!caller.sees_restricted && is_labelled_restricted(type, entries)) return not_found("no such resource");
  if (is_practitioner(caller) && owner_parameter(type) != ParameterId::kNone && !is_own(caller, type, entries)) {
    return forbidden("a practitioner sees only the own " + std::string(definitions_.name_of(type)));
  }
  return {};
}

Status Policy::permit_query(const Caller& caller, const store::Query& query) const {
  if (is_practitioner(caller) && asks_for_another(caller, query.where)) {
    return forbidden("a practitioner may not search for another practitioner's appointments or tasks");
  }
  return {};
}

Status Policy::permit_content(const Caller& caller, TypeId type, const std::vector<IndexEntry>& entries) const {
  if (caller.kind == CallerKind::kSystem) return {};
  if (!caller.sees_restricted && is_labelled_restricted(type, entries)) {
    return forbidden("confidentiality R and V may be set only by those who may see it");
  }
  if (!is_practitioner(caller) || owner_parameter(type) == ParameterId::kNone || is_own(caller, type, entries))
    return {};
  if (type == *definitions_.resource_type("Task"))
    return forbidden("a practitioner's Task must have the practitioner as owner");
  return forbidden("a practitioner's Appointment must name the practitioner as a participant");
}

// --- what the above is made of

std::uint8_t Policy::class_of(TypeId type) const {
  const std::size_t number = number_of(type);
  return number < class_of_type_.size() ? class_of_type_[number] : static_cast<std::uint8_t>(TypeClass::kGeneral);
}

bool Policy::may_find(const Caller& caller, TypeId type) const {
  switch (caller.kind) {
    case CallerKind::kNobody:
      return false;
    case CallerKind::kSystem:
      return true;
    case CallerKind::kKey:
      return caller.may_read;
    case CallerKind::kUser:
      return (row_of(class_of(type)).read_and_search & bit(caller.role)) != 0;
  }
  return false;
}

ParameterId Policy::owner_parameter(TypeId type) const {
  switch (static_cast<TypeClass>(class_of(type))) {
    case TypeClass::kAppointment:
      return appointment_actor_;
    case TypeClass::kTask:
      return task_owner_;
    default:
      return ParameterId::kNone;
  }
}

bool Policy::is_own(const Caller& caller, TypeId type, const std::vector<IndexEntry>& entries) const {
  const ParameterId owner = owner_parameter(type);
  return !caller.practitioner_id.empty() && std::ranges::any_of(entries, [&](const IndexEntry& entry) {
    if (entry.parameter != owner || entry.parts.size() != 1) return false;
    const auto* reference = std::get_if<store::Reference>(&entry.parts.front());
    return reference != nullptr && reference->type == practitioner_ && reference->id == caller.practitioner_id;
  });
}

bool Policy::is_labelled_restricted(TypeId type, const std::vector<IndexEntry>& entries) const {
  return std::ranges::any_of(entries, [&](const IndexEntry& entry) {
    const auto is_label = [&](const Label& label) {
      return label.parameter == entry.parameter && (label.type == TypeId::kNone || label.type == type);
    };
    if (entry.parts.size() != 1 || std::ranges::none_of(labels_, is_label)) return false;
    const auto* token = std::get_if<store::Token>(&entry.parts.front());
    return token != nullptr && std::ranges::find(kRestrictedCodes, token->code) != kRestrictedCodes.end();
  });
}

ParameterId Policy::parameter(std::string_view type, std::string_view code) const {
  const std::optional<TypeId> id = definitions_.resource_type(type);
  OSLER_ASSERT(id.has_value());
  const fhir::SearchParameter* found = definitions_.search_parameter(*id, code);
  OSLER_ASSERT(found != nullptr);
  return found->id;
}

bool Policy::asks_for_another(const Caller& caller, const store::Expr& expr) const {
  const auto any_part = [&](const std::vector<store::Expr>& parts) {
    return std::ranges::any_of(parts, [&](const store::Expr& part) { return asks_for_another(caller, part); });
  };
  if (const auto* all = std::get_if<store::All>(&expr.node)) return any_part(all->parts);
  if (const auto* any = std::get_if<store::Any>(&expr.node)) return any_part(any->parts);
  const auto* where = std::get_if<store::Where>(&expr.node);
  if (where == nullptr || where->parts.size() != 1) return false;
  const auto* reference = std::get_if<store::IsReference>(&where->parts.front());
  if (reference == nullptr || reference->id == caller.practitioner_id) return false;
  if (where->parameter == appointment_practitioner_) return true;
  const bool names_owner = where->parameter == appointment_actor_ || where->parameter == task_owner_;
  return names_owner && reference->type == practitioner_;
}

}  // namespace osler::access
