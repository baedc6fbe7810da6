#include "fhir/search/own_parameters.h"

#include <algorithm>
#include <cstdio>

#include "fhir/search/facet.h"
#include "fhir/search/read_search_parameter.h"

namespace osler::fhir {
namespace {

std::vector<AddedParameter> in_effect(const std::vector<OwnParameter>& all) {
  std::vector<AddedParameter> live;
  for (const OwnParameter& parameter : all) {
    if (parameter.is_live()) live.push_back(parameter.definition);
  }
  return live;
}

// A newer build may know an element no more; then the parameter is unknown, and the others are not harmed.
std::vector<OwnParameter> compilable(const Definitions& r4, std::vector<OwnParameter> all) {
  const Definitions known = r4.with_parameters(in_effect(all));
  for (OwnParameter& parameter : all) {
    if (!parameter.is_live()) continue;
    const Status checked = check_expression(known, parameter.definition);
    if (checked.ok()) continue;
    std::fprintf(stderr, "osler: search parameter %s is not in effect: %s\n", parameter.definition.url.c_str(), checked.error().message.c_str());
    parameter.state = OwnState::kRetired;
  }
  return all;
}

/// Walks every place of a query that names a parameter.
class Collector {
 public:
  void add(ParameterId id) {
    const ParameterId parameter = without_facet(id);
    if (number_of(parameter) < kAddedParameterMin) return;
    if (std::ranges::find(found_, parameter) == found_.end()) found_.push_back(parameter);
  }
  void add(const store::Expr& expr) {
    std::visit([this](const auto& node) { add_node(node); }, expr.node);
  }
  std::vector<ParameterId> take() { return std::move(found_); }

 private:
  void add_all(const std::vector<store::Expr>& parts) {
    for (const store::Expr& part : parts) add(part);
  }
  void add_node(const store::All& node) { add_all(node.parts); }
  void add_node(const store::Any& node) { add_all(node.parts); }
  void add_node(const store::Not& node) { add_all(node.part); }
  void add_node(const store::Present& node) { add(node.parameter); }
  void add_node(const store::Where& node) { add(node.parameter); }
  void add_node(const store::Ids&) {}
  void add_node(const store::Updated&) {}
  void add_node(const store::Points& node) {
    add(node.reference);
    add_all(node.where);
  }
  void add_node(const store::PointedAt& node) {
    add(node.reference);
    add_all(node.where);
  }
  void add_node(const store::Within& node) {
    add(node.reference);
    add(node.link);
    add_all(node.where);
  }
  void add_node(const store::Mentions&) {}
  void add_node(const store::Holds& node) {
    add(node.by);
    add_all(node.where);
  }
  void add_node(const store::IsType&) {}

  std::vector<ParameterId> found_;
};

}  // namespace

OwnParameters::OwnParameters(const Definitions& r4, std::vector<OwnParameter> all, std::uint64_t number)
    : all_(compilable(r4, std::move(all))), number_(number), definitions_(r4.with_parameters(in_effect(all_))) {
  plans_.resize(r4.type_number_max() + std::size_t{1});
  for (const TypeId type : r4.resource_types()) {
    std::vector<const SearchParameter*> added;
    for (const SearchParameter* parameter : definitions_.search_parameters(type)) {
      if (number_of(parameter->id) >= kAddedParameterMin) added.push_back(parameter);
    }
    if (added.empty()) continue;
    Result<TypePlan> plan = make_type_plan(definitions_, type, added);
    OSLER_ASSERT(plan.ok());  // Each was compiled before.
    plans_[number_of(type)] = std::make_unique<const TypePlan>(*std::move(plan));
  }
}

const OwnParameter* OwnParameters::find(ParameterId id) const {
  const auto found = std::ranges::find(all_, without_facet(id), [](const OwnParameter& one) { return one.definition.id; });
  return found == all_.end() ? nullptr : &*found;
}

bool OwnParameters::is_ready(ParameterId id) const {
  const OwnParameter* own = find(id);
  return own != nullptr && own->state == OwnState::kReady;
}

std::vector<ParameterId> OwnParameters::building() const {
  std::vector<ParameterId> ids;
  for (const OwnParameter& own : all_) {
    if (own.state == OwnState::kBuilding) ids.push_back(own.definition.id);
  }
  return ids;
}

void OwnParameters::extract(TypeId type, json::View resource, std::vector<store::IndexEntry>& out) const {
  if (number_of(type) >= plans_.size() || plans_[number_of(type)] == nullptr) return;
  collect_entries(definitions_, *plans_[number_of(type)], type, resource, out);
}

std::vector<ParameterId> own_parameters_in(const store::Query& query) {
  Collector collector;
  collector.add(query.where);
  for (const store::SortKey& key : query.sort) {
    if (key.by == store::SortBy::kParameter) collector.add(key.parameter);
  }
  return collector.take();
}

}  // namespace osler::fhir
