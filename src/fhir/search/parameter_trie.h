#pragma once
// All plain paths of a resource type's parameters, merged, so that one walk over the resource finds every value.

#include <cstdint>
#include <memory>
#include <vector>

#include "fhir/search/conversion.h"
#include "fhir/search/plain_path.h"

namespace osler::fhir {

/// A composite parameter: plain paths of each part, from the element that holds all of them.
struct Composite {
  struct Source {
    PlainPath path;
    Conversion convert;
  };
  ParameterId parameter = ParameterId::kNone;
  std::vector<std::vector<Source>> parts;
};

/// Values of one composite parameter in one element are at most this many; the rest is left out.
inline constexpr std::size_t kCompositeEntriesMax = 1'000;

class ParameterTrie {
 public:
  ParameterTrie();

  /// Paths from %resource are not for a trie: `path.from_resource` must be false.
  void add(const PlainPath& path, ParameterId parameter, Conversion convert);
  void add(const PlainPath& path, Composite composite);

  bool is_empty() const { return nodes_.size() == 1 && nodes_.front().actions.empty(); }

  /// Appends the values of every added parameter, in the order of the document.
  void collect(const Definitions& definitions, json::View resource, std::vector<store::IndexEntry>& out) const;

 private:
  struct Action {
    ParameterId parameter;
    Conversion convert;  ///< Null: `composite` is meant.
    const Element* element;
    TypeId reference_type;
    std::uint32_t composite;
  };
  struct Edge {
    json::NameId name;
    std::uint32_t node;
    Guard guard;
  };
  struct Node {
    std::vector<Edge> edges;
    std::vector<Action> actions;
    std::uint64_t names = 0;  ///< One bit for each edge's name, modulo 64: most members lead nowhere.
  };
  struct Walk;

  Node& reach(const PlainPath& path);
  void visit(Walk& walk, std::uint32_t node, json::View value) const;
  void visit_one(Walk& walk, const Node& node, json::View value) const;
  void run(Walk& walk, const Node& node, const Action& action, json::View value) const;
  bool is_converted_again(const Node& node, const Action& action) const;

  std::vector<Node> nodes_;
  std::vector<Composite> composites_;
  std::vector<Conversion> conversions_of_composites_;
};

}  // namespace osler::fhir
