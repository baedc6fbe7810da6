#include "api/v1/value_reader.h"

#include "base/base64.h"
#include "api/v1/duration.h"
#include "api/v1/ids.h"
#include "api/v1/narrative.h"

namespace osler::api::v1 {
namespace {

bool write_text(json::View value, json::Writer& writer) {
  if (!value.is_string()) return false;
  writer.raw(value.raw());
  return true;
}

bool write_coding_object(json::View coding, json::Writer& writer) {
  bool any = false;
  for (const std::string_view name : {"system", "code", "display"}) any = any || coding.member(name).is_string();
  if (!any) return false;
  writer.begin_object();
  for (const std::string_view name : {"system", "code", "display"}) {
    const json::View member = coding.member(name);
    if (!member.is_string()) continue;
    writer.key(name);
    writer.raw(member.raw());
  }
  writer.end_object();
  return true;
}

// A coding that our own table made reads as the word; the text too, when it is a word for that same code.
bool write_table_word(const Mapping& mapping, json::View coding, json::View text, json::Writer& writer) {
  if (mapping.codes.empty() || !coding.member("code").is_string()) return false;
  const CodeEntry* entry = mapping.codes.find_coding(coding.member("system").text(), coding.member("code").text());
  if (entry == nullptr) return false;
  if (text.is_string()) {
    const CodeEntry* alias = mapping.codes.find_word(text.text());
    if (alias != nullptr && alias->code == entry->code && alias->system == entry->system)
      return write_text(text, writer);
  }
  writer.value(entry->word);
  return true;
}

bool has_known_shape(const Mapping& mapping, json::View coding) {
  const json::View code = coding.member("code");
  if (mapping.patterns.empty() || !code.is_string()) return false;
  const CodePattern* pattern = find_pattern(mapping.patterns, code.text());
  return pattern != nullptr && coding.member("system").equals(pattern->system);
}

/// Words of a closed list read as words even when the list does not know them.
bool shows_codes(const Field& field) {
  return field.fhir.is_closed || !field.words.empty() || field.type == ValueType::kCode;
}

// Spec: v1.md, section 12, rule 2: the shape that was written comes back; a coding from elsewhere is an object.
bool write_concept(const Field& field, json::View concept_value, json::Writer& writer) {
  const Mapping& mapping = field.fhir;
  const json::View text = concept_value.member("text");
  const json::View codings = concept_value.member("coding");
  const json::View first = codings.at(0);
  if (field.type == ValueType::kObject) {
    if (write_coding_object(first, writer)) return true;
    if (!text.is_string()) return false;
    writer.begin_object();
    writer.key("display");
    writer.raw(text.raw());
    writer.end_object();
    return true;
  }
  for (const json::View coding : codings) {
    if (write_table_word(mapping, coding, text, writer)) return true;
  }
  if (has_known_shape(mapping, first)) return write_text(first.member("code"), writer);
  if (shows_codes(field)) return write_text(first.member("code"), writer) || write_text(text, writer);
  return write_coding_object(first, writer) || write_text(text, writer);
}

bool write_coding(const Field& field, json::View coding, json::Writer& writer) {
  if (field.type == ValueType::kObject) return write_coding_object(coding, writer);
  if (write_table_word(field.fhir, coding, {}, writer)) return true;
  const bool code_first = field.fhir.unknown_is_code || shows_codes(field) || has_known_shape(field.fhir, coding);
  const json::View code = coding.member("code");
  const json::View display = coding.member("display");
  return code_first ? write_text(code, writer) || write_text(display, writer)
                    : write_text(display, writer) || write_text(code, writer);
}

bool write_reference(const Schema& schema, json::View reference, json::Writer& writer) {
  const json::View target = reference.member("reference");
  if (!target.is_string())
    return write_text(reference.member("display"), writer) ||
           write_text(reference.member("identifier").member("value"), writer);
  std::string scratch;
  std::string shown;
  append_shown_reference(schema, target.text(scratch), shown);
  writer.value(shown);
  return true;
}

bool write_canonical(const Schema& schema, json::View canonical, json::Writer& writer) {
  if (!canonical.is_string()) return false;
  std::string shown;
  append_shown_reference(schema, canonical.text(), shown);
  writer.value(shown);
  return true;
}

bool write_number(const Field& field, json::View number, json::View holder, json::Writer& writer) {
  if (!number.is_number()) return false;
  if (!field.fhir.fixed.exists()) {
    writer.raw(number.raw());
    return true;
  }
  const std::optional<std::string> converted = converted_duration(number.raw(), holder, field.fhir.fixed);
  if (converted) writer.raw(*converted);
  return converted.has_value();
}

bool write_base64(json::View value, json::Writer& writer) {
  const std::optional<std::string> bytes = value.is_string() ? from_base64(value.text()) : std::nullopt;
  if (bytes) writer.value(*bytes);
  return bytes.has_value();
}

void append_words(json::View words, std::string& name) {
  const auto append = [&name](json::View word) {
    if (!word.is_string()) return;
    if (!name.empty()) name += ' ';
    name += word.text();
  };
  if (!words.is_array()) return append(words);
  for (const json::View word : words) append(word);
}

}  // namespace

std::string full_name(json::View human_name) {
  if (human_name.member("text").is_string()) return human_name.member("text").text();
  std::string name;
  for (const std::string_view part : {"prefix", "given", "family", "suffix"})
    append_words(human_name.member(part), name);
  return name;
}

bool write_shown_value(const Schema& schema, const Field& field, json::View element, json::View holder,
                       json::Writer& writer) {
  switch (field.fhir.type) {
    case FhirType::kReference: return write_reference(schema, element, writer);
    case FhirType::kCodeableConcept: return write_concept(field, element, writer);
    case FhirType::kCoding: return write_coding(field, element, writer);
    case FhirType::kCanonical: return write_canonical(schema, element, writer);
    case FhirType::kNumber: return write_number(field, element, holder, writer);
    case FhirType::kBoolean:
      if (element.is_bool()) writer.raw(element.raw());
      return element.is_bool();
    case FhirType::kNarrative:
      if (!element.member("div").is_string()) return false;
      writer.value(narrative_text(element.member("div").text()));
      return true;
    case FhirType::kHumanName: {
      const std::string name = full_name(element);
      if (!name.empty()) writer.value(name);
      return !name.empty();
    }
    case FhirType::kBase64: return field.fhir.is_base64 ? write_base64(element, writer) : write_text(element, writer);
    default: return write_text(element, writer);
  }
}

}  // namespace osler::api::v1
