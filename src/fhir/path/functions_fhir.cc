// Spec: FHIR R4, fhirpath.html#functions; type() of FHIRPath 2.0, 9.
#include <algorithm>
#include <array>

#include "fhir/path/element_definition.h"
#include "fhir/path/evaluator.h"
#include "fhir/path/xhtml_check.h"
#include "json/parser.h"

namespace osler::fhir::path {
namespace {

constexpr std::size_t kBytesPerStep = 64;  // Of a definition that is written out: memory counts as work.

Result<Collection> extension(const Call& call) {
  OSLER_TRY(const Collection argument, call.argument(0));
  OSLER_TRY(const auto url, call.evaluator.text(argument, "the url of an extension"));
  Collection found = call.evaluator.none();
  if (!url) return found;
  const json::NameId name = call.evaluator.definitions().names().find("extension");
  for (const Item& item : call.input) {
    Collection all = call.evaluator.none();
    OSLER_RETURN_IF_ERROR(call.evaluator.append_members(item, name, "extension", all));
    for (const Item& each : all) {
      if (each.view.member("url").equals(*url)) found.push_back(each);
    }
  }
  return found;
}

Result<Collection> has_extension(const Call& call) {
  OSLER_TRY(const Collection found, extension(call));
  return call.evaluator.boolean(!found.empty());
}

bool is_primitive_with_value(const Call& call, const Item& item) {
  if (item.kind != ItemKind::kElement) return item.kind != ItemKind::kReferent && item.kind != ItemKind::kTypeInfo;
  const bool primitive = item.structure != StructureId::kNone && call.evaluator.definitions().at(item.structure).kind == StructureKind::kPrimitive;
  return primitive && item.view.exists();
}

Result<Collection> has_value(const Call& call) {
  return call.evaluator.boolean(call.input.size() == 1 && is_primitive_with_value(call, call.input.front()));
}

Result<Collection> get_value(const Call& call) {
  if (call.input.size() != 1 || !is_primitive_with_value(call, call.input.front())) return call.evaluator.none();
  return call.evaluator.single(call.evaluator.system_value(call.input.front()));
}

// The type a literal reference names by its path: Type/id at its end.
StructureId type_in(const Definitions& definitions, std::string_view reference) {
  const std::size_t history = reference.find("/_history/");
  reference = reference.substr(0, history);
  const std::size_t slash = reference.rfind('/');
  if (slash == std::string_view::npos || slash + 1 == reference.size()) return StructureId::kNone;
  const std::string_view before = reference.substr(0, slash);
  const std::size_t from = before.rfind('/');
  const std::optional<TypeId> type = definitions.resource_type(from == std::string_view::npos ? before : before.substr(from + 1));
  return type ? definitions.structure_of(*type) : StructureId::kNone;
}

// The member or item of `value` that holds the node `index`.
json::View part_with(json::View value, std::uint32_t index) {
  for (const json::View part : value) {
    if (part.index() <= index && index < value.tree()->nodes()[part.index()].next) return part;
  }
  return {};
}

// The resource around an element: of a Bundle or of Parameters, the innermost one; a contained one belongs to its container.
json::View container_of(json::View resource, json::View element) {
  const json::View type = resource.member("resourceType");
  if (element.tree() != resource.tree() || !(type.equals("Bundle") || type.equals("Parameters"))) return resource;
  json::View container = resource;
  for (json::View part = part_with(resource, element.index()); part.exists(); part = part_with(part, element.index())) {
    if (part.is_array() && container.member("contained").index() == part.index()) break;
    if (part.member("resourceType").exists()) container = part;
  }
  return container;
}

std::optional<Item> contained(const Call& call, std::string_view id, json::View from) {
  const Definitions& definitions = call.evaluator.definitions();
  const json::View container = container_of(call.evaluator.resource(), from);
  if (id.empty()) return context_item(definitions, container);
  for (const json::View resource : container.member("contained")) {
    if (resource.member("id").equals(id)) return context_item(definitions, resource);
  }
  return std::nullopt;
}

std::optional<Item> referent(const Call& call, std::string_view reference, std::string_view declared_type, json::View from) {
  if (reference.starts_with('#')) return contained(call, reference.substr(1), from);
  const Environment& environment = call.evaluator.environment();
  if (environment.resolve) {
    if (std::optional<Item> found = environment.resolve(reference)) return found;
  }
  Item item;
  item.kind = ItemKind::kReferent;
  item.structure = type_in(call.evaluator.definitions(), reference);
  if (item.structure == StructureId::kNone && !declared_type.empty()) {
    item.structure = call.evaluator.definitions().structure(declared_type).value_or(StructureId::kNone);
  }
  if (item.structure == StructureId::kNone) return std::nullopt;
  return item;
}

// Without a place to look, only the type of what is referred to is known: enough for "resolve() is Patient".
Result<Collection> resolve(const Call& call) {
  if (call.evaluator.environment().context_only && !call.input.empty()) return call.fail("resolve() looks beyond the context");
  Collection found = call.evaluator.none();
  std::string scratch;
  std::string type_scratch;
  for (const Item& item : call.input) {
    std::string_view reference;
    std::string_view type;
    if (item.kind == ItemKind::kElement && item.view.is_object()) {
      if (item.view.member("reference").is_string()) reference = item.view.member("reference").text(scratch);
      if (item.view.member("type").is_string()) type = item.view.member("type").text(type_scratch);
    } else {
      const Item value = call.evaluator.system_value(item);
      if (value.kind == ItemKind::kString) reference = value.text;
    }
    if (reference.empty() && type.empty()) continue;
    if (const std::optional<Item> target = referent(call, reference, type, item.view)) found.push_back(*target);
  }
  return found;
}

Result<Collection> type_of(const Call& call) {
  Collection result = call.evaluator.none();
  for (const Item& item : call.input) {
    Item info;
    info.kind = ItemKind::kTypeInfo;
    info.space = item.kind == ItemKind::kElement || item.kind == ItemKind::kReferent ? "FHIR" : "System";
    switch (item.kind) {
      case ItemKind::kBoolean: info.text = "Boolean"; break;
      case ItemKind::kInteger: info.text = "Integer"; break;
      case ItemKind::kDecimal: info.text = "Decimal"; break;
      case ItemKind::kString: info.text = "String"; break;
      case ItemKind::kDate: info.text = "Date"; break;
      case ItemKind::kDateTime: info.text = "DateTime"; break;
      case ItemKind::kTime: info.text = "Time"; break;
      case ItemKind::kQuantity: info.text = "Quantity"; break;
      case ItemKind::kTypeInfo: info.text = "TypeInfo"; break;
      default:
        if (item.structure == StructureId::kNone) continue;
        info.text = call.evaluator.definitions().at(item.structure).name;
    }
    result.push_back(info);
  }
  return result;
}

// Types of the base specification; of profiles, what the environment knows.
Result<Collection> conforms_to(const Call& call) {
  OSLER_TRY(const std::optional<Item> item, call.evaluator.optional_item(call.input, "conformsTo()"));
  OSLER_TRY(const Collection argument, call.argument(0));
  OSLER_TRY(const auto url, call.evaluator.text(argument, "the url of a profile"));
  if (!item || !url) return call.evaluator.none();
  const auto& of_profile = call.evaluator.environment().conforms_to;
  if (of_profile) {
    if (const std::optional<bool> known = of_profile(*item, *url)) return call.evaluator.boolean(*known);
  }
  constexpr std::string_view kBase = "http://hl7.org/fhir/StructureDefinition/";
  const std::optional<StructureId> structure =
      url->starts_with(kBase) ? call.evaluator.definitions().structure(url->substr(kBase.size())) : std::nullopt;
  if (!structure) return call.fail("conformsTo() knows no such profile");
  return call.evaluator.boolean(call.evaluator.is_type(*item, TypeName{*structure, SystemType::kNone}));
}

// The items that are in a slice of a profile. Spec: FHIR R4, fhirpath.html#functions.
Result<Collection> slice(const Call& call) {
  OSLER_TRY(const Collection structure, call.argument(0));
  OSLER_TRY(const auto url, call.evaluator.text(structure, "the url of a profile"));
  OSLER_TRY(const Collection name, call.argument(1));
  OSLER_TRY(const auto slice_name, call.evaluator.text(name, "the name of a slice"));
  Collection found = call.evaluator.none();
  if (!url || !slice_name) return found;
  const std::string wanted = std::string(*url) + "#" + std::string(*slice_name);
  const auto& knows = call.evaluator.environment().conforms_to;
  for (const Item& item : call.input) {
    const std::optional<bool> inside = knows ? knows(item, wanted) : std::nullopt;
    if (!inside) return call.fail("slice() knows no such profile, or no slice of that name in it");
    if (*inside) found.push_back(item);
  }
  return found;
}

// Whether every modifier extension is one of those named. Spec: FHIR R4, fhirpath.html#functions.
Result<Collection> check_modifiers(const Call& call) {
  Collection known = call.evaluator.none();
  for (std::size_t i = 0; i < call.argument_count(); ++i) {
    OSLER_TRY(const Collection url, call.argument(i));
    known.insert(known.end(), url.begin(), url.end());
  }
  for (const Item& item : call.input) {
    for (const json::View extension : item.view.member("modifierExtension")) {
      OSLER_RETURN_IF_ERROR(call.evaluator.charge(1 + known.size()));
      const auto is_it = [&](const Item& url) { return extension.member("url").equals(call.evaluator.system_value(url).text); };
      if (std::ranges::none_of(known, is_it)) return call.evaluator.boolean(false);
    }
  }
  return call.evaluator.boolean(true);
}

// Spec: FHIR R4, fhirpath.html#functions.
Result<Collection> element_definition(const Call& call) {
  Collection found = call.evaluator.none();
  const Definitions& definitions = call.evaluator.definitions();
  const std::optional<StructureId> structure = definitions.structure("ElementDefinition");
  for (const Item& item : call.input) {
    const std::string text = element_definition_of(definitions, item);
    if (text.empty() || !structure) continue;
    OSLER_RETURN_IF_ERROR(call.evaluator.charge(1 + text.size() / kBytesPerStep));
    json::Parser parser;
    OSLER_TRY(json::Tree tree, parser.parse(json::PaddedBytes(text), definitions.names()));
    found.push_back(context_item(definitions, call.evaluator.workspace().keep(std::move(tree)), *structure));
  }
  return found;
}

// Spec: FHIR R4, narrative.html#Narrative, invariants txt-1 and txt-2.
Result<Collection> html_checks(const Call& call) {
  OSLER_TRY(const std::optional<Item> item, call.evaluator.optional_item(call.input, "htmlChecks()"));
  if (!item) return call.evaluator.none();
  const Item value = call.evaluator.system_value(*item);
  return call.evaluator.boolean(value.kind == ItemKind::kString && check_xhtml(value.text) == XhtmlFault::kNone);
}

constexpr std::array kFunctions = std::to_array<Function>({
    {"extension", 1, 1, extension},
    {"hasExtension", 1, 1, has_extension},
    {"hasValue", 0, 0, has_value},
    {"getValue", 0, 0, get_value},
    {"resolve", 0, 0, resolve},
    {"type", 0, 0, type_of},
    {"conformsTo", 1, 1, conforms_to},
    {"elementDefinition", 0, 0, element_definition},
    {"slice", 2, 2, slice},
    {"checkModifiers", 0, 255, check_modifiers},
    {"htmlChecks", 0, 0, html_checks},
});

}  // namespace

std::span<const Function> fhir_functions() { return kFunctions; }

}  // namespace osler::fhir::path
