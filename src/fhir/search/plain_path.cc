#include "fhir/search/plain_path.h"

#include <algorithm>
#include <iterator>

#include "fhir/search/expression_branches.h"

namespace osler::fhir {
namespace {

using path::Node;
using path::NodeIndex;
using path::NodeKind;
using Paths = std::optional<std::vector<PlainPath>>;

// Known defect of the R4 text: "value.as(DateTime)" means dateTime.
bool same_type_name(std::string_view a, std::string_view b) {
  if (a.size() != b.size() || a.empty()) return false;
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return lower(a.front()) == lower(b.front()) && a.substr(1) == b.substr(1);
}

class Reader {
 public:
  Reader(const Definitions& definitions, const path::Program& parsed, StructureId start, StructureId resource)
      : definitions_(definitions), program_(parsed), start_(start), resource_(resource) {}

  Paths read(NodeIndex index) const {
    const Node& node = program_.at(index);
    switch (node.kind) {
      case NodeKind::kThis: return one(PlainPath{.end = start_});
      case NodeKind::kExternal:
        if (program_.text_of(node) != "resource") return std::nullopt;
        return one(PlainPath{.from_resource = true, .end = resource_});
      case NodeKind::kBinary: return node.op == path::Operator::kUnion ? both(node) : std::nullopt;
      case NodeKind::kMember: return member(node);
      case NodeKind::kAs: return of_type(input(node), program_.text_of(node));
      case NodeKind::kFunction: return function(node);
      default: return std::nullopt;
    }
  }

 private:
  static Paths one(PlainPath path) {
    std::vector<PlainPath> paths;
    paths.push_back(std::move(path));
    return paths;
  }

  Paths input(const Node& node) const {
    if (!node.has_input) return one(PlainPath{.end = start_});
    return read(program_.children_of(node).front());
  }

  Paths both(const Node& node) const {
    const auto operands = program_.children_of(node);
    Paths left = read(operands[0]);
    Paths right = read(operands[1]);
    if (!left || !right) return std::nullopt;
    left->insert(left->end(), right->begin(), right->end());
    return left;
  }

  bool names_context(std::string_view name) const {
    for (StructureId id = start_; id != StructureId::kNone; id = definitions_.at(id).base) {
      if (definitions_.at(id).name == name) return true;
    }
    return false;
  }

  Paths member(const Node& node) const {
    const std::string_view name = program_.text_of(node);
    if (!node.has_input && names_context(name)) return one(PlainPath{.end = start_});
    const Paths paths = input(node);
    if (!paths) return std::nullopt;
    return stepped(*paths, name);
  }

  // One step further on every path. Into "any resource" the walk cannot be planned.
  Paths stepped(const std::vector<PlainPath>& paths, std::string_view name) const {
    std::vector<PlainPath> result;
    for (const PlainPath& path : paths) {
      if (path.end == StructureId::kNone || path.reference_type != TypeId::kNone) return std::nullopt;
      if (definitions_.at(path.end).is_abstract && definitions_.at(path.end).kind == StructureKind::kResource) return std::nullopt;
      for (const Element& element : definitions_.at(path.end).elements) {
        // A choice has the name of its base; some published parameters write it as in JSON.
        const bool named = definitions_.names().name(element.name) == name || (element.choice_group != 0 && element.choice_base == name);
        if (!named) continue;
        PlainPath longer = path;
        longer.steps.push_back({&element, {}});
        longer.end = element.type;
        result.push_back(std::move(longer));
      }
    }
    if (result.empty()) return std::nullopt;
    return result;
  }

  bool specializes(StructureId id, std::string_view name) const {
    for (; id != StructureId::kNone; id = definitions_.at(id).base) {
      if (definitions_.at(id).name == name) return true;
    }
    return false;
  }

  // Exactly that type if the choice offers it, else its specializations: (source as uri) does not mean sourceCanonical.
  Paths of_type(const Paths& paths, std::string_view name) const {
    if (!paths) return std::nullopt;
    if (name.starts_with("FHIR.")) name.remove_prefix(5);
    std::vector<PlainPath> exact;
    std::vector<PlainPath> special;
    for (const PlainPath& path : *paths) {
      if (path.last() == nullptr) return std::nullopt;
      if (same_type_name(path.last()->type_name, name)) exact.push_back(path);
      if (specializes(path.end, name)) special.push_back(path);
    }
    if (exact.empty() && special.empty()) return std::nullopt;
    return exact.empty() ? special : exact;
  }

  Paths function(const Node& node) const {
    const std::string_view name = program_.text_of(node);
    const auto arguments = program_.arguments_of(node);
    if (arguments.size() != 1) return std::nullopt;
    const Node& argument = program_.at(arguments[0]);
    if (name == "as" || name == "ofType") {
      return argument.kind == NodeKind::kMember && !argument.has_input ? of_type(input(node), program_.text_of(argument)) : std::nullopt;
    }
    if (name == "extension" && argument.kind == NodeKind::kLiteral) return extension(node, argument);
    if (name != "where") return std::nullopt;
    if (argument.kind == NodeKind::kIs) return of_reference_type(input(node), argument);
    if (argument.kind == NodeKind::kBinary && argument.op == path::Operator::kEqual) return guarded(input(node), argument);
    return std::nullopt;
  }

  Paths extension(const Node& node, const Node& url) const {
    const auto* text = std::get_if<std::string>(&program_.literal_of(url));
    const Paths inputs = input(node);
    if (text == nullptr || !inputs) return std::nullopt;
    Paths paths = stepped(*inputs, "extension");
    if (!paths) return std::nullopt;
    for (PlainPath& path : *paths) path.steps.back().guard = {definitions_.names().find("url"), *text};
    return paths;
  }

  // where(resolve() is X)
  Paths of_reference_type(Paths paths, const Node& test) const {
    const Node& resolved = program_.at(program_.children_of(test).front());
    const bool is_resolve = resolved.kind == NodeKind::kFunction && !resolved.has_input && program_.text_of(resolved) == "resolve";
    const std::optional<TypeId> type = definitions_.resource_type(program_.text_of(test));
    if (!paths || !is_resolve || !type) return std::nullopt;
    for (PlainPath& path : *paths) path.reference_type = *type;
    return paths;
  }

  // where(name = 'text')
  Paths guarded(Paths paths, const Node& test) const {
    const auto operands = program_.children_of(test);
    const Node& left = program_.at(operands[0]);
    const Node& right = program_.at(operands[1]);
    if (!paths || left.kind != NodeKind::kMember || left.has_input || right.kind != NodeKind::kLiteral) return std::nullopt;
    const auto* text = std::get_if<std::string>(&program_.literal_of(right));
    const json::NameId member = definitions_.names().find(program_.text_of(left));
    if (text == nullptr || member == json::NameId::kUnknown) return std::nullopt;
    for (PlainPath& path : *paths) {
      const bool fits = !path.steps.empty() && !path.steps.back().guard.is_set() && definitions_.element(path.end, member) != nullptr;
      if (!fits) return std::nullopt;
      path.steps.back().guard = {member, *text};
    }
    return paths;
  }

  const Definitions& definitions_;
  const path::Program& program_;
  StructureId start_;
  StructureId resource_;
};

// A parameter on an extension means the extension's value.
std::vector<PlainPath> with_extension_values(const Definitions& definitions, std::vector<PlainPath> paths) {
  std::vector<PlainPath> result;
  for (PlainPath& path : paths) {
    if (path.last() == nullptr || path.last()->type_name != "Extension") {
      result.push_back(std::move(path));
      continue;
    }
    for (const Element& element : definitions.at(path.end).elements) {
      if (element.choice_base != "value") continue;
      PlainPath longer = path;
      longer.steps.push_back({&element, {}});
      longer.end = element.type;
      result.push_back(std::move(longer));
    }
  }
  return result;
}

}  // namespace

std::optional<std::vector<PlainPath>> plain_paths(const Definitions& definitions, const path::Program& parsed,
                                                  StructureId start, StructureId resource) {
  Paths paths = Reader(definitions, parsed, start, resource).read(parsed.root);
  if (!paths) return std::nullopt;
  return with_extension_values(definitions, std::move(*paths));
}

std::optional<std::vector<PlainPath>> paths_of_parameter(const Definitions& definitions, TypeId type, const SearchParameter& parameter) {
  const StructureId structure = definitions.structure_of(type);
  std::vector<PlainPath> all;
  for (const std::string_view branch : branches_for(definitions, type, parameter.expression)) {
    const Result<path::Program> parsed = path::parse(branch);
    if (!parsed.ok()) return std::nullopt;
    std::optional<std::vector<PlainPath>> paths = plain_paths(definitions, *parsed, structure, structure);
    if (!paths) return std::nullopt;
    std::move(paths->begin(), paths->end(), std::back_inserter(all));
  }
  if (all.empty()) return std::nullopt;
  return all;
}

}  // namespace osler::fhir
