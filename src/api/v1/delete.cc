#include "api/v1/errors.h"
#include "api/v1/operations.h"

namespace osler::api::v1 {

Task<Result<Answer>> handle_delete(Exchange& exchange) {
  if (!exchange.parameters.empty()) co_return unknown_parameter(exchange.parameters.front().first);
  OSLER_CO_TRY(const std::string id, id_in_path(exchange));
  OSLER_CO_TRY(engine::WriteConditions conditions, write_conditions(exchange));
  // What is not there is 404 whatever version was expected of it.
  const bool conditional = conditions.if_match_any || !conditions.if_match.empty();
  if (conditional) {
    const auto header = exchange.engine.header(exchange.session, exchange.resource->type, id);
    if (!header.ok()) co_return hidden_if_absent(header.error());
  }
  Result<engine::Written> removed =
      co_await exchange.engine.remove(exchange.session, exchange.resource->type, id, std::move(conditions));
  if (!removed.ok()) co_return hidden_if_absent(std::move(removed).error());
  if (removed->effect == engine::WriteEffect::kUnchanged) co_return nothing_here();
  Answer answer;
  answer.status = 204;
  co_return answer;
}

}  // namespace osler::api::v1
