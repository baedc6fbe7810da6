// ValueSet/$validate-code and CodeSystem/$validate-code.
// Spec: FHIR R4, valueset-operation-validate-code.html, codesystem-operation-validate-code.html.

#include "fhir/terms/canonical.h"
#include "fhir/terms/coding_check.h"
#include "fhir/terms/display.h"
#include "fhir/terms/operations.h"
#include "json/writer.h"

namespace osler::fhir::terms {
namespace {

void write_one(json::Writer& writer, std::string_view name, std::string_view type, std::string_view text) {
  if (text.empty()) return;
  writer.begin_object();
  writer.member("name", name);
  writer.member(type, text);
  writer.end_object();
}

std::string answer_text(const CodingVerdict& verdict, const std::string& code) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("resourceType", "Parameters");
  writer.key("parameter");
  writer.begin_array();
  writer.begin_object();
  writer.member("name", "result");
  writer.member("valueBoolean", verdict.result);
  writer.end_object();
  write_one(writer, "message", "valueString", verdict.message);
  write_one(writer, "display", "valueString", verdict.display);
  write_one(writer, "code", "valueCode", code);
  write_one(writer, "system", "valueUri", verdict.system);
  write_one(writer, "version", "valueString", verdict.version);
  writer.end_array();
  writer.end_object();
  return text;
}

Result<CodingQuestion> question_of(const OperationContext& context, const OperationInput& input) {
  CodingQuestion question;
  OSLER_TRY(question.active_only, input.boolean("activeOnly", false));
  OSLER_TRY(question.abstract_allowed, input.boolean("abstract", true));
  OSLER_TRY(question.lenient_display, input.boolean("lenient-display-validation", false));
  OSLER_TRY(question.membership_only, input.boolean("valueset-membership-only", false));
  OSLER_TRY(const bool infer, input.boolean("inferSystem", true));
  question.infer_system = infer;
  question.languages = languages_asked(context, input);
  return question;
}

/// The codings that were given, however they were. Exactly one of code, coding and codeableConcept must be.
struct Given {
  std::vector<Coding> codings;
  bool infer_system = false;
};

Result<Given> given_codings(const OperationInput& input, const std::string& version_name) {
  const int ways = int(input.has("code")) + int(input.has("coding")) + int(input.has("codeableConcept"));
  if (ways != 1) return invalid_input("expected exactly one of code, coding and codeableConcept");
  Given given;
  if (input.has("code")) {
    given.infer_system = true;
    given.codings.push_back({input.text("system"), input.text(version_name), input.text("code"), input.text("display")});
    return given;
  }
  OSLER_TRY(const std::optional<Coding> coding, input.coding("coding"));
  if (coding) given.codings.push_back(*coding);
  OSLER_TRY(const json::View concept_given, input.object("codeableConcept"));
  for (const json::View one : concept_given.member("coding")) given.codings.push_back(read_coding(one));
  if (given.codings.empty()) return invalid_input("codeableConcept.coding: expected at least one coding");
  return given;
}

/// The first coding that is right; else the first of all. `check` judges one.
template <class Check>
Result<std::string> best_of(const Given& given, CodingQuestion question, Check check) {
  question.infer_system = question.infer_system && given.infer_system;
  std::optional<CodingVerdict> best;
  std::string code;
  for (const Coding& coding : given.codings) {
    question.coding = coding;
    OSLER_TRY(CodingVerdict verdict, check(question));
    if (best && !verdict.result) continue;
    best = std::move(verdict);
    code = coding.code;
    if (best->result) break;
  }
  return answer_text(*best, code);
}

Result<CodeSystemPtr> code_system_asked(const OperationContext& context, const OperationInput& input) {
  OSLER_TRY(const std::optional<Coding> coding, input.coding("coding"));
  const std::string url = input.has("url") || !coding ? input.text("url") : coding->system;
  if (url.empty()) return invalid_input("url: expected the canonical URL of a code system");
  const Canonical canonical = split_canonical(url);
  const std::string version = input.has("version") ? input.text("version") : std::string(canonical.version);
  return require_loaded(context.content.code_system(canonical.url, version), "code system", url);
}

}  // namespace

Result<std::string> validate_value_set_code(const OperationContext& context, const OperationInput& input) {
  OSLER_TRY(const ValueSetPtr set, value_set_asked(context, input));
  OSLER_TRY(CodingQuestion question, question_of(context, input));
  if (question.languages.empty()) question.languages = wanted_languages(set->language());
  OSLER_TRY(const Given given, given_codings(input, "systemVersion"));
  return best_of(given, std::move(question),
                 [&](const CodingQuestion& one) { return check_in_value_set(context.content, set, one); });
}

Result<std::string> validate_code_system_code(const OperationContext& context, const OperationInput& input) {
  if (input.has("codeSystem")) {
    return invalid_input("codeSystem: a code system sent along is not offered; store it, and give its url");
  }
  OSLER_TRY(const CodeSystemPtr system, code_system_asked(context, input));
  OSLER_TRY(CodingQuestion question, question_of(context, input));
  OSLER_TRY(const Given given, given_codings(input, "version"));
  return best_of(given, std::move(question), [&](const CodingQuestion& one) { return check_in_code_system(*system, one); });
}

}  // namespace osler::fhir::terms
