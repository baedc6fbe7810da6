#include "api/v1/bulk_form.h"

#include "api/v1/field_of_expression.h"
#include "api/v1/from_fhir.h"
#include "api/v1/ids.h"
#include "api/v1/operations.h"
#include "json/draft.h"

namespace osler::api::v1 {
namespace {

constexpr std::string_view kWord = "resource";

/// The FHIR id that the member `id` means; empty if there is none.
Result<std::string> id_of(const Schema& schema, const ResourceSchema& resource, json::View line) {
  const json::View sent = line.member("id");
  if (!sent) return std::string();
  const std::string text = sent.text();
  const IdText id = read_id(schema, text, {});
  const bool is_own = id.form == IdText::Form::kTyped && id.type == resource.type;
  if (sent.is_string() && (is_own || id.form == IdText::Form::kBare)) return std::string(id.id);
  return invalid_input("id: expected an id such as " + resource.prefix + "_…");
}

/// The line without what creation does not take.
json::PaddedBytes without_read_only(const ResourceSchema& resource, json::View line) {
  json::Draft draft(line);
  for (const std::string_view name : {kWord, std::string_view("id"), std::string_view("createdAt"), std::string_view("updatedAt")}) {
    draft.root().erase(name);
  }
  for (const Field& field : resource.fields.fields) {
    if (field.is_read_only) draft.root().erase(field.name);
  }
  return draft.write();
}

}  // namespace

Result<jobs::FhirLine> BulkForm::to_fhir(engine::Session& session, TypeId type, std::string_view text) const {
  const ResourceSchema& resource = *schema_.by_type(type);
  OSLER_TRY(const json::Tree line, session.parser.parse(json::PaddedBytes(text), schema_.names()));
  const json::View word = line.root().member(kWord);
  if (word && schema_.by_path(word.text()) != &resource) return invalid_input("resource: expected " + resource.path);
  OSLER_TRY(std::string id, id_of(schema_, resource, line.root()));
  OSLER_TRY(json::Tree body, session.parser.parse(without_read_only(resource, line.root()), schema_.names()));
  http::Request none;
  Exchange exchange{none, engine_, session, schema_, options_, {}};
  exchange.resource = &resource;
  OSLER_TRY(const json::Tree fhir, mapped_body(exchange, std::move(body)));
  return jobs::FhirLine{std::move(id), std::string(fhir.text())};
}

Error BulkForm::explained(engine::Session& session, TypeId type, std::string_view fhir, Error error) const {
  const auto tree = session.parser.parse(json::PaddedBytes(fhir), engine_.definitions().names());
  if (!tree.ok()) return error;
  Error own = in_terms_of_fields(*schema_.by_type(type), tree->root(), std::move(error));
  for (Issue& issue : own.issues) issue.expression.clear();  // The text names the field.
  return own;
}

Status BulkForm::append(engine::Session& session, const engine::Resource& resource, std::string& out) const {
  const ResourceSchema& own = *schema_.by_type(resource.key.type);
  OSLER_TRY(const json::Tree fhir, session.parser.parse(json::PaddedBytes(resource.text), engine_.definitions().names()));
  const std::size_t at = out.size();
  write_simplified(schema_, own, fhir.root(), {resource.key.id, resource.header.created_ms, resource.header.time_ms}, out);
  out.insert(at + 1, "\"" + std::string(kWord) + "\":\"" + own.path + "\",");
  return {};
}

}  // namespace osler::api::v1
