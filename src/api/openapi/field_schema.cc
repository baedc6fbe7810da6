#include "api/openapi/field_schema.h"

#include "api/openapi/names.h"
#include "json/writer.h"

namespace osler::api::openapi {
namespace {

using v1::FhirType;
using v1::Field;
using v1::FieldSet;
using v1::ValueType;

constexpr std::size_t kWordsShownMax = 12;

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : std::string(between)) + word;
  return text;
}

std::string any_of(const std::string& first, const std::string& second) {
  return "{\"anyOf\":[" + first + "," + second + "]}";
}

std::string_view json_type(ValueType type) {
  switch (type) {
    case ValueType::kBoolean: return "boolean";
    case ValueType::kInteger: return "integer";
    case ValueType::kNumber: return "number";
    case ValueType::kObject: return "object";
    default: return "string";
  }
}

bool is_concept(const Field& field) {
  return field.fhir.type == FhirType::kCodeableConcept || field.fhir.type == FhirType::kCoding;
}

// As api/v1/check.cc decides it.
bool takes_coding(const Field& field, Shape shape) {
  if (field.type == ValueType::kCoded) return true;
  return shape != Shape::kShown && field.fhir.type == FhirType::kCodeableConcept && !field.fhir.is_closed &&
         field.words.empty() && field.type != ValueType::kObject;
}

std::string names_of_targets(const Field& field, const fhir::Definitions& definitions) {
  if (field.fhir.targets.empty()) return "Id of any resource: prefixed, or Type/id.";
  std::string text = "Id of ";
  for (const TypeId target : field.fhir.targets) {
    text += (text.size() > 6 ? ", " : "") + std::string(definitions.name_of(target));
  }
  return text + (field.fhir.names == v1::NameInReference::kRefused ? "." : ", or a name.");
}

std::string words_of(const Field& field) {
  std::vector<std::string> words;
  for (const v1::CodeEntry& entry : field.fhir.codes.entries()) {
    if (words.size() == kWordsShownMax) {
      words.emplace_back("…");
      break;
    }
    words.push_back(entry.word);
  }
  return joined(words, ", ");
}

std::string description_of(const Field& field, const std::vector<std::string>& words, Shape shape,
                           const fhir::Definitions& definitions) {
  if (shape == Shape::kShown && !words.empty()) {
    return "One of " + joined(words, ", ") + "; what was written through FHIR may show another code.";
  }
  if (field.fhir.type == FhirType::kReference) return names_of_targets(field, definitions);
  switch (field.type) {
    case ValueType::kDate: return "YYYY, YYYY-MM or YYYY-MM-DD.";
    case ValueType::kDateTime: return "An instant with its zone, such as 2025-01-15T09:00:00Z, or a date.";
    case ValueType::kTime: return "HH:mm or HH:mm:ss.";
    default: break;
  }
  if (!words.empty() || field.fhir.codes.empty()) return {};
  return "A text. These words also get their code: " + words_of(field) + ".";
}

void write_limits(json::Writer& writer, const Field& field) {
  if (json_type(field.type) == "string" && field.words.empty()) writer.member("minLength", 1);
  if (field.length_max) writer.member("maxLength", static_cast<std::uint64_t>(*field.length_max));
  if (field.least) {
    writer.key("minimum");
    writer.raw(field.least->text());
  }
  if (field.greatest) {
    writer.key("maximum");
    writer.raw(field.greatest->text());
  }
}

std::string scalar(const Field& field, Shape shape, const fhir::Definitions& definitions) {
  const bool patching = shape == Shape::kPatch && !field.patch_words.empty();
  const std::vector<std::string>& words = patching ? field.patch_words : field.words;
  std::string json;
  json::Writer writer(json);
  writer.begin_object();
  writer.member("type", json_type(field.type));
  if (const std::string text = description_of(field, words, shape, definitions); !text.empty())
    writer.member("description", text);
  if (field.type == ValueType::kEmail) writer.member("format", "email");
  if (shape != Shape::kShown) {
    write_limits(writer, field);
    if (!words.empty()) {
      writer.key("enum");
      writer.begin_array();
      for (const std::string& word : words) writer.value(word);
      writer.end_array();
    }
    if (shape == Shape::kCreate && field.default_value.exists() && !field.is_array) {
      writer.key("default");
      writer.raw(field.default_value.raw());
    }
  }
  if (field.is_read_only) writer.member("readOnly", true);
  writer.end_object();
  return json;
}

std::string list_of(const std::string& item, const Field& field, Shape shape) {
  std::string json;
  json::Writer writer(json);
  writer.begin_object();
  writer.member("type", "array");
  writer.key("items");
  writer.raw(item);
  if (shape != Shape::kShown) {
    if (field.items_min) writer.member("minItems", static_cast<std::uint64_t>(*field.items_min));
    if (field.items_max) writer.member("maxItems", static_cast<std::uint64_t>(*field.items_max));
  }
  writer.end_object();
  return json;
}

std::string sentence_of(const v1::Constraint& rule) {
  using Kind = v1::Constraint::Kind;
  const std::string when = rule.condition + " is " + joined(rule.words, " or ");
  switch (rule.kind) {
    case Kind::kAnyOf:
      return "At least one of " + joined(rule.fields, ", ") + (rule.condition.empty() ? "" : ", unless " + when) + ".";
    case Kind::kRequires: return rule.fields[0] + " needs " + rule.fields[1] + ".";
    case Kind::kOnlyWhen: return rule.fields[0] + " only when " + when + ".";
    case Kind::kEquals: return rule.fields[0] + " equals " + rule.fields[1] + " when both are there.";
    case Kind::kOrdered: return rule.fields[0] + " is not later than " + rule.fields[1] + ".";
    case Kind::kSpan: return "Of " + joined(rule.fields, ", ") + " the one that is missing is computed.";
  }
  return {};
}

}  // namespace

std::string rules_in_words(const FieldSet& set) {
  std::string text;
  const auto add = [&text](const std::string& sentence) { text += (text.empty() ? "" : " ") + sentence; };
  for (const std::vector<std::string>& group : set.exclusive) add("Only one of " + joined(group, ", ") + ".");
  if (!set.one_of.empty()) add("Exactly one of " + joined(set.one_of, ", ") + ".");
  for (const v1::Constraint& rule : set.constraints) add(sentence_of(rule));
  return text;
}

std::string FieldSchemas::object_name(const Field& field, std::string_view owner) {
  const auto known = named_.find(field.members);
  if (known != named_.end()) return known->second;
  if (!field.shared_type.empty()) return field.shared_type;
  std::string name(owner);
  return name + capitalized_words(field.name);
}

std::string FieldSchemas::object(const Field& field, std::string_view owner) {
  const std::string name = object_name(field, owner);
  if (named_.contains(field.members) || components_.schemas.contains(name)) return reference_to("schemas", name);
  named_.emplace(field.members, name);  // Before its members, which may refer to it.
  std::string json;
  json::Writer writer(json);
  writer.begin_object();
  writer.member("type", "object");
  if (const std::string rules = rules_in_words(*field.members); !rules.empty()) writer.member("description", rules);
  writer.key("properties");
  writer.begin_object();
  for (const Field& member : field.members->fields) {
    writer.key(member.name);
    writer.raw(schema_of(member, name, Shape::kCreate));
  }
  writer.end_object();
  std::vector<std::string> required;
  for (const Field& member : field.members->fields) {
    if (member.is_required) required.push_back(member.name);
  }
  if (!required.empty()) {
    writer.key("required");
    writer.begin_array();
    for (const std::string& member : required) writer.value(member);
    writer.end_array();
  }
  writer.member("additionalProperties", false);
  writer.end_object();
  components_.schemas.emplace(name, std::move(json));
  return reference_to("schemas", name);
}

std::string FieldSchemas::single(const Field& field, std::string_view owner, Shape shape) {
  if (field.type == ValueType::kObject) {
    if (field.members == nullptr) return R"({"type":"object"})";
    const std::string members = object(field, owner);
    return is_concept(field) ? any_of(R"({"type":"string"})", members) : members;
  }
  const std::string plain = scalar(field, shape, definitions_);
  return takes_coding(field, shape) ? any_of(plain, reference_to("schemas", "Coding")) : plain;
}

std::string FieldSchemas::schema_of(const Field& field, std::string_view owner, Shape shape) {
  const std::string item = single(field, owner, shape);
  std::string json = item;
  const bool single_or_list =
      shape == Shape::kShown ? field.scalar_when_single : field.accepts_array || field.accepts_single;
  if (single_or_list) {
    json = any_of(item, list_of(item, field, shape));
  } else if (field.is_array) {
    json = list_of(item, field, shape);
  }
  return shape == Shape::kPatch && !field.is_required ? any_of(json, R"({"type":"null"})") : json;
}

}  // namespace osler::api::openapi
