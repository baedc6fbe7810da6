#include "fhir/validate/answer_rules.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "fhir/path/regular_expression.h"

namespace osler::fhir {
namespace {

constexpr std::string_view kBase = "http://hl7.org/fhir/StructureDefinition/";
constexpr double kBytesOfMegabyte = 1024.0 * 1024.0;

/// Properties that may answer an item of a type; a choice may also be answered by what its options are.
struct AnswerType {
  std::string_view type;
  std::string_view property, other;
};
constexpr std::array kAnswerTypes = std::to_array<AnswerType>({
    {"boolean", "valueBoolean", ""},       {"decimal", "valueDecimal", "valueInteger"}, {"integer", "valueInteger", ""},
    {"date", "valueDate", ""},             {"dateTime", "valueDateTime", "valueDate"},  {"time", "valueTime", ""},
    {"string", "valueString", ""},         {"text", "valueString", ""},                 {"url", "valueUri", ""},
    {"choice", "valueCoding", ""},         {"open-choice", "valueCoding", "valueString"}, {"attachment", "valueAttachment", ""},
    {"reference", "valueReference", ""},   {"quantity", "valueQuantity", ""},
});

bool same_coding(json::View a, json::View b) {
  const json::View system_a = a.member("system");
  const json::View system_b = b.member("system");
  const bool same_system = system_a.exists() ? system_b.exists() && json::same_value(system_a, system_b) : !system_b.exists();
  return same_system && a.member("code").exists() && b.member("code").exists() && json::same_value(a.member("code"), b.member("code"));
}

class AnswerCheck {
 public:
  AnswerCheck(const Definitions& definitions, const Terminology* terminology, json::View item, const ElementPath& path, Findings& findings)
      : definitions_(definitions), terminology_(terminology), item_(item), path_(path), findings_(findings) {}

  void run(json::View answer) {
    const TypedValue value = typed_value(definitions_, answer, "QuestionnaireResponse.item.answer", "value");
    if (value.name.empty()) return;
    if (!fits_type(value)) return report("expected an answer of the type that the item asks for", "questionnaire.type");
    options(value);
    text(value);
    limits(value);
    attachment(value);
    unit(value);
  }

 private:
  void report(std::string_view what, std::string_view rule) { findings_.report(Severity::kError, IssueType::kValue, path_, what, rule); }

  bool fits_type(const TypedValue& value) const {
    const json::View type = item_.member("type");
    for (const AnswerType& known : kAnswerTypes) {
      if (!type.equals(known.type)) continue;
      return value.name == known.property || (!known.other.empty() && value.name == known.other) || (is_choice() && is_type_of_option(value));
    }
    return true;  // Groups and displays have no answers: reported where they have.
  }
  bool is_choice() const { return item_.member("type").equals("choice") || item_.member("type").equals("open-choice"); }
  bool is_type_of_option(const TypedValue& value) const {
    for (const json::View option : item_.member("answerOption")) {
      if (option.member(value.name).exists()) return true;
    }
    return false;
  }

  void options(const TypedValue& value) {
    const bool free_text = item_.member("type").equals("open-choice") && value.name == "valueString";
    if (free_text) return;
    const json::View options = item_.member("answerOption");
    if (options.exists() && !is_option(options, value)) report("expected one of the options of the item", "questionnaire.option");
    const json::View value_set = item_.member("answerValueSet");
    if (!value_set.is_string() || value.name != "valueCoding") return;
    const json::View coding = value.item.view;
    if (contains(value_set.text(), coding.member("system").text(), coding.member("code").text()) == std::optional(false)) {
      report("expected a code from the value set of the item", "questionnaire.option");
    }
  }
  static bool is_option(json::View options, const TypedValue& value) {
    for (const json::View option : options) {
      const json::View other = option.member(value.name);
      if (!other.exists()) continue;
      if (value.name == "valueCoding" ? same_coding(other, value.item.view) : json::same_value(other, value.item.view)) return true;
    }
    return false;
  }
  std::optional<bool> contains(std::string_view value_set, const std::string& system, const std::string& code) const {
    if (terminology_ != nullptr) {
      if (const auto known = terminology_->contains(value_set, system, code)) return known;
    }
    const std::optional<ValueSetId> id = definitions_.value_set(value_set);
    if (!id || !definitions_.is_enumerated(*id)) return std::nullopt;
    return definitions_.contains(*id, system, code);
  }

  void text(const TypedValue& value) {
    if (!value.item.view.is_string()) return;
    const std::string content = value.item.view.text();
    const auto letters = static_cast<std::size_t>(std::ranges::count_if(content, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
    const json::View longest = item_.member("maxLength");
    if (longest.is_number() && letters > static_cast<std::size_t>(std::max(0, std::atoi(std::string(longest.raw()).c_str())))) report("expected at most maxLength characters", "questionnaire.maxLength");
    const TypedValue shortest = extension("minLength");
    if (shortest.item.view.is_number() && letters < static_cast<std::size_t>(std::max(0, std::atoi(std::string(shortest.item.view.raw()).c_str())))) report("expected at least minLength characters", "questionnaire.minLength");
    const TypedValue pattern = extension("regex");
    if (!pattern.item.view.is_string()) return;
    const auto expression = path::RegularExpression::create(pattern.item.view.text());
    if (expression != nullptr && !expression->matches_all(content)) report("expected a text of the form that the item asks for (regex)", "questionnaire.regex");
  }

  void limits(const TypedValue& value) {
    const TypedValue least = limit("minValue", "sdc-questionnaire-minQuantity");
    const TypedValue greatest = limit("maxValue", "sdc-questionnaire-maxQuantity");
    if (!least.name.empty() && !compares(definitions_, value, ">=", least).value_or(false)) report("expected a value not below minValue", "questionnaire.minValue");
    if (!greatest.name.empty() && !compares(definitions_, value, "<=", greatest).value_or(false)) report("expected a value not above maxValue", "questionnaire.maxValue");
    const TypedValue places = extension("maxDecimalPlaces");
    if (!places.item.view.is_number() || value.name != "valueDecimal") return;
    const std::string_view raw = value.item.view.raw();
    const std::size_t point = raw.find('.');
    const std::size_t given = point == std::string_view::npos ? 0 : raw.size() - point - 1;
    if (given > static_cast<std::size_t>(std::max(0, std::atoi(std::string(places.item.view.raw()).c_str())))) report("expected fewer decimal places", "questionnaire.maxDecimalPlaces");
  }
  TypedValue limit(std::string_view name, std::string_view of_quantity) const {
    const TypedValue own = extension(name);
    if (!own.name.empty()) return own;
    return extension_value(definitions_, item_, "http://hl7.org/fhir/uv/sdc/StructureDefinition/" + std::string(of_quantity));
  }
  TypedValue extension(std::string_view name) const { return extension_value(definitions_, item_, std::string(kBase) + std::string(name)); }

  void attachment(const TypedValue& value) {
    if (value.name != "valueAttachment") return;
    const json::View type = value.item.view.member("contentType");
    bool restricted = false;
    bool allowed = false;
    for (const json::View extension : item_.member("extension")) {
      if (!extension.member("url").equals(std::string(kBase) + "mimeType")) continue;
      restricted = true;
      allowed = allowed || (type.is_string() && extension.member("valueCode").equals(type.text()));
    }
    if (restricted && !allowed) report("expected content of one of the types that the item allows", "questionnaire.mimeType");
    const TypedValue megabytes = extension("maxSize");
    const json::View size = value.item.view.member("size");
    if (!megabytes.item.view.is_number() || !size.is_number()) return;
    if (std::atof(std::string(size.raw()).c_str()) > std::atof(std::string(megabytes.item.view.raw()).c_str()) * kBytesOfMegabyte) report("expected a smaller attachment (maxSize)", "questionnaire.maxSize");
  }

  void unit(const TypedValue& value) {
    if (value.name != "valueQuantity") return;
    bool restricted = false;
    bool allowed = false;
    for (const json::View extension : item_.member("extension")) {
      if (!extension.member("url").equals(std::string(kBase) + "questionnaire-unitOption")) continue;
      restricted = true;
      allowed = allowed || same_coding(extension.member("valueCoding"), value.item.view);
    }
    if (restricted && !allowed) report("expected one of the units of the item", "questionnaire.unit");
    const TypedValue value_set = extension("questionnaire-unitValueSet");
    if (!value_set.item.view.is_string()) return;
    const json::View quantity = value.item.view;
    if (contains(value_set.item.view.text(), quantity.member("system").text(), quantity.member("code").text()) == std::optional(false)) {
      report("expected a unit from the value set of the item", "questionnaire.unit");
    }
  }

  const Definitions& definitions_;
  const Terminology* terminology_;
  json::View item_;
  const ElementPath& path_;
  Findings& findings_;
};

}  // namespace

TypedValue typed_value(const Definitions& definitions, json::View owner, std::string_view structure, std::string_view prefix) {
  const std::optional<StructureId> id = definitions.structure(structure);
  if (!id) return {};
  for (const json::View member : owner) {
    const Element* element = definitions.element(*id, member.name());
    if (element != nullptr && element->choice_base == prefix) return {definitions.names().name(element->name), path::context_item(definitions, member, element->type)};
  }
  return {};
}

TypedValue extension_value(const Definitions& definitions, json::View item, std::string_view url) {
  for (const json::View extension : item.member("extension")) {
    if (extension.member("url").equals(url)) return typed_value(definitions, extension, "Extension", "value");
  }
  return {};
}

std::optional<bool> compares(const Definitions& definitions, const TypedValue& a, std::string_view op, const TypedValue& b) {
  const Result<path::Program> program = path::compile(definitions, "%a " + std::string(op) + " %b");
  if (!program.ok()) return std::nullopt;
  const std::array<path::Variable, 2> variables = {{{"a", a.item}, {"b", b.item}}};
  path::Environment environment;
  environment.variables = variables;
  path::Workspace workspace;
  const Result<std::optional<bool>> answer = path::decide(*program, definitions, path::Item{}, environment, workspace);
  return answer.ok() ? *answer : std::nullopt;
}

void check_answer(const Definitions& definitions, const Terminology* terminology, json::View item, json::View answer,
                  const ElementPath& path, Findings& findings) {
  AnswerCheck(definitions, terminology, item, path, findings).run(answer);
}

}  // namespace osler::fhir
