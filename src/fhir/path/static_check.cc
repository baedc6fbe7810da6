#include "fhir/path/static_check.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/nearest.h"
#include "fhir/path/evaluator.h"

namespace osler::fhir::path {
namespace {

/// The structures that items may have. Open: anything.
struct Types {
  bool open = true;
  bool ordered = true;
  std::vector<StructureId> structures = {};
};

constexpr std::array<std::string_view, 13> kSameItems = {"where", "first", "last", "tail", "skip", "take", "single", "trace",
                                                         "distinct", "intersect", "exclude", "sort", "defineVariable"};
constexpr std::array<std::string_view, 5> kNeedsOrder = {"first", "last", "tail", "skip", "take"};

bool is_one_of(std::span<const std::string_view> names, std::string_view name) { return std::ranges::find(names, name) != names.end(); }

class Checker {
 public:
  Checker(const Definitions& definitions, const Program& program) : definitions_(definitions), program_(program) {}

  Result<Types> check(NodeIndex index, const Types& focus) {
    const Node& node = program_.at(index);
    switch (node.kind) {
      case NodeKind::kThis: return focus;
      case NodeKind::kMember: return member(node, focus);
      case NodeKind::kFunction: return function(node, focus);
      case NodeKind::kIndexer: return indexer(node, focus);
      case NodeKind::kIs:
      case NodeKind::kAs:
      case NodeKind::kOfType: return type_operation(node, focus);
      case NodeKind::kBinary: return binary(node, focus);
      case NodeKind::kNegate:
      case NodeKind::kPlus: {
        OSLER_TRY([[maybe_unused]] const Types operand, check(program_.children_of(node).front(), focus));
        return Types{};
      }
      default: return Types{};
    }
  }

 private:
  Error at(const Node& node, const std::string& what) const {
    return invalid_input("FHIRPath: " + what + " at offset " + std::to_string(node.offset));
  }

  Result<Types> input(const Node& node, const Types& focus) {
    if (!node.has_input) return focus;
    return check(program_.children_of(node).front(), focus);
  }

  bool is_a(StructureId id, StructureId base) const {
    for (; id != StructureId::kNone; id = definitions_.at(id).base) {
      if (id == base) return true;
    }
    return false;
  }

  // Any resource may stand where an abstract one is declared; any element where Element is.
  bool is_open(StructureId id) const { return id == StructureId::kNone || definitions_.at(id).is_abstract; }

  Result<Types> member(const Node& node, const Types& focus) {
    OSLER_TRY(const Types from, input(node, focus));
    if (from.open) return Types{};
    const std::string_view name = program_.text_of(node);
    const bool names_type = !node.has_input && node.type.structure != StructureId::kNone;
    if (names_type && std::ranges::any_of(from.structures, [&](StructureId id) { return is_a(id, node.type.structure); })) return from;
    Types found{.open = false, .ordered = from.ordered};
    for (const StructureId id : from.structures) add_members(definitions_.at(id), name, found);
    if (found.structures.empty() && !found.open) return at(node, unknown_member(from, name));
    return found;
  }

  void add_members(const Structure& structure, std::string_view name, Types& found) const {
    for (const Element& element : structure.elements) {
      const bool same = element.choice_group == 0 ? definitions_.names().name(element.name) == name : element.choice_base == name;
      if (!same) continue;
      if (is_open(element.type)) found.open = true;
      else if (std::ranges::find(found.structures, element.type) == found.structures.end()) found.structures.push_back(element.type);
    }
  }

  std::string unknown_member(const Types& from, std::string_view name) const {
    const Structure& structure = definitions_.at(from.structures.front());
    std::string text = "'" + std::string(name) + "' is not an element of " + std::string(structure.name);
    if (from.structures.size() > 1) text += " or of the other types there";
    std::vector<std::string_view> names;
    for (const Element& element : structure.elements) {
      const std::string_view own = definitions_.names().name(element.name);
      if (element.choice_group != 0 && own == name) {
        return text + "; write " + std::string(element.choice_base) + ".ofType(" + std::string(element.type_name) + ")";
      }
      names.push_back(element.choice_group == 0 ? own : element.choice_base);
    }
    if (const auto near = nearest(name, names)) text += "; did you mean '" + std::string(*near) + "'?";
    return text;
  }

  Result<Types> indexer(const Node& node, const Types& focus) {
    OSLER_TRY(Types from, input(node, focus));
    if (!from.ordered) return at(node, "an index needs an order, which children() and descendants() do not have");
    return from;
  }

  Result<Types> type_operation(const Node& node, const Types& focus) {
    OSLER_TRY(const Types from, input(node, focus));
    if (node.kind == NodeKind::kIs || node.type.structure == StructureId::kNone || is_open(node.type.structure)) return Types{};
    return Types{.open = false, .ordered = from.ordered, .structures = {node.type.structure}};
  }

  Result<Types> binary(const Node& node, const Types& focus) {
    const auto operands = program_.children_of(node);
    OSLER_TRY(const Types left, check(operands[0], focus));
    OSLER_TRY(const Types right, check(operands[1], focus));
    if (node.op != Operator::kUnion || left.open || right.open) return Types{};
    Types both = left;
    both.structures.insert(both.structures.end(), right.structures.begin(), right.structures.end());
    return both;
  }

  Result<Types> function(const Node& node, const Types& focus) {
    const std::string_view name = program_.text_of(node);
    OSLER_TRY(const Types from, input(node, focus));
    if (!from.ordered && is_one_of(kNeedsOrder, name)) {
      return at(node, "'" + std::string(name) + "()' needs an order, which children() and descendants() do not have");
    }
    Types last;
    const bool per_item = name == "where" || name == "select" || name == "all" || name == "exists" || name == "iif" || name == "sort";
    for (const NodeIndex argument : program_.arguments_of(node)) {
      OSLER_TRY(last, check(argument, per_item ? from : Types{}));
    }
    if (is_one_of(kSameItems, name)) return from;
    if (name == "select") return last;
    if (name == "children" || name == "descendants") return Types{.open = true, .ordered = false};
    return Types{};
  }

  const Definitions& definitions_;
  const Program& program_;
};

}  // namespace

Status check_statically(const Definitions& definitions, const Program& program, StructureId context) {
  Types focus;
  if (context != StructureId::kNone && !definitions.at(context).is_abstract) focus = {.open = false, .structures = {context}};
  OSLER_TRY([[maybe_unused]] const Types answer, Checker(definitions, program).check(program.root, focus));
  return {};
}

}  // namespace osler::fhir::path
