#include "fhir/search/sweep_extractor.h"

#include <algorithm>

#include "json/parser.h"

namespace osler::fhir {

SweepExtractor::SweepExtractor(std::shared_ptr<const OwnParameters> own, const std::vector<ParameterId>& parameters) : own_(std::move(own)) {
  const Definitions& definitions = own_->definitions();
  plans_.resize(definitions.type_number_max() + std::size_t{1});
  for (const TypeId type : definitions.resource_types()) {
    std::vector<const SearchParameter*> wanted;
    for (const SearchParameter* parameter : definitions.search_parameters(type)) {
      if (std::ranges::find(parameters, parameter->id) != parameters.end()) wanted.push_back(parameter);
    }
    if (wanted.empty()) continue;
    Result<TypePlan> plan = make_type_plan(definitions, type, wanted);
    OSLER_ASSERT(plan.ok());  // Each was compiled for the snapshot.
    plans_[number_of(type)] = std::make_unique<const TypePlan>(*std::move(plan));
    types_.push_back(type);
  }
  std::ranges::sort(types_);
}

Status SweepExtractor::extract(store::Partition, TypeId type, std::string_view text, std::vector<store::IndexEntry>& out) const {
  const TypePlan* plan = number_of(type) < plans_.size() ? plans_[number_of(type)].get() : nullptr;
  if (plan == nullptr) return {};
  thread_local json::Parser parser;
  const Result<json::Tree> tree = parser.parse(json::PaddedBytes(text), own_->definitions().names());
  if (!tree.ok() || !tree->root().is_object()) return internal_error("a stored text is no JSON object");
  collect_entries(own_->definitions(), *plan, type, tree->root(), out);
  return {};
}

Status SweepExtractor::folded_text(store::Partition, TypeId, std::string_view, ParameterId, std::string& out) const {
  out.clear();
  return {};
}

Status SweepExtractor::contained(store::Partition, TypeId, std::string_view, std::vector<store::Contained>& out) const {
  out.clear();
  return {};
}

store::ParameterEpoch SweepExtractor::epoch(store::Partition, ParameterId) const { return 0; }

bool SweepExtractor::is_complete(store::Partition, ParameterId) const { return false; }

}  // namespace osler::fhir
