#include "fhir/validate/questionnaire_check.h"

#include <algorithm>
#include <string>

#include "fhir/validate/answer_rules.h"

namespace osler::fhir {
namespace {

constexpr std::size_t kDepthMax = 64;          ///< Of items inside items: that of JSON itself.
constexpr std::size_t kStepsMax = 2'000'000;  ///< Items looked at for one response; beyond, a warning that the rest was not.
constexpr std::string_view kBase = "http://hl7.org/fhir/StructureDefinition/questionnaire-";

bool is_type(json::View item, std::string_view type) { return item.member("type").equals(type); }

std::int64_t whole(json::View number) { return number.is_number() ? std::atoll(std::string(number.raw()).c_str()) : 0; }

class AnswersWalk {
 public:
  AnswersWalk(const Definitions& definitions, json::View response, const Terminology* terminology, Findings& findings)
      : definitions_(definitions), response_(response), terminology_(terminology), findings_(findings),
        is_finished_(response.member("status").equals("completed") || response.member("status").equals("amended")) {}

  bool is_whole() const { return steps_ <= kStepsMax; }

  /// The items below `owner` in the response against those below `defined` in the Questionnaire.
  void items(json::View defined, json::View owner, const ElementPath& path, std::size_t depth) {
    if (depth > kDepthMax) return;
    std::int64_t index = 0;
    for (const json::View item : owner.member("item")) {
      if (!is_whole()) return;
      const ElementPath at{.parent = &path, .name = "item", .index = index++, .value = item};
      const json::View definition = find(defined, item.member("linkId"));
      if (definition.exists()) one(definition, item, at, depth);
      else report(IssueType::kNotFound, at, "the Questionnaire has no item with this linkId here", "questionnaire.linkId");
    }
    for (const json::View definition : defined.member("item")) {
      if (is_whole()) required(definition, owner, path);
    }
  }

 private:
  void report(IssueType type, const ElementPath& path, std::string_view what, std::string_view rule, Severity severity = Severity::kError) {
    findings_.report(severity, type, path, what, rule);
  }

  json::View find(json::View owner, json::View link_id) {
    for (const json::View item : owner.member("item")) {
      ++steps_;
      if (link_id.is_string() && json::same_value(item.member("linkId"), link_id)) return item;
    }
    return {};
  }

  void one(json::View definition, json::View item, const ElementPath& path, std::size_t depth) {
    const json::View answers = item.member("answer");
    if (is_type(definition, "group") || is_type(definition, "display")) {
      if (answers.exists()) report(IssueType::kStructure, path, "groups and displays have no answers", "questionnaire.group");
      return items(definition, item, path, depth + 1);
    }
    if (answers.exists() && !is_enabled(definition)) report(IssueType::kInvariant, path, "this item is not enabled, so it should not be answered", "questionnaire.enableWhen", Severity::kWarning);
    count(definition, answers, path);
    if (item.member("item").exists()) report(IssueType::kStructure, path, "items below a question stand in its answer", "questionnaire.nesting");
    std::int64_t index = 0;
    for (const json::View answer : answers) {
      const ElementPath at{.parent = &path, .name = "answer", .index = index++, .value = answer};
      check_answer(definitions_, terminology_, definition, answer, at, findings_);
      if (answer.member("item").exists()) items(definition, answer, at, depth + 1);
    }
    exclusive(definition, answers, path);
  }

  void count(json::View definition, json::View answers, const ElementPath& path) {
    const auto given = static_cast<std::int64_t>(answers.count());
    const TypedValue least = extension_value(definitions_, definition, std::string(kBase) + "minOccurs");
    const TypedValue greatest = extension_value(definitions_, definition, std::string(kBase) + "maxOccurs");
    if (is_finished_ && !least.name.empty() && given < whole(least.item.view)) report(IssueType::kRequired, path, "expected more answers (minOccurs)", "questionnaire.minOccurs");
    if (!greatest.name.empty() && given > whole(greatest.item.view)) report(IssueType::kValue, path, "expected fewer answers (maxOccurs)", "questionnaire.maxOccurs");
    const bool repeats = definition.member("repeats").is_true();
    if (!repeats && given > 1) report(IssueType::kValue, path, "expected one answer: the item does not repeat", "questionnaire.repeats");
  }

  // An exclusive option is not chosen beside others.
  void exclusive(json::View definition, json::View answers, const ElementPath& path) {
    if (answers.count() < 2) return;
    for (const json::View option : definition.member("answerOption")) {
      if (!extension_value(definitions_, option, std::string(kBase) + "optionExclusive").item.view.is_true()) continue;
      for (const json::View answer : answers) {
        const json::View chosen = answer.member("valueCoding");
        const bool same = chosen.exists() && json::same_value(chosen.member("code"), option.member("valueCoding").member("code"));
        if (same) return report(IssueType::kInvariant, path, "an exclusive option is chosen beside another", "questionnaire.exclusive");
      }
    }
  }

  void required(json::View definition, json::View owner, const ElementPath& path) {
    if (!is_finished_ || !definition.member("required").is_true() || is_type(definition, "display") || !is_enabled(definition)) return;
    bool answered = false;
    for (const json::View item : owner.member("item")) {
      ++steps_;
      if (!json::same_value(item.member("linkId"), definition.member("linkId"))) continue;
      answered = answered || item.member("answer").exists() || (is_type(definition, "group") && item.member("item").exists());
    }
    if (!answered) report(IssueType::kRequired, path, "a required item is not answered", "questionnaire.required");
  }

  // Spec: FHIR R4, questionnaire-definitions.html#Questionnaire.item.enableWhen.
  bool is_enabled(json::View definition) {
    const json::View conditions = definition.member("enableWhen");
    if (!conditions.exists()) return true;
    const bool all = definition.member("enableBehavior").equals("all");
    for (const json::View condition : conditions) {
      if (is_met(condition) != all) return !all;
    }
    return all;
  }

  bool is_met(json::View condition) {
    std::vector<TypedValue> given;
    collect(response_, condition.member("question"), given, 0);
    const std::string op = condition.member("operator").text();
    const TypedValue wanted = typed_value(definitions_, condition, "Questionnaire.item.enableWhen", "answer");
    if (op == "exists") return given.empty() != wanted.item.view.is_true();
    return std::ranges::any_of(given, [&](const TypedValue& answer) { return meets(answer, op, wanted); });
  }

  bool meets(const TypedValue& answer, const std::string& op, const TypedValue& wanted) const {
    const json::View coding = wanted.item.view;
    if (!coding.is_object() || !wanted.name.ends_with("Coding")) return compares(definitions_, answer, op, wanted).value_or(false);
    const bool same = json::same_value(answer.item.view.member("code"), coding.member("code")) && json::same_value(answer.item.view.member("system"), coding.member("system"));
    return same == (op == "=");
  }

  void collect(json::View owner, json::View link_id, std::vector<TypedValue>& found, std::size_t depth) {
    if (depth > kDepthMax || !link_id.is_string()) return;
    for (const json::View item : owner.member("item")) {
      if (++steps_ > kStepsMax) return;
      const bool is_it = json::same_value(item.member("linkId"), link_id);
      for (const json::View answer : item.member("answer")) {
        if (is_it) found.push_back(typed_value(definitions_, answer, "QuestionnaireResponse.item.answer", "value"));
        collect(answer, link_id, found, depth + 1);
      }
      collect(item, link_id, found, depth + 1);
    }
  }

  const Definitions& definitions_;
  json::View response_;
  const Terminology* terminology_;
  Findings& findings_;
  bool is_finished_;
  std::size_t steps_ = 0;
};

}  // namespace

void check_answers(const Definitions& definitions, json::View response, json::View questionnaire,
                   const Terminology* terminology, Findings& findings) {
  const ElementPath root{.name = "QuestionnaireResponse", .value = response};
  AnswersWalk walk(definitions, response, terminology, findings);
  walk.items(questionnaire, response, root, 0);
  if (walk.is_whole()) return;
  findings.report(Severity::kWarning, IssueType::kTooCostly, root, "too many items to check all of them against the Questionnaire", "questionnaire.size");
}

}  // namespace osler::fhir
