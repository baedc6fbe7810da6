#include "api/fhir/interactions.h"
#include "api/fhir/patch_body.h"

namespace osler::fhir_api {

Task<Result<http::Response>> handle_patch(Exchange& exchange) {
  OSLER_CO_TRY(engine::WriteConditions conditions, conditions_of(exchange));
  OSLER_CO_TRY(const json::Tree patch, parse_body(exchange));
  OSLER_CO_TRY(engine::Edit edit, edit_of(exchange.engine, patch.root()));
  Result<engine::Written> written = co_await exchange.engine.modify(exchange.session, exchange.target.type, exchange.target.id,
                                                                    std::move(edit), std::move(conditions));
  if (!written.ok()) co_return std::move(written).error();
  co_return written_response(exchange, *std::move(written));
}

}  // namespace osler::fhir_api
