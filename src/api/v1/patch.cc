#include "json/patch.h"

#include "api/v1/body_completion.h"
#include "api/v1/check.h"
#include "api/v1/field_of_expression.h"
#include "api/v1/from_fhir.h"
#include "api/v1/operations.h"
#include "api/v1/patch_fhir.h"

namespace osler::api::v1 {
namespace {

/// Makes the new FHIR text of a stored resource; called again when another write came between.
class PatchEdit {
 public:
  PatchEdit(Exchange& exchange, const json::Tree& body) : exchange_(exchange), body_(body) {}

  Result<json::PaddedBytes> operator()(const engine::Resource& current) {
    json::Parser& parser = exchange_.session.parser;
    const fhir::Definitions& definitions = exchange_.engine.definitions();
    OSLER_TRY(const json::Tree stored, parser.parse(json::PaddedBytes(current.text), definitions.names()));
    OSLER_TRY(const json::Tree before, simplified(stored.root(), current));
    OSLER_TRY(json::Tree sent, partial_body(before.root()));

    Findings findings;
    check_body(exchange_.schema, *exchange_.resource, sent.root(),
               {Purpose::kPatch, before.root(), exchange_.own_bases}, findings);
    if (!findings.empty()) return std::move(findings).error();
    OSLER_TRY(const json::Tree patch, completed_body(exchange_, std::move(sent), before.root()));

    const IdLookup exists = id_lookup(exchange_);
    MappingRun run{exchange_.schema, exchange_.own_bases, exists, exchange_.engine.clock().now_ms(), findings};
    json::Draft draft(stored.root());
    patch_resource(run, *exchange_.resource, patch.root(), before.root(), draft.root());
    if (!findings.empty()) return std::move(findings).error();
    json::PaddedBytes text = draft.write();
    made_ = std::string(text.view());
    return text;
  }

  /// What the last call made: findings of the engine speak of it.
  const std::string& made() const { return made_; }

 private:
  Result<json::Tree> simplified(json::View stored, const engine::Resource& current) const {
    std::string text;
    const ShownMeta meta{current.key.id, current.header.created_ms, current.header.time_ms};
    write_simplified(exchange_.schema, *exchange_.resource, stored, meta, text);
    return exchange_.session.parser.parse(json::PaddedBytes(text), exchange_.schema.names());
  }

  /// The fields to change: the body itself, or what its operations change.
  Result<json::Tree> partial_body(json::View before) const {
    json::Parser& parser = exchange_.session.parser;
    const json::NameTable& names = exchange_.schema.names();
    if (!body_.root().is_array()) return parser.parse(json::PaddedBytes(body_.text()), names);
    json::Draft draft(before);
    if (Status applied = json::apply_json_patch(draft, body_.root()); !applied.ok()) {
      Findings findings;
      findings.add({}, applied.error().message);
      return std::move(findings).error();
    }
    OSLER_TRY(const json::Tree after, parser.parse(draft.write(), names));
    if (!after.root().is_object()) return not_an_object();
    std::string difference;
    write_difference(before, after.root(), difference);
    return parser.parse(json::PaddedBytes(difference), names);
  }

  static Error not_an_object() {
    Findings findings;
    findings.add({}, "the result of the operations must be an object");
    return std::move(findings).error();
  }

  Exchange& exchange_;
  const json::Tree& body_;
  std::string made_;
};

Error in_terms_of_patch(Exchange& exchange, const PatchEdit& edit, Error error) {
  const auto tree =
      exchange.session.parser.parse(json::PaddedBytes(edit.made()), exchange.engine.definitions().names());
  error = in_terms_of_fields(*exchange.resource, tree.ok() ? tree->root() : json::View{}, std::move(error));
  return hidden_if_absent(with_shown_ids(exchange.schema, std::move(error)));
}

}  // namespace

Task<Result<Answer>> handle_patch(Exchange& exchange) {
  if (!exchange.parameters.empty()) co_return unknown_parameter(exchange.parameters.front().first);
  OSLER_CO_TRY(const std::string id, id_in_path(exchange));
  OSLER_CO_TRY(engine::WriteConditions conditions, write_conditions(exchange));
  OSLER_CO_TRY(const json::Tree body, parse_body(exchange));
  PatchEdit edit(exchange, body);
  const engine::Edit call = [&edit](const engine::Resource& current) { return edit(current); };
  Result<engine::Written> written =
      co_await exchange.engine.modify(exchange.session, exchange.resource->type, id, call, std::move(conditions));
  if (!written.ok()) co_return in_terms_of_patch(exchange, edit, std::move(written).error());
  const engine::Resource& now = written->resource;
  OSLER_CO_TRY(const json::Tree fhir,
               exchange.session.parser.parse(json::PaddedBytes(now.text), exchange.engine.definitions().names()));
  co_return shown_resource(exchange, fhir.root(), now.key, now.header);
}

}  // namespace osler::api::v1
