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

  /// Whether a new content of `type` with these index entries may be written by `caller`: a practitioner's Appointment
  /// must name self, a practitioner's Task must be owned by self, confidentiality above the caller's clearance is
  /// refused. Errors: kForbidden.
  Status permit_content(const Caller& caller, TypeId type, const std::vector<store::IndexEntry>& entries) const;

 private:
  const fhir::Definitions& definitions_;
  // Tables by type number.
  std::vector<std::uint8_t> class_of_type_;
};

}  // namespace osler::access
