#include "api/v1/value_writer.h"

#include <algorithm>

#include "base/base64.h"
#include "api/v1/check_value.h"
#include "api/v1/narrative.h"
#include "fhir/model/resource_id.h"

namespace osler::api::v1 {
namespace {

constexpr std::size_t kDateBytes = 10;      // YYYY-MM-DD
constexpr std::size_t kShortTimeBytes = 5;  // HH:mm

void set_text(json::DraftNode object, std::string_view member, std::string_view text) {
  if (!text.empty()) object.ensure_member(member).set_string(text);
}

void write_coding(json::DraftNode coding, std::string_view system, std::string_view code, std::string_view display) {
  coding.make_object();
  set_text(coding, "system", system);
  set_text(coding, "code", code);
  set_text(coding, "display", display);
}

// {system, code, display} as it was sent.
void copy_coding(json::View value, json::DraftNode coding) {
  coding.make_object();
  for (const json::View member : value) {
    if (!member.is_null()) coding.ensure_member(member.key()).set_view(member);
  }
}

/// The coding that a word or a code stands for; false if it stands for none.
bool write_known_code(const Mapping& mapping, std::string_view text, json::DraftNode coding) {
  if (const CodeEntry* entry = mapping.codes.find_word(text)) {
    write_coding(coding, entry->system, entry->code, entry->display);
    return true;
  }
  const CodePattern* pattern = find_pattern(mapping.patterns, text);
  if (pattern != nullptr) write_coding(coding, pattern->system, text, {});
  return pattern != nullptr;
}

void write_concept(const Mapping& mapping, json::View value, json::DraftNode target) {
  target.make_object();
  if (value.is_object()) {
    copy_coding(value, target.ensure_member("coding").append());
    const json::View display = value.member("display");
    if (display.is_string()) target.ensure_member("text").set_view(display);
    return;
  }
  std::string scratch;
  const std::string_view text = value.text(scratch);
  const bool has_word = mapping.codes.find_word(text) != nullptr;
  const bool has_shape = !has_word && find_pattern(mapping.patterns, text) != nullptr;
  if (has_word || has_shape) write_known_code(mapping, text, target.ensure_member("coding").append());
  if (!has_shape && !(has_word && mapping.is_closed)) target.ensure_member("text").set_view(value);
}

void write_coding_field(const Mapping& mapping, json::View value, json::DraftNode target) {
  if (value.is_object()) return copy_coding(value, target);
  std::string scratch;
  const std::string_view text = value.text(scratch);
  if (write_known_code(mapping, text, target)) return;
  target.make_object().ensure_member(mapping.unknown_is_code ? "code" : "display").set_view(value);
}

/// The one type that a bare id has among those permitted; the first of them when nobody has it. kNone: undecided, and
/// said so.
TypeId type_of_bare_id(MappingRun& run, const Field& field, std::string_view id) {
  const std::vector<TypeId>& targets = field.fhir.targets;
  const auto is_named_by_field = [&](TypeId type) {
    return equal_without_case(std::string(run.schema.definitions().name_of(type)) + "Id", field.name);
  };
  if (targets.size() == 1 || (!targets.empty() && is_named_by_field(targets.front()))) return targets.front();

  std::vector<TypeId> found;
  const auto ask = [&](TypeId type) {
    if (run.exists(type, id)) found.push_back(type);
  };
  if (targets.empty()) {
    for (const auto& resource : run.schema.resources()) ask(resource->type);
  } else {
    std::for_each(targets.begin(), targets.end(), ask);
  }
  if (found.size() == 1) return found.front();
  if (found.empty() && !targets.empty()) return targets.front();
  if (found.empty()) {
    run.findings.add(run.path.text(), "no resource has this id; expected an id with its prefix, or Type/id");
  } else {
    run.findings.add(run.path.text(),
                     "several resources have this id; expected one of " + expected_ids(run.schema, found));
  }
  return TypeId::kNone;
}

void write_name_reference(const Mapping& mapping, json::View value, std::string_view text, json::DraftNode target) {
  target.make_object().ensure_member("display").set_view(value);
  if (mapping.names != NameInReference::kDisplayAndIdentifier) return;
  json::DraftNode identifier = target.ensure_member("identifier").make_object();
  if (const CodePattern* pattern = find_pattern(mapping.patterns, text))
    set_text(identifier, "system", pattern->system);
  identifier.ensure_member("value").set_view(value);
}

// Spec: v1.md, section 4; section 12, rules 1, 6 and 7.
void write_reference(MappingRun& run, const Field& field, json::View value, json::DraftNode target) {
  std::string scratch;
  const std::string_view text = value.text(scratch);
  IdText id = read_id(run.schema, text, run.own_bases);
  const bool takes_names = field.fhir.names != NameInReference::kRefused;
  if (id.form == IdText::Form::kBare && !takes_names) {
    const bool practitioner = text == "unknown" && field.fhir.targets.size() > 0 &&
                              std::any_of(field.fhir.targets.begin(), field.fhir.targets.end(), [&run](TypeId type) {
                                return run.schema.definitions().name_of(type) == "Practitioner";
                              });
    if (practitioner) return write_name_reference(field.fhir, value, text, target);
    const TypeId type = type_of_bare_id(run, field, id.id);
    if (type == TypeId::kNone) return;
    id = {IdText::Form::kTyped, type, id.id};
  }
  if (id.form == IdText::Form::kTyped) {
    std::string reference(run.schema.definitions().name_of(id.type));
    reference += '/';
    reference += id.id;
    target.make_object().ensure_member("reference").set_string(reference);
  } else if (id.form == IdText::Form::kForeign) {
    target.make_object().ensure_member("reference").set_view(value);
  } else {
    write_name_reference(field.fhir, value, text, target);
  }
}

// Canonicals take ids too; everything else stays as it is.
void write_canonical(MappingRun& run, const Field& field, json::View value, json::DraftNode target) {
  std::string scratch;
  const IdText id = read_id(run.schema, value.text(scratch), run.own_bases);
  TypeId type = id.type;
  if (id.form == IdText::Form::kBare && !field.fhir.targets.empty()) type = field.fhir.targets.front();
  if (type == TypeId::kNone) return target.set_view(value);
  target.set_string(std::string(run.schema.definitions().name_of(type)) + "/" + std::string(id.id));
}

void write_time_value(const Field& field, json::View value, json::DraftNode target) {
  std::string scratch;
  const std::string_view text = value.text(scratch);
  const FhirType type = field.fhir.type;
  if (type == FhirType::kDate && text.size() > kDateBytes) {
    target.set_string(text.substr(0, kDateBytes));
  } else if (type == FhirType::kInstant && text.size() == kDateBytes) {
    target.set_string(std::string(text) + "T00:00:00Z");
  } else if (type == FhirType::kTime && text.size() == kShortTimeBytes) {
    target.set_string(std::string(text) + ":00");
  } else {
    target.set_view(value);
  }
}

void write_number(const Field& field, json::View value, json::DraftNode target) {
  const auto whole = field.type == ValueType::kInteger ? whole_number(value.raw()) : std::nullopt;
  if (whole) {
    target.set_number(*whole);
  } else {
    target.set_view(value);
  }
}

}  // namespace

void write_value(MappingRun& run, const Field& field, json::View value, json::DraftNode target) {
  switch (field.fhir.type) {
    case FhirType::kReference: return write_reference(run, field, value, target);
    case FhirType::kCodeableConcept: return write_concept(field.fhir, value, target);
    case FhirType::kCoding: return write_coding_field(field.fhir, value, target);
    case FhirType::kCanonical: return write_canonical(run, field, value, target);
    case FhirType::kNumber: return write_number(field, value, target);
    case FhirType::kDate:
    case FhirType::kInstant:
    case FhirType::kTime: return write_time_value(field, value, target);
    case FhirType::kNarrative:
      target.make_object().ensure_member("status").set_string("additional");
      return target.ensure_member("div").set_string(narrative_div(value.text()));
    case FhirType::kBase64:
      if (field.fhir.is_base64) return target.set_string(to_base64(value.text()));
      return target.set_view(value);
    default: return target.set_view(value);
  }
}

void merge_fixed(json::View fixed, json::DraftNode holder, Existing existing) {
  for (const json::View member : fixed) {
    const std::string name = member.key();
    if (existing == Existing::kKeep && holder.member(name).exists()) continue;
    holder.ensure_member(name).set_view(member);
  }
}

}  // namespace osler::api::v1
