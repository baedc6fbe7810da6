#include "api/fhir/patch_body.h"

#include <memory>

#include "base/base64.h"
#include "fhir/path/fhirpath_patch.h"
#include "json/draft.h"
#include "json/parser.h"
#include "json/patch.h"

namespace osler::fhir_api {
namespace {

enum class PatchKind : std::uint8_t { kJsonPatch, kMergePatch, kFhirPathPatch };

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

Result<json::PaddedBytes> patched(const engine::Engine& engine, const json::Tree& current, PatchKind kind, json::View patch) {
  if (kind == PatchKind::kFhirPathPatch) {
    return osler::fhir::path::apply_fhirpath_patch(engine.definitions(), json::PaddedBytes(current.text()), patch, engine.clock().now_ms());
  }
  json::Draft after(current.root());
  if (kind == PatchKind::kJsonPatch) {
    OSLER_RETURN_IF_ERROR(json::apply_json_patch(after, patch));
  } else {
    json::apply_merge_patch(after.root(), patch);
  }
  return after.write();
}

Result<json::PaddedBytes> edited(const engine::Engine& engine, const engine::Resource& current, PatchKind kind, json::View patch) {
  const json::NameTable& names = engine.definitions().names();
  json::Parser parser;
  OSLER_TRY(const json::Tree before, parser.parse(json::PaddedBytes(current.text), names));
  OSLER_TRY(json::PaddedBytes text, patched(engine, before, kind, patch));
  OSLER_TRY(const json::Tree after, parser.parse(json::PaddedBytes(text.view()), names));
  if (!after.root().is_object()) return not_patchable("the resource itself");
  json::Draft before_draft(before.root());
  json::Draft after_draft(after.root());
  OSLER_RETURN_IF_ERROR(check_untouched(before_draft.root(), after_draft.root()));
  return text;
}

// Spec: FHIR R4, http.html#transaction: in a Bundle a JSON Patch stands in a Binary. The edit keeps the patch it read.
Result<engine::Edit> edit_of_binary(const engine::Engine& engine, json::View binary) {
  const std::optional<std::string> bytes = from_base64(binary.member("data").text());
  const Error refused = invalid_input("Binary: expected contentType application/json-patch+json and a JSON Patch, base64, in data");
  if (!bytes || !binary.member("contentType").text().starts_with("application/json-patch+json")) return refused;
  json::Parser parser;
  OSLER_TRY(json::Tree tree, parser.parse(json::PaddedBytes(*bytes), engine.definitions().names()));
  const auto patch = std::make_shared<const json::Tree>(std::move(tree));
  if (!patch->root().is_array()) return refused;
  return engine::Edit([&engine, patch](const engine::Resource& current) {
    return edited(engine, current, PatchKind::kJsonPatch, patch->root());
  });
}

}  // namespace

Result<engine::Edit> edit_of(const engine::Engine& engine, json::View patch) {
  PatchKind kind = PatchKind::kMergePatch;
  if (patch.is_array()) kind = PatchKind::kJsonPatch;
  else if (patch.member("resourceType").equals("Parameters")) kind = PatchKind::kFhirPathPatch;
  else if (patch.member("resourceType").equals("Binary")) return edit_of_binary(engine, patch);
  else if (!patch.is_object()) return invalid_input("expected a JSON Patch (array), a FHIRPath Patch (Parameters) or a merge patch (object)");
  return engine::Edit([&engine, kind, patch](const engine::Resource& current) { return edited(engine, current, kind, patch); });
}

}  // namespace osler::fhir_api
