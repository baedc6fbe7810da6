#pragma once
// How this server reads the searches of a request.

#include "api/fhir/exchange.h"

namespace osler::fhir_api {

inline osler::fhir::SearchOptions search_options(const Exchange& exchange) {
  osler::fhir::SearchOptions options;
  options.handling = exchange.handling;
  options.zone_minutes = exchange.engine.settings().search_zone_minutes;
  options.base_url = exchange.base_url;
  options.tenant_system = exchange.engine.settings().tenant_system;
  options.tenant = exchange.session.caller.organization.id;
  options.terminology = &exchange.engine.conformance().library(exchange.session.caller.partition());
  return options;
}

}  // namespace osler::fhir_api
