#include "fhir/search/parameter_trie.h"

#include <algorithm>
#include <forward_list>

namespace osler::fhir {
namespace {

std::uint64_t bit_of(json::NameId name) { return std::uint64_t{1} << (static_cast<unsigned>(name) & 63U); }

bool passes(const Guard& guard, json::View value) {
  return !guard.is_set() || value.member(guard.member).equals(guard.value);
}

// Calls `found` for every element the path leads to.
template <class Found>
void follow(const PlainPath& path, std::size_t step, json::View value, const Found& found) {
  if (value.is_array()) {
    for (const json::View element : value) follow(path, step, element, found);
    return;
  }
  if (!value.exists() || value.is_null()) return;
  if (step > 0 && !passes(path.steps[step - 1].guard, value)) return;
  if (step == path.steps.size()) return found(value);
  follow(path, step + 1, value.member(path.steps[step].element->name), found);
}

using Atoms = std::vector<store::Atom>;

// What conversions gave, for no parameter in particular: an Observation's quantity is asked for by two parameters and two
// composites, and a conversion to canonical units is dear.
class Converted {
 public:
  const std::vector<store::IndexEntry>& of(Conversion convert, const ConversionContext& context, json::View value) {
    const char* place = value.raw().data();
    for (const One& one : all_) {
      const bool is_same = one.place == place && one.convert == convert && one.element == context.element &&
                           one.reference_type == context.reference_type;
      if (is_same) return one.entries;
    }
    One& fresh = all_.emplace_front(One{place, convert, context.element, context.reference_type, {}});
    convert(context, value, {fresh.entries, ParameterId::kNone});
    return fresh.entries;
  }

 private:
  struct One {
    const char* place;
    Conversion convert;
    const Element* element;
    TypeId reference_type;
    std::vector<store::IndexEntry> entries;
  };
  std::forward_list<One> all_;
};

ParameterId of_parameter(ParameterId parameter, ParameterId of_none) {
  return static_cast<ParameterId>(static_cast<std::uint16_t>(number_of(parameter) + number_of(of_none)));
}
static_assert(facet(ParameterId{7}, Facet::kUnit) == static_cast<ParameterId>(7 + number_of(facet(ParameterId::kNone, Facet::kUnit))));

// The values of one part: those of the parameter itself and those with units, not its other facets.
Atoms atoms_of(const Definitions& definitions, json::View resource, json::View base, const std::vector<Composite::Source>& sources,
               Converted& converted) {
  Atoms atoms;
  for (const Composite::Source& source : sources) {
    const ConversionContext context{definitions, source.path.last(), source.path.reference_type, resource};
    follow(source.path, 0, source.path.from_resource ? resource : base, [&](json::View value) {
      for (const store::IndexEntry& entry : converted.of(source.convert, context, value)) {
        const bool wanted = entry.parameter == ParameterId::kNone || entry.parameter == facet(ParameterId::kNone, Facet::kUnit);
        if (wanted && entry.parts.size() == 1) atoms.push_back(entry.parts.front());
      }
    });
  }
  return atoms;
}

// Every way to take one atom of each part.
void add_combinations(ParameterId parameter, const std::vector<Atoms>& parts, std::vector<store::IndexEntry>& out) {
  std::vector<std::size_t> chosen(parts.size(), 0);
  for (std::size_t made = 0; made < kCompositeEntriesMax; ++made) {
    store::IndexEntry& entry = out.emplace_back();
    entry.parameter = parameter;
    entry.parts.reserve(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) entry.parts.push_back(parts[i][chosen[i]]);
    std::size_t place = 0;
    while (place < parts.size() && ++chosen[place] == parts[place].size()) chosen[place++] = 0;
    if (place == parts.size()) return;
  }
}

}  // namespace

struct ParameterTrie::Walk {
  const Definitions& definitions;
  json::View resource;
  std::vector<store::IndexEntry>& out;
  Converted converted = {};
};

ParameterTrie::ParameterTrie() : nodes_(1) {}

ParameterTrie::Node& ParameterTrie::reach(const PlainPath& path) {
  OSLER_ASSERT(!path.from_resource);
  std::uint32_t at = 0;
  for (const PathStep& step : path.steps) {
    Node& node = nodes_[at];
    const auto found = std::find_if(node.edges.begin(), node.edges.end(), [&](const Edge& edge) {
      return edge.name == step.element->name && edge.guard == step.guard;
    });
    if (found != node.edges.end()) {
      at = found->node;
      continue;
    }
    const auto next = static_cast<std::uint32_t>(nodes_.size());
    node.names |= bit_of(step.element->name);
    node.edges.push_back({step.element->name, next, step.guard});
    nodes_.emplace_back();
    at = next;
  }
  return nodes_[at];
}

void ParameterTrie::add(const PlainPath& path, ParameterId parameter, Conversion convert) {
  reach(path).actions.push_back({parameter, convert, path.last(), path.reference_type, 0});
}

void ParameterTrie::add(const PlainPath& path, Composite composite) {
  const auto index = static_cast<std::uint32_t>(composites_.size());
  reach(path).actions.push_back({composite.parameter, nullptr, path.last(), TypeId::kNone, index});
  for (const auto& sources : composite.parts) {
    for (const Composite::Source& source : sources) conversions_of_composites_.push_back(source.convert);
  }
  composites_.push_back(std::move(composite));
}

void ParameterTrie::collect(const Definitions& definitions, json::View resource, std::vector<store::IndexEntry>& out) const {
  if (!resource.is_object()) return;
  Walk walk{definitions, resource, out};
  visit_one(walk, nodes_.front(), resource);
}

void ParameterTrie::visit(Walk& walk, std::uint32_t index, json::View value) const {
  const Node& node = nodes_[index];
  if (!value.is_array()) return visit_one(walk, node, value);
  for (const json::View element : value) visit_one(walk, node, element);
}

void ParameterTrie::visit_one(Walk& walk, const Node& node, json::View value) const {
  for (const Action& action : node.actions) run(walk, node, action, value);
  if (node.edges.empty() || !value.is_object()) return;
  for (const json::View member : value) {
    if ((node.names & bit_of(member.name())) == 0) continue;
    for (const Edge& edge : node.edges) {
      if (edge.name != member.name()) continue;
      if (!edge.guard.is_set()) {
        visit(walk, edge.node, member);
      } else if (!member.is_array()) {
        if (passes(edge.guard, member)) visit_one(walk, nodes_[edge.node], member);
      } else {
        for (const json::View element : member) {
          if (passes(edge.guard, element)) visit_one(walk, nodes_[edge.node], element);
        }
      }
    }
  }
}

// Whether another parameter, or a composite, is likely to ask for the same values.
bool ParameterTrie::is_converted_again(const Node& node, const Action& action) const {
  const auto& others = conversions_of_composites_;
  return node.actions.size() > 1 || std::find(others.begin(), others.end(), action.convert) != others.end();
}

void ParameterTrie::run(Walk& walk, const Node& node, const Action& action, json::View value) const {
  if (action.convert != nullptr) {
    const ConversionContext context{walk.definitions, action.element, action.reference_type, walk.resource};
    if (!is_converted_again(node, action)) return action.convert(context, value, {walk.out, action.parameter});
    for (const store::IndexEntry& entry : walk.converted.of(action.convert, context, value)) {
      walk.out.push_back({of_parameter(action.parameter, entry.parameter), entry.parts});
    }
    return;
  }
  const Composite& composite = composites_[action.composite];
  std::vector<Atoms> parts;
  parts.reserve(composite.parts.size());
  for (const auto& sources : composite.parts) {
    parts.push_back(atoms_of(walk.definitions, walk.resource, value, sources, walk.converted));
    if (parts.back().empty()) return;
  }
  add_combinations(composite.parameter, parts, walk.out);
}

}  // namespace osler::fhir
