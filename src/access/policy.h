#pragma once
// Who may do what with which type: the role table as data, and the narrowing of what a caller sees.

#include <memory>
#include <vector>

#include "access/caller.h"
#include "base/ids.h"
#include "base/result.h"
#include "fhir/model/definitions.h"
#include "store/query.h"

namespace osler::access {

enum class Interaction : std::uint8_t { kRead, kSearch, kHistory, kCreate, kUpdate, kPatch, kDelete };

/// Built once from the definitions; immutable; any thread.
class Policy {
 public:
  explicit Policy(const fhir::Definitions& definitions);

  /// Whether `caller` may do this with resources of `type` at all. Errors: kForbidden, naming role or scope and type.
  Status permit(const Caller& caller, Interaction interaction, TypeId type) const;

  /// Whether visible() of that type is more than an empty All for this caller.
  bool is_narrowed(const Caller& caller, TypeId type) const;

  /// What the caller sees of each type; refers to `caller` and this policy, which must outlive it. Types the caller may
  /// not search are hidden by an empty Any.
  std::unique_ptr<store::Visibility> visibility(const Caller& caller) const;

  /// Whether `caller` may see the record with these index entries. Errors: kForbidden for another practitioner's own;
  /// kNotFound for what the caller must not even know of (confidentiality above its clearance).
  Status permit_record(const Caller& caller, TypeId type, const std::vector<store::IndexEntry>& entries) const;

  /// Whether the caller may ask this at all: a practitioner's search for another's appointments or tasks is refused
  /// instead of answered with nothing. Call it on the query as the client meant it. Errors: kForbidden.
  Status permit_query(const Caller& caller, const store::Query& query) const;

  /// Whether a new content of `type` with these index entries may be written by `caller`: a practitioner's Appointment
  /// must name self, a practitioner's Task must be owned by self, confidentiality above the caller's clearance is
  /// refused. Errors: kForbidden.
  Status permit_content(const Caller& caller, TypeId type, const std::vector<store::IndexEntry>& entries) const;

 private:
  class Narrowing;
  /// A token parameter whose codes R and V hide the record.
  struct Label {
    TypeId type = TypeId::kNone;  ///< kNone: of every type.
    ParameterId parameter = ParameterId::kNone;
  };

  std::uint8_t class_of(TypeId type) const;
  bool may_find(const Caller& caller, TypeId type) const;
  bool is_labelled_restricted(TypeId type, const std::vector<store::IndexEntry>& entries) const;
  bool is_own(const Caller& caller, TypeId type, const std::vector<store::IndexEntry>& entries) const;
  ParameterId owner_parameter(TypeId type) const;
  ParameterId parameter(std::string_view type, std::string_view code) const;
  bool asks_for_another(const Caller& caller, const store::Expr& expr) const;

  const fhir::Definitions& definitions_;
  // Tables by type number.
  std::vector<std::uint8_t> class_of_type_;
  std::vector<Label> labels_;
  TypeId practitioner_ = TypeId::kNone;
  ParameterId appointment_actor_ = ParameterId::kNone;         ///< Any participant.
  ParameterId appointment_practitioner_ = ParameterId::kNone;  ///< Participants that are practitioners.
  ParameterId task_owner_ = ParameterId::kNone;
};

}  // namespace osler::access
