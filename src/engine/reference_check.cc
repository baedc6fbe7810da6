#include "engine/reference_check.h"

#include <algorithm>
#include <set>

#include "fhir/search/references.h"

namespace osler::engine {
namespace {

bool is_allowed_target(const fhir::Element* element, TypeId type) {
  if (element == nullptr || element->targets.empty()) return true;
  return std::find(element->targets.begin(), element->targets.end(), type) != element->targets.end();
}

std::string target_list(const fhir::Definitions& definitions, const fhir::Element& element) {
  std::string list;
  for (const TypeId type : element.targets) {
    if (!list.empty()) list += ", ";
    list += definitions.name_of(type);
  }
  return list;
}

bool is_asked_for(Integrity integrity, std::string_view target_type) {
  return integrity == Integrity::kAll || (integrity == Integrity::kPatient && target_type == "Patient");
}

}  // namespace

Result<ReferenceFindings> check_references(const Parts& parts, store::Partition partition, const store::RecordKey& self,
                                           json::View resource, std::string_view base_url, const WillExist& will_exist) {
  ReferenceFindings findings;
  std::set<store::RecordKey> seen;
  Status failure;
  fhir::visit_references(parts.definitions, resource, [&](json::View reference, const fhir::Element* element,
                                                          const std::function<std::string()>& expression) {
    if (!failure.ok()) return;
    std::string scratch;
    const fhir::ReferenceText text = fhir::read_reference(parts.definitions, reference.text(scratch), base_url);
    using Form = fhir::ReferenceText::Form;
    if (text.form == Form::kInvalid) {
      findings.issues.push_back({Severity::kError, IssueType::kValue,
                                 "expected a reference of the form Type/id, an absolute URL, urn:… or #contained",
                                 expression(), "reference.form"});
      return;
    }
    if (text.form != Form::kRelative) return;
    if (!is_allowed_target(element, text.type)) {
      findings.issues.push_back({Severity::kError, IssueType::kValue,
                                 "may refer to " + target_list(parts.definitions, *element) + ", not to " +
                                     std::string(text.type_name),
                                 expression(), "reference.target"});
      return;
    }
    if (!is_asked_for(parts.settings.integrity, text.type_name)) return;
    const store::RecordKey key{text.type, std::string(text.id)};
    if (key == self || !seen.insert(key).second) return;
    findings.guards.emplace_back(store::MustExist{key});
    if (will_exist && will_exist(key)) return;
    const auto header = parts.store.header(partition, key);
    if (!header.ok()) {
      failure = header.error();
      return;
    }
    if (!header->has_value() || (*header)->is_deleted()) {
      findings.issues.push_back({Severity::kError, IssueType::kNotFound,
                                 "refers to a " + std::string(text.type_name) + " that does not exist", expression(),
                                 "reference.exists"});
    }
  });
  if (!failure.ok()) return std::move(failure).error();
  return findings;
}

}  // namespace osler::engine
