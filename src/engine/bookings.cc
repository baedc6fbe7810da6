#include "engine/bookings.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/visible.h"
#include "fhir/model/date_time.h"
#include "fhir/search/references.h"

namespace osler::engine {
namespace {

constexpr std::string_view kRowTable = "booking";
constexpr std::string_view kTakesNoTime[] = {"cancelled", "noshow", "entered-in-error"};

std::optional<std::int64_t> instant_of(json::View text) {
  std::string scratch;
  if (!text.is_string()) return std::nullopt;
  const auto instant = fhir::parse_instant(text.text(scratch));
  return instant ? std::optional(instant->range().begin_ms) : std::nullopt;
}

Error conflict(const NewBooking& refused, const std::string& other) {
  const std::string what = "the practitioner is booked at that time already, by " + other;
  return {ErrorKind::kConflict, what, "CONFLICT",
          {{Severity::kError, IssueType::kConflict, what, refused.place + ".participant", "appointment.overlap"}}};
}

/// What the judging of one write set needs.
class Judge {
 public:
  Judge(const Parts& parts, Session& session, const store::WriteSet& writes)
      : parts_(parts), session_(session), writes_(writes), type_(*parts.definitions.resource_type("Appointment")) {}

  /// Whether the record has this booking already, as it is stored.
  Result<bool> is_stored(const NewBooking& one) const {
    OSLER_TRY(const auto found, parts_.store.current(session_.caller.partition(), one.key));
    if (!found || found->header.is_deleted()) return false;
    OSLER_TRY(const json::Tree tree,
              session_.parser.parse(json::PaddedBytes(found->text), parts_.definitions.names()));
    return booking_of(parts_.definitions, tree.root(), session_.base_url) == one.booking;
  }

  /// A stored booking of this practitioner in that time which `writes` leaves as it is.
  Result<std::optional<store::RecordKey>> stored_overlap(const Booking& booking, const std::string& practitioner) const {
    store::Query query;
    query.types = {type_};
    query.totals = store::Totals::kNone;
    query.page.count = 1;
    query.where = {store::All{{where("actor", store::IsReference{practitioner_type(), practitioner}),
                               where("date", begins_before(booking.end_ms)), where("end", ends_after(booking.begin_ms)),
                               none_of(takes_no_time()), none_of({{store::Ids{written_ids()}}})}}};
    OSLER_TRY(const store::SearchResult found,
              parts_.store.search(session_.caller.partition(), store::authorize(std::move(query), store::SeesAll())));
    if (found.records.empty()) return std::optional<store::RecordKey>();
    return std::optional(found.records.front().key);
  }

  std::string shown(const store::RecordKey& key) const {
    if (!require_visible(parts_, session_.caller, key).ok()) return "another appointment";
    return "Appointment/" + key.id;
  }

 private:
  TypeId practitioner_type() const { return *parts_.definitions.resource_type("Practitioner"); }
  store::Expr where(std::string_view code, store::Test test) const {
    const fhir::SearchParameter* parameter = parts_.definitions.search_parameter(type_, code);
    OSLER_ASSERT(parameter != nullptr);
    return {store::Where{parameter->id, {std::move(test)}}};
  }
  static store::InBox begins_before(std::int64_t ms) {
    store::InBox box;
    box.low_max = store::Ordinal::of_ms(ms - 1);
    return box;
  }
  static store::InBox ends_after(std::int64_t ms) {
    store::InBox box;
    box.low_min = store::Ordinal::of_ms(ms + 1);
    return box;
  }
  std::vector<store::Expr> takes_no_time() const {
    std::vector<store::Expr> each;
    for (const std::string_view status : kTakesNoTime) {
      each.push_back(where("status", store::IsToken{std::nullopt, std::string(status)}));
    }
    return each;
  }
  static store::Expr none_of(std::vector<store::Expr> each) { return {store::Not{{{store::Any{std::move(each)}}}}}; }
  std::vector<std::string> written_ids() const {
    std::vector<std::string> ids;
    for (const store::Put& put : writes_.puts) {
      const bool is_new = std::holds_alternative<store::ExpectAbsent>(put.expect);
      if (put.key.type == type_ && !is_new) ids.push_back(put.key.id);
    }
    for (const store::Remove& remove : writes_.removes) {
      if (remove.key.type == type_) ids.push_back(remove.key.id);
    }
    return ids;
  }

  const Parts& parts_;
  Session& session_;
  const store::WriteSet& writes_;
  TypeId type_;
};

// Bookings of one write set among themselves: of each practitioner's, in order of time, the one that ends last so far
// overlaps the next if any does.
Status judge_together(const std::vector<NewBooking>& all, const std::vector<bool>& is_stored) {
  std::map<std::string, std::vector<std::size_t>> by_practitioner;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (const std::string& practitioner : all[i].booking.practitioners) by_practitioner[practitioner].push_back(i);
  }
  for (auto& [practitioner, indexes] : by_practitioner) {
    std::sort(indexes.begin(), indexes.end(),
              [&](std::size_t a, std::size_t b) { return all[a].booking.begin_ms < all[b].booking.begin_ms; });
    std::size_t last = indexes.front();
    for (std::size_t n = 1; n < indexes.size(); ++n) {
      const std::size_t i = indexes[n];
      const bool overlap = all[i].booking.begin_ms < all[last].booking.end_ms;
      if (overlap && !(is_stored[i] && is_stored[last])) return conflict(all[i], all[last].place);
      if (all[i].booking.end_ms > all[last].booking.end_ms) last = i;
    }
  }
  return {};
}

Status judge(const Judge& judge, const std::vector<NewBooking>& all) {
  std::vector<bool> is_stored;
  for (const NewBooking& one : all) {
    OSLER_TRY(const bool stored, judge.is_stored(one));
    is_stored.push_back(stored);
  }
  OSLER_RETURN_IF_ERROR(judge_together(all, is_stored));
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (is_stored[i]) continue;
    for (const std::string& practitioner : all[i].booking.practitioners) {
      OSLER_TRY(const auto other, judge.stored_overlap(all[i].booking, practitioner));
      if (other) return conflict(all[i], judge.shown(*other));
    }
  }
  return {};
}

}  // namespace

std::optional<Booking> booking_of(const fhir::Definitions& definitions, json::View appointment,
                                  std::string_view base_url) {
  const json::View status = appointment.member("status");
  for (const std::string_view word : kTakesNoTime) {
    if (status.equals(word)) return std::nullopt;
  }
  const auto begin_ms = instant_of(appointment.member("start"));
  const auto end_ms = instant_of(appointment.member("end"));
  if (!begin_ms || !end_ms || *begin_ms >= *end_ms) return std::nullopt;
  std::set<std::string> practitioners;
  for (const json::View participant : appointment.member("participant")) {
    std::string scratch;
    const json::View reference = participant.member("actor").member("reference");
    if (!reference.is_string()) continue;
    const fhir::ReferenceText text = fhir::read_reference(definitions, reference.text(scratch), base_url);
    const bool is_ours = text.form == fhir::ReferenceText::Form::kRelative && text.type_name == "Practitioner";
    if (is_ours) practitioners.emplace(text.id);
  }
  if (practitioners.empty()) return std::nullopt;
  return Booking{{practitioners.begin(), practitioners.end()}, *begin_ms, *end_ms};
}

Task<Result<HeldTurns>> hold_bookings(const Parts& parts, Session& session, std::vector<NewBooking> bookings,
                                      store::WriteSet& writes) {
  HeldTurns held;
  std::set<std::string> practitioners;
  for (const NewBooking& one : bookings) {
    practitioners.insert(one.booking.practitioners.begin(), one.booking.practitioners.end());
  }
  const std::string partition = std::to_string(session.caller.partition().number());
  for (const std::string& practitioner : practitioners) {
    held.push_back(co_await parts.booking_turns.take(partition + "/" + practitioner, session.loop));
  }
  for (const std::string& practitioner : practitioners) {
    OSLER_CO_TRY(const auto row, parts.store.row(session.caller.partition(), kRowTable, practitioner));
    writes.rows.push_back({std::string(kRowTable), practitioner, std::string(), row ? row->revision : 0});
  }
  OSLER_CO_RETURN_IF_ERROR(judge(Judge(parts, session, writes), bookings));
  co_return std::move(held);
}

}  // namespace osler::engine
