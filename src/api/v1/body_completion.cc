#include "api/v1/body_completion.h"

#include "api/v1/constraints.h"
#include "json/draft.h"

namespace osler::api::v1 {

Result<json::Tree> completed_body(Exchange& exchange, json::Tree body, json::View before) {
  const std::vector<Derived> derived = derive(exchange.resource->fields, body.root(), before);
  if (derived.empty()) return body;
  json::Draft draft(body.root());
  for (const Derived& one : derived) {
    json::DraftNode value = draft.root().ensure_member(one.field->name);
    if (one.json.starts_with('"')) {
      value.set_string(std::string_view(one.json).substr(1, one.json.size() - 2));
    } else {
      value.set_number(one.json);
    }
  }
  return exchange.session.parser.parse(draft.write(), exchange.schema.names());
}

}  // namespace osler::api::v1
