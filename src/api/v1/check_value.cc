#include "api/v1/check_value.h"

#include <algorithm>

#include "base/base64.h"
#include "api/v1/ids.h"
#include "base/nearest.h"
#include "fhir/model/date_time.h"

namespace osler::api::v1 {
namespace {

constexpr std::string_view kUnknownPractitioner = "unknown";
constexpr std::int64_t kIntegerMax = 2'147'483'647;

bool has_space_or_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) <= ' '; });
}

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos && !has_space_or_control(text);
}

bool is_clock_time(std::string_view text) {
  return fhir::is_time(text) || (text.size() == 5 && fhir::is_time(std::string(text) + ":00"));
}

std::string enumeration_fault(const std::vector<std::string>& words, std::string_view given) {
  std::string text = "Invalid enum value. Expected ";
  std::vector<std::string_view> candidates;
  for (const std::string& word : words) {
    if (!candidates.empty()) text += " | ";
    text += "'" + word + "'";
    candidates.emplace_back(word);
  }
  if (const auto near = nearest(given, candidates)) text += "; did you mean '" + std::string(*near) + "'?";
  return text;
}

bool has_legal_length(CheckRun& run, std::string_view text, std::optional<std::size_t> length_max) {
  if (text.empty()) {
    run.fault("String must contain at least 1 character(s)");
    return false;
  }
  // A text has at most as many code points as bytes.
  if (!length_max || text.size() <= *length_max || code_points(text) <= *length_max) return true;
  run.fault("String must contain at most " + std::to_string(*length_max) + " character(s)");
  return false;
}

void check_words(CheckRun& run, const Field& field, std::string_view text) {
  const bool patching = run.options.purpose == Purpose::kPatch && !field.patch_words.empty();
  const std::vector<std::string>& words = patching ? field.patch_words : field.words;
  if (words.empty() || std::find(words.begin(), words.end(), text) != words.end()) return;
  run.fault(enumeration_fault(words, text));
}

bool is_target(const Mapping& mapping, TypeId type) {
  return mapping.targets.empty() ||
         std::find(mapping.targets.begin(), mapping.targets.end(), type) != mapping.targets.end();
}

// Spec: v1.md, section 4: any form; the prefix of another type is a fault; "unknown" stands for a practitioner.
void check_reference(CheckRun& run, const Field& field, std::string_view text) {
  const Mapping& mapping = field.fhir;
  const IdText id = read_id(run.schema, text, run.options.own_bases);
  const std::string expected = "expected " + expected_ids(run.schema, mapping.targets);
  if (id.form == IdText::Form::kTyped) {
    if (is_target(mapping, id.type)) return;
    run.fault("\"" + shown_id(run.schema, id.type, "…") + "\" is " + phrase_for(run.schema, id.type) + "; " + expected);
    return;
  }
  if (mapping.names != NameInReference::kRefused || id.form == IdText::Form::kBare || id.form == IdText::Form::kForeign)
    return;
  if (text == kUnknownPractitioner && is_target(mapping, *run.schema.definitions().resource_type("Practitioner")))
    return;
  if (id.form == IdText::Form::kUnknownPrefix) return run.fault("Unknown id prefix; " + expected);
  if (id.form == IdText::Form::kUnknownType) return run.fault("Unknown resource type; " + expected);
  run.fault("Invalid id; " + expected);
}

void check_text_form(CheckRun& run, const Field& field, std::string_view text) {
  switch (field.type) {
    case ValueType::kUri:
      if (has_space_or_control(text)) run.fault("Invalid uri");
      break;
    case ValueType::kEmail:
      if (!is_email(text)) run.fault("Invalid email");
      break;
    case ValueType::kDate:
      if (!fhir::parse_date(text) && !fhir::parse_date_time(text))
        run.fault("Invalid date; expected YYYY, YYYY-MM or YYYY-MM-DD");
      break;
    case ValueType::kDateTime: {
      const auto parsed = fhir::parse_date_time(text);
      const bool too_short =
          parsed && field.fhir.type == FhirType::kInstant && parsed->precision < fhir::DatePrecision::kDay;
      if (!parsed || too_short) run.fault("Invalid datetime; expected a date or a time such as 2025-01-15T09:00:00Z");
      break;
    }
    case ValueType::kTime:
      if (!is_clock_time(text)) run.fault("Invalid time; expected HH:mm or HH:mm:ss");
      break;
    default:
      if (field.fhir.type == FhirType::kReference) check_reference(run, field, text);
      if (field.fhir.type == FhirType::kBase64 && !field.fhir.is_base64 && !from_base64(text))
        run.fault("Invalid base64");
      break;
  }
}

void check_text_field(CheckRun& run, const Field& field, json::View value) {
  if (!value.is_string()) return run.fault(wrong_type("string", value));
  std::string scratch;
  const std::string_view text = value.text(scratch);
  // An empty word of an enumeration is told the choices.
  if ((!text.empty() || field.words.empty()) && !has_legal_length(run, text, field.length_max)) return;
  check_words(run, field, text);
  check_text_form(run, field, text);
}

void check_number(CheckRun& run, const Field& field, json::View value) {
  const bool whole = field.type == ValueType::kInteger;
  if (!value.is_number()) return run.fault(wrong_type(whole ? "integer" : "number", value));
  const std::optional<fhir::Decimal> number = fhir::Decimal::parse(value.raw());
  if (whole && !whole_number(value.raw())) return run.fault("Expected integer, received float");
  if (!number) return run.fault("Invalid number");
  const std::optional<fhir::Decimal> greatest = whole && !field.greatest ? fhir::Decimal(kIntegerMax) : field.greatest;
  const std::optional<fhir::Decimal> least = whole && !field.least ? fhir::Decimal(-kIntegerMax) : field.least;
  if (greatest && *number > *greatest) run.fault("Number must be less than or equal to " + greatest->text());
  if (least && *number < *least) run.fault("Number must be greater than or equal to " + least->text());
}

}  // namespace

std::string wrong_type(std::string_view expected, json::View value) {
  return "Expected " + std::string(expected) + ", received " + std::string(json::word_for(value.kind()));
}

std::optional<std::string_view> whole_number(std::string_view number) {
  if (number.find_first_of("eE") != std::string_view::npos) return std::nullopt;
  const std::size_t dot = number.find('.');
  if (dot == std::string_view::npos) return number;
  if (number.find_first_not_of('0', dot + 1) != std::string_view::npos) return std::nullopt;
  return number.substr(0, dot);
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

void check_scalar(CheckRun& run, const Field& field, json::View value) {
  if (field.type == ValueType::kBoolean) {
    if (!value.is_bool()) run.fault(wrong_type("boolean", value));
  } else if (field.type == ValueType::kInteger || field.type == ValueType::kNumber) {
    check_number(run, field, value);
  } else {
    check_text_field(run, field, value);
  }
}

void check_text(CheckRun& run, json::View value, std::optional<std::size_t> length_max) {
  if (!value.is_string()) return run.fault(wrong_type("string", value));
  std::string scratch;
  has_legal_length(run, value.text(scratch), length_max);
}

}  // namespace osler::api::v1
