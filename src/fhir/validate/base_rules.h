#pragma once
// Rules of certain types that neither their elements nor their invariants tell. One family in each file.

#include "fhir/validate/structure_plan.h"

namespace osler::fhir {

/// What a rule gets: one object of the type it is about.
struct RuleInput {
  const StructureChecker::Plan& plan;
  json::View value;
  const ElementPath& path;
  Severity least;  ///< Findings below it are not looked for.
  Findings& findings;

  bool wants(Severity severity) const { return severity <= least; }
};

/// size and hash against data. Spec: FHIR R4, datatypes.html#attachment.
void check_attachment(const RuleInput& input);
/// The system is an absolute URI; a value under urn:ietf:rfc:3986 is a URI. Spec: FHIR R4, datatypes.html#identifier.
void check_identifier(const RuleInput& input);
/// The system is an absolute URI. Spec: FHIR R4, datatypes.html#coding.
void check_coding_system(const RuleInput& input);
/// Full URLs, ids, links. Spec: FHIR R4, bundle.html, sections 2.36.4 and 2.36.5.
void check_bundle(const RuleInput& input);

/// scheme ":" something, without blanks. Spec: RFC 3986, section 3.
bool is_absolute_uri(std::string_view text);

}  // namespace osler::fhir
