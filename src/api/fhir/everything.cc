// $everything: a patient's or an encounter's whole record. Spec: FHIR R4, operation-patient-everything.html,
// operation-encounter-everything.html.
//
// The answer goes through the types of the compartment one after the other; a cursor names the type and the place in it, so that
// no state is kept between pages.

#include <algorithm>
#include <array>
#include <charconv>

#include "api/fhir/interactions.h"
#include "api/fhir/operation_parameters.h"
#include "api/fhir/page_links.h"
#include "api/fhir/result_bundle.h"
#include "fhir/search/compartment.h"
#include "store/alone.h"

namespace osler::fhir_api {
namespace {

constexpr std::uint32_t kPortionMax = 1'000;   ///< Of one search of the store.

/// Parameters that say when something happened, the best first. A type without any has no clinical date.
constexpr std::array<std::string_view, 15> kClinicalDates{"date", "period", "onset-date", "authoredon", "authored", "authored-on", "effective",
    "effective-time", "occurrence", "started", "whenhandedover", "issued", "sent", "created", "recorded-date"};

struct Wanted {
  std::string_view compartment;  ///< "Patient" or "Encounter".
  std::vector<TypeId> types;     ///< In the order of the answer: the compartment's own first.
  std::optional<InstantBounds> start, end;
  std::optional<std::int64_t> since_ms;
  std::uint32_t count = 0;       ///< Matches of one answer; more follow by link.next.
  bool only_listed_types = false;
};

const osler::fhir::SearchParameter* clinical_date(const osler::fhir::Definitions& definitions, TypeId type) {
  for (const std::string_view code : kClinicalDates) {
    const auto* parameter = definitions.search_parameter(type, code);
    if (parameter != nullptr && parameter->type == osler::fhir::SearchType::kDate) return parameter;
  }
  return nullptr;
}

Result<std::vector<TypeId>> listed_types(const osler::fhir::Definitions& definitions, std::string_view list) {
  std::vector<TypeId> types;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    const auto type = definitions.resource_type(list.substr(0, comma));
    if (!type) return invalid_input("_type: expected names of resource types, joined by commas");
    types.push_back(*type);
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
  }
  return types;
}

Result<Wanted> read_wanted(Exchange& exchange) {
  json::Tree body;
  OSLER_RETURN_IF_ERROR(read_operation_parameters(exchange, body, {"start", "end", "_since", "_type", "_count"}));
  const osler::fhir::Definitions& definitions = exchange.engine.definitions();
  Wanted wanted;
  wanted.compartment = definitions.name_of(exchange.target.type);
  OSLER_TRY(wanted.start, parameter_date(exchange, "start"));
  OSLER_TRY(wanted.end, parameter_date(exchange, "end"));
  OSLER_TRY(const std::optional<InstantBounds> since, parameter_date(exchange, "_since"));
  if (since) wanted.since_ms = since->begin_ms;
  OSLER_TRY(const std::optional<std::uint32_t> count, parameter_number(exchange, "_count", 1));
  wanted.count = count ? std::min(*count, kPortionMax) : exchange.engine.settings().operation_answer_max;
  std::vector<TypeId> listed;
  if (const auto list = parameter_text(exchange, "_type")) {
    OSLER_TRY(listed, listed_types(definitions, *list));
    wanted.only_listed_types = true;
  }
  const auto is_wanted = [&](TypeId type) {
    return (!wanted.only_listed_types || std::find(listed.begin(), listed.end(), type) != listed.end()) &&
           osler::fhir::is_in_compartment(definitions, wanted.compartment, type) &&
           exchange.engine.policy().permit(exchange.session.caller, access::Interaction::kSearch, type).ok();
  };
  if (is_wanted(exchange.target.type)) wanted.types.push_back(exchange.target.type);
  for (const TypeId type : definitions.resource_types()) {
    if (type != exchange.target.type && is_wanted(type)) wanted.types.push_back(type);
  }
  return wanted;
}

// Of one compartment, or of all of that kind.
Result<store::Expr> membership(const Exchange& exchange, std::string_view compartment, TypeId type) {
  const osler::fhir::Definitions& definitions = exchange.engine.definitions();
  if (!exchange.target.id.empty()) return osler::fhir::compartment_expr(definitions, compartment, exchange.target.id, type);
  if (type == exchange.target.type) return store::Expr{store::All{}};
  store::Any any;
  for (const std::string_view code : definitions.compartment_parameters(compartment, type)) {
    const auto* parameter = definitions.search_parameter(type, code);
    if (parameter != nullptr) any.parts.push_back({store::Present{parameter->id}});
  }
  return store::Expr{std::move(any)};
}

// What has no clinical date is not left out for that.
std::optional<store::Expr> happened_inside(const Exchange& exchange, const Wanted& wanted, TypeId type) {
  const auto* date = clinical_date(exchange.engine.definitions(), type);
  if ((!wanted.start && !wanted.end) || date == nullptr) return std::nullopt;
  store::InBox overlaps;
  if (wanted.end) overlaps.low_max = store::Ordinal::of_ms(wanted.end->end_ms - 1);
  if (wanted.start) overlaps.high_min = store::Ordinal::of_ms(wanted.start->begin_ms + 1);
  store::Expr undated{store::Not{{{store::Present{date->id}}}}};
  return store::Expr{store::Any{{{store::Where{date->id, {overlaps}}}, std::move(undated)}}};
}

Result<store::Query> query_of(const Exchange& exchange, const Wanted& wanted, TypeId type) {
  OSLER_TRY(store::Expr member, membership(exchange, wanted.compartment, type));
  store::All all{{std::move(member)}};
  if (auto inside = happened_inside(exchange, wanted, type)) all.parts.push_back(std::move(*inside));
  if (wanted.since_ms) all.parts.push_back({store::Updated{wanted.since_ms, std::nullopt}});
  store::Query query;
  query.types = {type};
  query.where = {std::move(all)};
  return query;
}

/// Where the next resource stands: a type by its place in Wanted::types, and the store's cursor in it.
struct Place {
  std::size_t type = 0;
  std::string cursor;
};

Result<Place> read_place(const std::string& cursor, std::size_t types) {
  Place place;
  if (cursor.empty()) return place;
  const auto [rest, failure] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), place.type);
  if (failure != std::errc{} || place.type >= types || *rest != ':') return invalid_input("_cursor: follow link.next as given");
  place.cursor = cursor.substr(static_cast<std::size_t>(rest - cursor.data()) + 1);
  return place;
}

/// Walks the types from a place on.
class Walk {
 public:
  Walk(Exchange& exchange, const Wanted& wanted, Place place) : exchange_(exchange), wanted_(wanted), place_(std::move(place)) {}

  Result<std::vector<engine::Resource>> take() {
    std::vector<engine::Resource> matches;
    while (place_.type < wanted_.types.size() && matches.size() < wanted_.count) {
      const auto missing = static_cast<std::uint32_t>(wanted_.count - matches.size());
      OSLER_TRY(engine::SearchAnswer page, search(std::min(missing, kPortionMax)));
      std::move(page.resources.begin(), page.resources.end(), std::back_inserter(matches));
      advance(std::move(page.next));
    }
    OSLER_RETURN_IF_ERROR(skip_empty_types());
    return matches;
  }
  std::string next() const { return place_.type < wanted_.types.size() ? std::to_string(place_.type) + ":" + place_.cursor : std::string(); }

 private:
  Result<engine::SearchAnswer> search(std::uint32_t count) {
    OSLER_TRY(store::Query query, query_of(exchange_, wanted_, wanted_.types[place_.type]));
    query.page.count = count;
    query.page.cursor = place_.cursor;
    query.totals = store::Totals::kNone;
    return exchange_.engine.search(exchange_.session, {std::move(query), false, true});
  }
  void advance(std::string next) {
    if (next.empty()) ++place_.type;
    place_.cursor = std::move(next);
  }
  // So that link.next leads to something.
  Status skip_empty_types() {
    while (place_.type < wanted_.types.size() && place_.cursor.empty()) {
      OSLER_TRY(const engine::SearchAnswer page, search(1));
      if (!page.resources.empty()) return {};
      ++place_.type;
    }
    return {};
  }

  Exchange& exchange_;
  const Wanted& wanted_;
  Place place_;
};

Result<std::uint64_t> total_of(Exchange& exchange, const Wanted& wanted) {
  std::uint64_t total = 0;
  for (const TypeId type : wanted.types) {
    OSLER_TRY(store::Query query, query_of(exchange, wanted, type));
    OSLER_TRY(const engine::SearchAnswer answer, exchange.engine.search(exchange.session, {std::move(query), true, true}));
    total += answer.total.value_or(0);
  }
  return total;
}

// A member of the compartment has its own place in the answer.
bool has_own_place(const Exchange& exchange, const Wanted& wanted, const engine::Resource& resource) {
  const TypeId type = resource.key.type;
  const bool listed = std::find(wanted.types.begin(), wanted.types.end(), type) != wanted.types.end();
  if (!listed) return wanted.only_listed_types;
  const Result<store::Expr> member = membership(exchange, wanted.compartment, type);
  const Result<json::Tree> tree = exchange.session.parser.parse(json::PaddedBytes(resource.text), exchange.engine.definitions().names());
  if (!member.ok() || !tree.ok()) return true;
  std::vector<store::IndexEntry> entries;
  exchange.engine.extractor().extract(type, tree->root(), entries);
  return store::meets_alone(resource.key.id, entries, *member);
}

}  // namespace

Result<http::Response> handle_everything(Exchange& exchange) {
  OSLER_TRY(const Wanted wanted, read_wanted(exchange));
  if (!exchange.target.id.empty()) {
    OSLER_TRY(const engine::Resource owner, exchange.engine.read(exchange.session, exchange.target.type, exchange.target.id));
  }
  const std::string question = encoded_question(exchange.parameters);
  OSLER_TRY(const std::string cursor, opened_cursor(exchange, question));
  OSLER_TRY(Place place, read_place(cursor, wanted.types.size()));
  Walk walk(exchange, wanted, std::move(place));
  OSLER_TRY(const std::vector<engine::Resource> matches, walk.take());
  OSLER_TRY(const std::uint64_t total, total_of(exchange, wanted));
  OSLER_TRY(const std::vector<engine::Resource> included, referenced_by(exchange, matches, exchange.engine.settings().operation_answer_max, [&](const engine::Resource& resource) {
    return has_own_place(exchange, wanted, resource);
  }));
  exchange.session.audit.action = "everything";
  exchange.session.audit.resource_id = exchange.target.id;
  http::Response response;
  response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  json::Writer writer(response.body);
  writer.begin_object();
  writer.member("resourceType", "Bundle");
  writer.member("type", "searchset");
  writer.member("total", total);
  const std::string instance = exchange.target.id.empty() ? std::string() : "/" + exchange.target.id;
  const std::string path = exchange.base_url + "/" + std::string(wanted.compartment) + instance + "/$everything";
  write_links(writer, exchange, path, question, walk.next(), {});
  writer.key("entry");
  writer.begin_array();
  for (const engine::Resource& resource : matches) write_resource_entry(writer, exchange, resource, "match");
  for (const engine::Resource& resource : included) write_resource_entry(writer, exchange, resource, "include");
  writer.end_array();
  writer.end_object();
  return response;
}

}  // namespace osler::fhir_api
