#include "jobs/import_line.h"

#include <vector>

#include "base/nearest.h"
#include "fhir/model/resource_id.h"
#include "fhir/search/subset.h"

namespace osler::jobs {

Result<TypeId> ImportLineReader::type_of(const ImportLine& line, const std::string& named) const {
  const std::string& wanted = request_.inputs[line.input].type;
  if (!wanted.empty() && named != wanted) return invalid_input("resourceType: expected " + wanted);
  const fhir::Definitions& definitions = room_.engine.definitions();
  if (const auto type = definitions.resource_type(named)) return *type;
  std::vector<std::string_view> known;
  for (const TypeId type : definitions.resource_types()) known.push_back(definitions.name_of(type));
  const auto near = nearest(named, known);
  return invalid_input("resourceType: expected a type of FHIR R4" + (near ? "; did you mean " + std::string(*near) + "?" : std::string()));
}

Status ImportLineReader::read_simplified(const std::string& text, ImportLine& line) const {
  const std::string& type_name = request_.inputs[line.input].type;
  if (request_.caller) return invalid_input("resourceType: Required");
  OSLER_TRY(line.type, type_of(line, type_name));
  line.is_simplified = true;
  if (!room_.simplified.knows(line.type)) return invalid_input("resourceType: Required (" + type_name + " has no simplified form)");
  OSLER_TRY(FhirLine fhir, room_.simplified.to_fhir(session_, line.type, text));
  line.id = std::move(fhir.id);
  line.fhir = std::move(fhir.text);
  return {};
}

Status ImportLineReader::read(std::string text, ImportLine& line) const {
  OSLER_TRY(const json::Tree tree, session_.parser.parse(json::PaddedBytes(text), room_.engine.definitions().names()));
  const json::View root = tree.root();
  if (!root.is_object()) return invalid_input("expected a JSON object");
  const json::View named = root.member("resourceType");
  if (!named) return read_simplified(text, line);
  OSLER_TRY(line.type, type_of(line, named.text()));
  OSLER_RETURN_IF_ERROR(fhir::refuse_subset(root));
  line.id = root.member("id").text();
  if (!line.id.empty() && !fhir::is_resource_id(line.id)) return invalid_input("id: expected 1 to 64 letters, digits, '-' and '.'");
  const auto interaction = line.id.empty() ? access::Interaction::kCreate : access::Interaction::kUpdate;
  OSLER_RETURN_IF_ERROR(room_.engine.policy().permit(session_.caller, interaction, line.type));
  line.fhir = std::move(text);
  return {};
}

}  // namespace osler::jobs
