#pragma once
// No practitioner is booked twice at one time. Judged for every door: each booking waits for its practitioners' turns,
// looks for what overlaps, and commits with a row of each practitioner at the revision it saw.
// Spec: fhir.md, section 4; docs/adr/0020-a-booking-takes-its-practitioners-turn.md.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/task.h"
#include "base/turns.h"
#include "engine/parts.h"
#include "engine/session.h"
#include "json/tree.h"
#include "store/write_set.h"

namespace osler::engine {

/// The time that an appointment takes of practitioners. Half-open, in milliseconds since 1970.
struct Booking {
  std::vector<std::string> practitioners;  ///< Ids, sorted, each once.
  std::int64_t begin_ms = 0;
  std::int64_t end_ms = 0;
  bool operator==(const Booking&) const = default;
};

/// Nothing for what takes no time: cancelled, noshow or entered in error, without start and end, without a practitioner.
std::optional<Booking> booking_of(const fhir::Definitions& definitions, json::View appointment,
                                  std::string_view base_url);

/// A booking about to be written.
struct NewBooking {
  store::RecordKey key;
  Booking booking;
  std::string place;  ///< Of the resource in the request, for messages: "Appointment", "Bundle.entry[2].resource".
};

/// Held until the commit is over.
using HeldTurns = std::vector<Turns::Turn>;

/// Judges bookings whose puts stand in `writes` already, and adds their practitioners' rows. A booking that was there
/// before with the same time and practitioners is not judged again. Errors: kConflict naming the other booking.
Task<Result<HeldTurns>> hold_bookings(const Parts& parts, Session& session, std::vector<NewBooking> bookings,
                                      store::WriteSet& writes);

}  // namespace osler::engine
