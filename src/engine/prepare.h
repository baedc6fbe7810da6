#pragma once
// A resource on its way to a commit: everything that can be judged on the caller's own core, at a stated moment.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/bookings.h"
#include "engine/parts.h"
#include "engine/reference_check.h"
#include "engine/session.h"
#include "store/write_set.h"

namespace osler::engine {

struct Prepared {
  /// What the entries were made by: to be held until they are committed.
  std::shared_ptr<const fhir::OwnParameters> parameters;
  store::Put put;                    ///< Key, text, splice point and entries; `expect` is the caller's to set.
  std::vector<store::Guard> guards;
  std::vector<Issue> warnings;
  std::string patient;               ///< The patient concerned, if exactly one.
  std::optional<Booking> booking;    ///< Of an appointment that takes time of practitioners.
};

/// What decides the id of a new resource.
struct IdChoice {
  std::string id;       ///< Given: used as it is. Empty: a new one is made,
  std::optional<std::uint16_t> bucket;  ///< in this bucket, else in the bucket of its patient.
};

/// `before`: the stored text of the version that this one replaces; what it refers to already is not looked up again.
/// Structure, content permission, references, index entries, stored form.
/// Errors: kInvalidInput (all findings of the structure), kUnprocessable (references, rules), kForbidden.
/// Spec: FHIR R4, http.html#create.
Result<Prepared> prepare(const Parts& parts, const Session& session, TypeId type, const IdChoice& id,
                         json::View resource, const WillExist& will_exist = {}, std::string_view before = {});

}  // namespace osler::engine
