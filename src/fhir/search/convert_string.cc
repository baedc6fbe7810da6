// Spec: FHIR R4, search.html#string.
#include "fhir/search/conversion.h"
#include "fhir/search/search_parser.h"

namespace osler::fhir {
namespace {

using store::Text;

void add_text(json::View value, const EntrySink& sink) {
  if (value.is_array()) {
    for (const json::View each : value) add_text(each, sink);
    return;
  }
  if (!value.is_string()) return;
  std::string exact = value.text();
  std::string folded = fold_text(exact);
  // Text of punctuation alone is found by ":exact" only.
  if (!exact.empty()) sink.add(Text{std::move(folded), std::move(exact)});
}

void convert_text(const ConversionContext&, json::View value, const EntrySink& sink) { add_text(value, sink); }

void convert_number(const ConversionContext&, json::View value, const EntrySink& sink) {
  if (value.is_number()) sink.add(Text{fold_text(value.raw()), std::string(value.raw())});
}

template <std::size_t size>
void add_members(json::View value, const std::string_view (&names)[size], const EntrySink& sink) {
  for (const std::string_view name : names) add_text(value.member(name), sink);
}

// Any of the parts may match. Spec: FHIR R4, patient.html#search, "name".
void convert_human_name(const ConversionContext&, json::View value, const EntrySink& sink) {
  static constexpr std::string_view kParts[] = {"family", "given", "prefix", "suffix", "text"};
  add_members(value, kParts, sink);
}

void convert_address(const ConversionContext&, json::View value, const EntrySink& sink) {
  static constexpr std::string_view kParts[] = {"line", "city", "district", "state", "postalCode", "country", "text"};
  add_members(value, kParts, sink);
}

void convert_codeable_concept(const ConversionContext&, json::View value, const EntrySink& sink) {
  add_text(value.member("text"), sink);
  for (const json::View coding : value.member("coding")) add_text(coding.member("display"), sink);
}

template <const char* name>
void convert_member(const ConversionContext&, json::View value, const EntrySink& sink) {
  add_text(value.member(name), sink);
}

constexpr char kTextMember[] = "text";
constexpr char kValueMember[] = "value";
constexpr char kDisplayMember[] = "display";

}  // namespace

Conversion string_conversion(std::string_view type_name, Primitive primitive) {
  switch (primitive) {
    case Primitive::kNone: break;
    case Primitive::kInteger:
    case Primitive::kPositiveInt:
    case Primitive::kUnsignedInt:
    case Primitive::kDecimal: return convert_number;
    case Primitive::kBoolean: return nullptr;
    default: return convert_text;
  }
  if (type_name == "HumanName") return convert_human_name;
  if (type_name == "Address") return convert_address;
  if (type_name == "CodeableConcept") return convert_codeable_concept;
  if (type_name == "Annotation") return convert_member<kTextMember>;
  if (type_name == "ContactPoint" || type_name == "Identifier") return convert_member<kValueMember>;
  if (type_name == "Coding" || type_name == "Reference") return convert_member<kDisplayMember>;
  return nullptr;
}

}  // namespace osler::fhir
