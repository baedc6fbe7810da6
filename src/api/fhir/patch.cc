#include "api/fhir/interactions.h"
#include "json/draft.h"
#include "json/parser.h"
#include "json/patch.h"

namespace osler::fhir_api {
namespace {

Error not_patchable(std::string_view what) {
  std::string message = std::string(what) + " cannot be patched: the server sets it";
  return {ErrorKind::kUnprocessable, message, {}, {{Severity::kError, IssueType::kProcessing, message}}};
}

// What the server sets must come out of a patch as it went in. Spec: FHIR R4, http.html#patch.
Status check_untouched(json::DraftNode before, json::DraftNode after) {
  for (const std::string_view name : {"resourceType", "id"}) {
    if (!after.member(name) || !before.member(name).same_as(after.member(name))) return not_patchable(name);
  }
  for (const std::string_view name : {"versionId", "lastUpdated"}) {
    const json::DraftNode changed = after.member("meta").member(name);
    if (changed && !before.member("meta").member(name).same_as(changed)) return not_patchable("meta." + std::string(name));
  }
  return {};
}

Result<json::PaddedBytes> edited(const engine::Resource& current, json::View patch, const json::NameTable& names) {
  json::Parser parser;
  OSLER_TRY(const json::Tree tree, parser.parse(json::PaddedBytes(current.text), names));
  json::Draft before(tree.root());
  json::Draft after(tree.root());
  if (patch.is_array()) {
    OSLER_RETURN_IF_ERROR(json::apply_json_patch(after, patch));
  } else {
    json::apply_merge_patch(after.root(), patch);
  }
  OSLER_RETURN_IF_ERROR(check_untouched(before.root(), after.root()));
  return after.write();
}

}  // namespace

Task<Result<http::Response>> handle_patch(Exchange& exchange) {
  if (exchange.target.id.empty()) {
    const std::string what = "PATCH without an id (conditional patch) is not offered yet; nothing was changed";
    co_return Error{ErrorKind::kInvalidInput, what, {}, {{Severity::kError, IssueType::kNotSupported, what}}};
  }
  OSLER_CO_TRY(engine::WriteConditions conditions, write_conditions(exchange.request.headers));
  OSLER_CO_TRY(const json::Tree patch, parse_body(exchange));
  if (patch.root().member("resourceType").equals("Parameters")) {
    const std::string what = "FHIRPath Patch is not offered yet: send a JSON Patch (array) or a merge patch (object)";
    co_return Error{ErrorKind::kInvalidInput, what, {}, {{Severity::kError, IssueType::kNotSupported, what}}};
  }
  if (!patch.root().is_array() && !patch.root().is_object()) {
    co_return invalid_input("expected a JSON Patch (array) or a merge patch (object)");
  }
  const json::NameTable& names = exchange.engine.definitions().names();
  const engine::Edit edit = [&](const engine::Resource& current) { return edited(current, patch.root(), names); };
  Result<engine::Written> written = co_await exchange.engine.modify(exchange.session, exchange.target.type, exchange.target.id,
                                                                    edit, std::move(conditions));
  if (!written.ok()) co_return std::move(written).error();
  co_return written_response(exchange, *written);
}

}  // namespace osler::fhir_api
