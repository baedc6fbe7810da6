// Spec: FHIR R4, search.html#token.
#include "fhir/search/conversion.h"
#include "fhir/search/search_parser.h"

namespace osler::fhir {
namespace {

using store::Text;
using store::Token;

std::string text_of(json::View value) { return value.is_string() ? value.text() : std::string(); }

void add_text(json::View text, const EntrySink& sink) {
  if (!text.is_string()) return;
  std::string exact = text.text();
  std::string folded = fold_text(exact);
  if (!folded.empty()) sink.add(Facet::kText, Text{std::move(folded), std::move(exact)});
}

// A plain code belongs to the system of its required value set.
void convert_code(const ConversionContext& context, json::View value, const EntrySink& sink) {
  if (!value.is_string()) return;
  Token token{{}, value.text()};
  if (token.code.empty()) return;
  const Element* element = context.element;
  if (element != nullptr && element->binding_strength == BindingStrength::kRequired && element->binding != ValueSetId::kNone) {
    const std::optional<Concept> known = context.definitions.find(element->binding, token.code);
    if (known) token.system = known->system;
  }
  sink.add(std::move(token));
}

void convert_scalar(const ConversionContext&, json::View value, const EntrySink& sink) {
  if (value.is_object() || value.is_array() || value.is_null()) return;
  std::string code = value.text();
  if (!code.empty()) sink.add(Token{{}, std::move(code)});
}

void convert_coding(const ConversionContext&, json::View value, const EntrySink& sink) {
  Token token{text_of(value.member("system")), text_of(value.member("code"))};
  if (!token.system.empty() || !token.code.empty()) sink.add(std::move(token));
  add_text(value.member("display"), sink);
}

void convert_codeable_concept(const ConversionContext& context, json::View value, const EntrySink& sink) {
  for (const json::View coding : value.member("coding")) convert_coding(context, coding, sink);
  add_text(value.member("text"), sink);
}

void convert_identifier(const ConversionContext&, json::View value, const EntrySink& sink) {
  Token token{text_of(value.member("system")), text_of(value.member("value"))};
  if (token.system.empty() && token.code.empty()) return;
  const json::View type = value.member("type");
  if (!token.code.empty()) {
    for (const json::View coding : type.member("coding")) {
      Token kind{text_of(coding.member("system")), text_of(coding.member("code"))};
      if (!kind.code.empty()) sink.add_pair(Facet::kOfType, std::move(kind), Token{{}, token.code});
    }
  }
  sink.add(std::move(token));
  add_text(type.member("text"), sink);
}

// The value alone, and under the name of the contact system, so that "phone|555" works as well. The text of R4 leaves the
// system of a ContactPoint empty.
void convert_contact_point(const ConversionContext&, json::View value, const EntrySink& sink) {
  const std::string number = text_of(value.member("value"));
  if (number.empty()) return;
  const std::string system = text_of(value.member("system"));
  sink.add(Token{{}, number});
  if (!system.empty()) sink.add(Token{system, number});
}

}  // namespace

Conversion token_conversion(std::string_view type_name, Primitive primitive) {
  if (primitive == Primitive::kCode) return convert_code;
  if (primitive != Primitive::kNone) return convert_scalar;
  if (type_name == "Coding") return convert_coding;
  if (type_name == "CodeableConcept") return convert_codeable_concept;
  if (type_name == "Identifier") return convert_identifier;
  if (type_name == "ContactPoint") return convert_contact_point;
  return nullptr;
}

}  // namespace osler::fhir
