// Spec: FHIR R4, search.html#reference and #uri.
#include "fhir/model/resource_id.h"
#include "fhir/search/conversion.h"
#include "fhir/search/references.h"
#include "fhir/search/search_parser.h"

namespace osler::fhir {
namespace {

using store::Reference;
using store::Text;
using store::Token;
using store::Uri;

// A canonical is found with and without its version.
void add_canonical(std::string url, const EntrySink& sink) {
  const std::size_t bar = url.find('|');
  if (bar != std::string::npos && bar > 0) sink.add(Reference{TypeId::kNone, url.substr(0, bar)});
  sink.add(Reference{TypeId::kNone, std::move(url)});
}

// "#m". Its type is that of what is contained under this id.
void add_contained(const ConversionContext& context, std::string_view id, const EntrySink& sink) {
  bool wanted = context.reference_type == TypeId::kNone;
  for (const json::View contained : context.resource.member("contained")) {
    if (wanted) break;
    wanted = contained.member("id").equals(id) && contained.member("resourceType").equals(context.definitions.name_of(context.reference_type));
  }
  if (wanted) sink.add(Facet::kContained, Token{{}, std::string(id)});
}

void add_reference_text(const ConversionContext& context, std::string_view text, const EntrySink& sink) {
  if (text.size() > 1 && text.front() == '#') return add_contained(context, text.substr(1), sink);
  const ReferenceText reference = read_reference(context.definitions, text);
  const bool wanted = context.reference_type == TypeId::kNone || reference.type == context.reference_type;
  if (!wanted) return;
  if (reference.form == ReferenceText::Form::kRelative) sink.add(Reference{reference.type, std::string(reference.id)});
  if (reference.form == ReferenceText::Form::kAbsolute) add_canonical(std::string(text), sink);
}

// The type of a logical reference, as far as it tells.
bool may_be_of_type(const ConversionContext& context, json::View value) {
  if (context.reference_type == TypeId::kNone) return true;
  std::string scratch;
  const json::View type = value.member("type");
  if (type.is_string()) return type.equals(context.definitions.name_of(context.reference_type));
  return read_reference(context.definitions, value.member("reference").text(scratch)).type == context.reference_type;
}

void add_described(const ConversionContext& context, json::View value, const EntrySink& sink) {
  const json::View identifier = value.member("identifier");
  const json::View display = value.member("display");
  if ((!identifier && !display) || !may_be_of_type(context, value)) return;
  if (identifier) {
    const json::View system = identifier.member("system");
    const json::View code = identifier.member("value");
    if (code.is_string()) sink.add(Facet::kIdentifier, Token{system.is_string() ? system.text() : "", code.text()});
  }
  if (display.is_string()) {
    std::string exact = display.text();
    std::string folded = fold_text(exact);
    if (!folded.empty()) sink.add(Facet::kText, Text{std::move(folded), std::move(exact)});
  }
}

void convert_reference(const ConversionContext& context, json::View value, const EntrySink& sink) {
  const json::View reference = value.member("reference");
  if (reference.is_string()) {
    std::string scratch;
    add_reference_text(context, reference.text(scratch), sink);
  }
  add_described(context, value, sink);
}

// canonical, uri, oid and the like stand for the thing they name.
void convert_canonical(const ConversionContext& context, json::View value, const EntrySink& sink) {
  if (!value.is_string()) return;
  std::string text = value.text();
  if (text.empty() || text.front() == '#') return;
  const ReferenceText reference = read_reference(context.definitions, text);
  if (reference.form == ReferenceText::Form::kRelative) {
    sink.add(Reference{reference.type, std::string(reference.id)});
  } else {
    add_canonical(std::move(text), sink);
  }
}

// A resource held in place of a reference: Bundle.entry[0].resource.
void convert_resource(const ConversionContext& context, json::View value, const EntrySink& sink) {
  std::string scratch;
  const std::optional<TypeId> type = context.definitions.resource_type(value.member("resourceType").text(scratch));
  const std::string id = value.member("id").is_string() ? value.member("id").text() : std::string();
  if (type && is_resource_id(id)) sink.add(Reference{*type, id});
}

void convert_uri(const ConversionContext& context, json::View value, const EntrySink& sink) {
  if (!value.is_string()) return;
  std::string text = value.text();
  if (text.empty()) return;
  const bool is_canonical = context.element != nullptr && context.element->primitive == Primitive::kCanonical;
  const std::size_t bar = is_canonical ? text.find('|') : std::string::npos;
  if (bar != std::string::npos && bar > 0) sink.add(Uri{text.substr(0, bar)});
  sink.add(Uri{std::move(text)});
}

}  // namespace

Conversion reference_conversion(std::string_view type_name, Primitive primitive) {
  switch (primitive) {
    case Primitive::kNone: break;
    case Primitive::kUri:
    case Primitive::kUrl:
    case Primitive::kCanonical:
    case Primitive::kOid:
    case Primitive::kUuid: return convert_canonical;
    default: return nullptr;
  }
  if (type_name == "Reference") return convert_reference;
  const bool is_resource = type_name == "Resource" || type_name == "DomainResource";
  return is_resource ? convert_resource : nullptr;
}

Conversion uri_conversion(std::string_view, Primitive primitive) {
  switch (primitive) {
    case Primitive::kUri:
    case Primitive::kUrl:
    case Primitive::kCanonical:
    case Primitive::kOid:
    case Primitive::kUuid:
    case Primitive::kString:
    case Primitive::kId:
    case Primitive::kCode: return convert_uri;
    default: return nullptr;
  }
}

}  // namespace osler::fhir
