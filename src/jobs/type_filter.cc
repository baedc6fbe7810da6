#include "jobs/type_filter.h"

#include <algorithm>
#include <array>

#include "fhir/search/search_parser.h"
#include "http/message.h"

namespace osler::jobs {
namespace {

/// What says how results are shown, not which they are.
constexpr std::array<std::string_view, 13> kResultParameters{"_include", "_revinclude", "_sort",  "_count",  "_total",  "_summary", "_elements",
                                                             "_contained", "_containedType", "_format", "_pretty", "_cursor", "_type"};

Error refused(std::string what) { return invalid_input("_typeFilter: " + std::move(what)); }

/// "Observation" of "Observation?status=final"; nothing where no search of a type begins.
std::optional<TypeId> named_type(const fhir::Definitions& definitions, std::string_view text) {
  const std::size_t question = text.find('?');
  if (question == std::string_view::npos) return std::nullopt;
  return definitions.resource_type(text.substr(0, question));
}

Result<fhir::Parameters> parameters_of(std::string_view filter) {
  const auto parameters = http::parse_query(filter.substr(filter.find('?') + 1));
  if (!parameters || parameters->empty()) return refused("expected a search such as Observation?status=final, percent-encoded");
  for (const auto& [name, value] : *parameters) {
    const std::string_view plain = std::string_view(name).substr(0, name.find(':'));
    if (std::find(kResultParameters.begin(), kResultParameters.end(), plain) == kResultParameters.end()) continue;
    return refused(std::string(plain) + " says how results are shown; expected parameters that say which resources are exported");
  }
  return *parameters;
}

}  // namespace

std::vector<std::string> split_type_filters(const fhir::Definitions& definitions, std::string_view value) {
  std::vector<std::string> filters;
  while (true) {
    std::size_t comma = value.find(',');
    while (comma != std::string_view::npos && !named_type(definitions, value.substr(comma + 1))) comma = value.find(',', comma + 1);
    filters.emplace_back(value.substr(0, comma));
    if (comma == std::string_view::npos) return filters;
    value.remove_prefix(comma + 1);
  }
}

Result<TypeId> type_of_filter(const fhir::Definitions& definitions, std::string_view filter) {
  const auto type = named_type(definitions, filter);
  if (!type) return refused("expected a search of one resource type, such as Observation?status=final");
  return *type;
}

Result<store::Expr> expr_of_filters(const engine::Engine& engine, const engine::Session& session, std::span<const std::string> filters, TypeId type,
                                    std::int64_t asked_ms) {
  store::Any any;
  OSLER_TRY(const auto own, engine.parameters(session));
  fhir::SearchOptions options;
  options.zone_minutes = engine.settings().search_zone_minutes;
  options.now_ms = asked_ms;
  options.base_url = session.base_url;
  options.tenant_system = engine.settings().tenant_system;
  options.tenant = session.caller.organization.id;
  options.terminology = &engine.conformance().library(session.caller.partition());
  for (const std::string& filter : filters) {
    if (named_type(engine.definitions(), filter) != type) continue;
    OSLER_TRY(const fhir::Parameters parameters, parameters_of(filter));
    auto search = fhir::parse_search(own->definitions(), type, parameters, options);
    if (!search.ok()) return refused(search.error().message);
    OSLER_RETURN_IF_ERROR(engine.policy().permit_query(session.caller, search->query));
    any.parts.push_back(std::move(search->query.where));
  }
  if (any.parts.empty()) return store::Expr{store::All{}};
  return store::Expr{std::move(any)};
}

}  // namespace osler::jobs
