#include "api/fhir/everything_walk.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "fhir/search/compartment.h"
#include "store/alone.h"

namespace osler::fhir_api {
namespace {

constexpr std::uint32_t kPortionMax = 1'000;   ///< Of one search of the store.

/// Parameters that say when something happened, the best first. A type without any has no clinical date.
constexpr std::array<std::string_view, 15> kClinicalDates{"date", "period", "onset-date", "authoredon", "authored", "authored-on", "effective",
    "effective-time", "occurrence", "started", "whenhandedover", "issued", "sent", "created", "recorded-date"};

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

// Of one compartment, or of all of that kind.
Result<store::Expr> membership(const Exchange& exchange, std::string_view compartment, TypeId type) {
  const osler::fhir::Definitions& definitions = exchange.engine.definitions();
  if (!exchange.target.id.empty()) return osler::fhir::compartment_expr(definitions, compartment, exchange.target.id, type);
  return osler::fhir::some_compartment_expr(definitions, compartment, type);
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

}  // namespace

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
  if (count) wanted.count = std::min(*count, kPortionMax);
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

Result<Place> read_place(const std::string& cursor, std::size_t types) {
  Place place;
  if (cursor.empty()) return place;
  const auto [rest, failure] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), place.type);
  if (failure != std::errc{} || place.type >= types || *rest != ':') return invalid_input("_cursor: follow link.next as given");
  place.cursor = cursor.substr(static_cast<std::size_t>(rest - cursor.data()) + 1);
  return place;
}

Result<std::vector<engine::Resource>> EverythingWalk::take(std::uint32_t count) {
  std::vector<engine::Resource> matches;
  while (place_.type < wanted_.types.size() && matches.size() < count) {
    const auto missing = static_cast<std::uint32_t>(count - matches.size());
    OSLER_TRY(engine::SearchAnswer page, search(std::min(missing, kPortionMax)));
    std::move(page.resources.begin(), page.resources.end(), std::back_inserter(matches));
    advance(std::move(page.next));
  }
  OSLER_RETURN_IF_ERROR(skip_empty_types());
  return matches;
}

Result<engine::SearchAnswer> EverythingWalk::search(std::uint32_t count) {
  OSLER_TRY(store::Query query, query_of(exchange_, wanted_, wanted_.types[place_.type]));
  query.page.count = count;
  query.page.cursor = place_.cursor;
  query.totals = store::Totals::kNone;
  return exchange_.engine.search(exchange_.session, {std::move(query), false, true});
}

void EverythingWalk::advance(std::string next) {
  if (next.empty()) ++place_.type;
  place_.cursor = std::move(next);
}

// So that link.next leads to something.
Status EverythingWalk::skip_empty_types() {
  while (place_.type < wanted_.types.size() && place_.cursor.empty()) {
    OSLER_TRY(const engine::SearchAnswer page, search(1));
    if (!page.resources.empty()) return {};
    ++place_.type;
  }
  return {};
}

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

}  // namespace osler::fhir_api
