#include "fhir/search/code_sets.h"

#include <string>

#include "fhir/terms/terminology.h"

namespace osler::fhir {
namespace {

Error unknown_content(std::string what) {
  std::vector<Issue> issues{{Severity::kError, IssueType::kNotFound, what}};
  return {ErrorKind::kInvalidInput, std::move(what), {}, std::move(issues)};
}

// A search that names what is not there is a bad request, not a missing page.
Result<std::vector<store::Token>> as_tokens(Result<std::vector<terms::Code>> codes) {
  if (!codes.ok()) {
    Error error = std::move(codes).error();
    if (error.kind == ErrorKind::kNotFound) error.kind = ErrorKind::kInvalidInput;
    return error;
  }
  std::vector<store::Token> tokens;
  tokens.reserve(codes->size());
  for (terms::Code& code : *codes) tokens.push_back({std::move(code.system), std::move(code.code)});
  return tokens;
}

}  // namespace

Result<std::vector<store::Token>> CodeSets::members(std::string_view value_set) const {
  if (content_ == nullptr) return compiled_members(value_set);
  return as_tokens(terms::Terminology(*content_, codes_max_).expand(value_set));
}

Result<std::vector<store::Token>> CodeSets::hierarchy(const store::Token& code, store::Hierarchy way) const {
  if (content_ == nullptr) return unknown_content("the hierarchy of this code system is not known here");
  const terms::Terminology terminology(*content_, codes_max_);
  const bool above = way == store::Hierarchy::kAbove;
  return as_tokens(above ? terminology.subsuming_codes(code.system, code.code) : terminology.subsumed_codes(code.system, code.code));
}

Result<std::vector<store::Token>> CodeSets::compiled_members(std::string_view value_set) const {
  const std::optional<ValueSetId> id = definitions_.value_set(value_set.substr(0, value_set.find('|')));
  if (!id || !definitions_.is_enumerated(*id)) return unknown_content("the codes of this value set are not known here");
  const std::vector<Concept> found = definitions_.members(*id, codes_max_ + 1);
  if (found.size() > codes_max_) return too_costly("the value set has more than " + std::to_string(codes_max_) + " codes");
  std::vector<store::Token> codes;
  codes.reserve(found.size());
  for (const Concept& member : found) codes.push_back({std::string(member.system), std::string(member.code)});
  return codes;
}

}  // namespace osler::fhir
