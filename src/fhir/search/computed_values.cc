#include "fhir/search/computed_values.h"

#include "fhir/path/evaluate.h"
#include "fhir/search/conversion.h"
#include "fhir/search/ordinal.h"
#include "fhir/search/search_parser.h"

namespace osler::fhir {
namespace {

/// One resource is never worth more work than this.
constexpr std::uint64_t kStepsMax = 100'000;

void add_text_as(SearchType type, std::string text, const EntrySink& sink) {
  switch (type) {
    case SearchType::kToken: return sink.add(store::Token{{}, std::move(text)});
    case SearchType::kUri: return sink.add(store::Uri{std::move(text)});
    case SearchType::kString: {
      std::string folded = fold_text(text);
      return sink.add(store::Text{std::move(folded), std::move(text)});
    }
    case SearchType::kDate: {
      if (std::optional<store::Interval> interval = date_interval(text)) sink.add(std::move(*interval));
      return;
    }
    case SearchType::kNumber: {
      const std::optional<Decimal> number = Decimal::parse(text);
      if (!number) return;
      const store::Ordinal at = ordinal_of(*number);
      return sink.add(store::Interval{{}, at, successor(at)});
    }
    default: return;
  }
}

void add_item(const Definitions& definitions, json::View resource, SearchType type, const path::Item& item, const EntrySink& sink) {
  if (item.kind != path::ItemKind::kElement) {
    if (std::optional<std::string> text = path::computed_text(item); text && !text->empty()) add_text_as(type, std::move(*text), sink);
    return;
  }
  if (!item.view.exists() || item.structure == StructureId::kNone) return;
  const Structure& structure = definitions.at(item.structure);
  const std::string_view type_name = structure.kind == StructureKind::kResource ? "Resource" : structure.name;
  const Conversion convert = conversion_for(type, type_name, structure.primitive);
  if (convert != nullptr) convert({definitions, item.element, TypeId::kNone, resource}, item.view, sink);
}

}  // namespace

void collect_computed(const Definitions& definitions, const std::vector<ComputedParameter>& parameters, StructureId structure,
                      json::View resource, std::vector<store::IndexEntry>& out) {
  path::Workspace workspace;
  const path::Item context = path::context_item(definitions, resource, structure);
  path::Environment environment;
  environment.resource = resource;
  environment.steps_max = kStepsMax;
  for (const ComputedParameter& parameter : parameters) {
    const Result<path::Collection> items = path::evaluate(parameter.program, definitions, context, environment, workspace);
    if (!items.ok()) continue;
    for (const path::Item& item : *items) add_item(definitions, resource, parameter.type, item, {out, parameter.parameter});
  }
}

}  // namespace osler::fhir
