// Looks up the names, types and functions of a parsed expression.
#include <algorithm>
#include <array>
#include <map>

#include "base/nearest.h"
#include "fhir/path/evaluator.h"
#include "fhir/path/program.h"
#include "fhir/path/regular_expression.h"

namespace osler::fhir::path {
namespace {

Error at(const Node& node, const std::string& what) {
  return invalid_input("FHIRPath: " + what + " at offset " + std::to_string(node.offset));
}

constexpr std::size_t kPatternsMax = 100;
constexpr std::size_t kFixedMax = 100;

class Binder {
 public:
  Binder(const Definitions& definitions, Program program) : definitions_(definitions), program_(std::move(program)) {}

  Result<Program> run() {
    for (Node& node : program_.nodes) {
      if (node.kind == NodeKind::kMember) {
        bind_member(node);
      } else if (node.kind == NodeKind::kFunction) {
        OSLER_RETURN_IF_ERROR(bind_function(node));
      } else if (node.kind == NodeKind::kIs || node.kind == NodeKind::kAs) {
        OSLER_RETURN_IF_ERROR(bind_type(node, program_.texts[node.text]));
      }
    }
    number_fixed();
    return std::move(program_);
  }

 private:
  // Worth keeping: what walks through a whole tree, and what is made of that alone. A node's children stand before it.
  void number_fixed() {
    std::vector<bool> is_fixed(program_.nodes.size());
    std::vector<bool> has_walk(program_.nodes.size());
    std::map<std::string, std::uint16_t> numbers;
    std::vector<std::string> keys(program_.nodes.size());
    for (NodeIndex i = 0; i < program_.nodes.size(); ++i) {
      Node& node = program_.nodes[i];
      const std::span<const NodeIndex> children = program_.children_of(node);
      const bool of_fixed = !children.empty() && std::ranges::all_of(children, [&](NodeIndex child) { return child < i && is_fixed[child]; });
      const bool walks = node.kind == NodeKind::kFunction && program_.texts[node.text] == "descendants";
      const bool is_root = node.kind == NodeKind::kExternal && (program_.texts[node.text] == "resource" || program_.texts[node.text] == "rootResource");
      const bool is_made = node.kind == NodeKind::kMember || node.kind == NodeKind::kAs || node.kind == NodeKind::kOfType ||
                           (node.kind == NodeKind::kBinary && node.op == Operator::kUnion) || walks;
      is_fixed[i] = is_root || (is_made && of_fixed);
      if (!is_fixed[i]) continue;
      keys[i] = std::to_string(static_cast<int>(node.kind)) + ":" + std::to_string(static_cast<int>(node.type.structure)) + "," +
                std::to_string(static_cast<int>(node.type.system)) + ":" + (node.kind == NodeKind::kBinary ? std::string() : program_.texts[node.text]);
      has_walk[i] = walks;
      for (const NodeIndex child : children) {
        keys[i] += "(" + keys[child] + ")";
        has_walk[i] = has_walk[i] || has_walk[child];
      }
      if (!has_walk[i]) continue;
      if (numbers.size() >= kFixedMax && !numbers.contains(keys[i])) continue;
      node.fixed = numbers.try_emplace(keys[i], static_cast<std::uint16_t>(numbers.size() + 1)).first->second;
    }
    program_.fixed_count = static_cast<std::uint16_t>(numbers.size());
  }

  void bind_member(Node& node) {
    const std::string& name = program_.texts[node.text];
    node.name = definitions_.names().find(name);
    const bool may_be_type = !node.has_input && !name.empty() && name.front() >= 'A' && name.front() <= 'Z';
    if (may_be_type) node.type.structure = definitions_.structure(name).value_or(StructureId::kNone);
  }

  Status bind_type(Node& node, std::string_view name) {
    std::string_view space;
    const std::size_t dot = name.find('.');
    if (dot != std::string_view::npos) {
      space = name.substr(0, dot);
      name = name.substr(dot + 1);
    }
    const std::optional<TypeName> type = find_type(definitions_, space, name);
    if (!type) return at(node, "unknown type '" + std::string(name) + "'");
    node.type = *type;
    return {};
  }

  // is(T), as(T) and ofType(T) take the name of a type where others take an expression.
  Status bind_type_function(Node& node, NodeKind kind) {
    const std::span<const NodeIndex> arguments = program_.arguments_of(node);
    if (arguments.size() != 1) return at(node, "expected one type");
    const Node& argument = program_.at(arguments[0]);
    if (argument.kind != NodeKind::kMember) return at(node, "expected the name of a type");
    std::string name = program_.texts[argument.text];
    if (argument.has_input) {
      const Node& space = program_.at(program_.children_of(argument).front());
      if (space.kind != NodeKind::kMember || space.has_input) return at(node, "expected the name of a type");
      name = program_.texts[space.text] + "." + name;
    }
    OSLER_RETURN_IF_ERROR(bind_type(node, name));
    node.kind = kind;
    node.children_count = node.has_input ? 1 : 0;
    return {};
  }

  Status bind_function(Node& node) {
    const std::string& name = program_.texts[node.text];
    if (name == "is") return bind_type_function(node, NodeKind::kIs);
    if (name == "as") return bind_type_function(node, NodeKind::kAs);
    if (name == "ofType") return bind_type_function(node, NodeKind::kOfType);
    const std::span<const Function> functions = all_functions();
    const auto found = std::find_if(functions.begin(), functions.end(), [&](const Function& known) { return known.name == name; });
    if (found == functions.end()) return at(node, "unknown function '" + name + "()'" + suggestion(name));
    const std::size_t count = program_.arguments_of(node).size();
    if (count < found->arguments_min || count > found->arguments_max) {
      return at(node, "'" + name + "()' takes " + std::to_string(found->arguments_min) + " to " + std::to_string(found->arguments_max) + " arguments");
    }
    node.function = static_cast<std::uint16_t>(found - functions.begin());
    const bool has_pattern = name == "matches" || name == "matchesFull" || name == "replaceMatches";
    return has_pattern ? bind_pattern(node) : Status{};
  }

  // Compiling a pattern costs more than matching it.
  Status bind_pattern(Node& node) {
    const Node& argument = program_.at(program_.arguments_of(node).front());
    const auto* text = argument.kind == NodeKind::kLiteral ? std::get_if<std::string>(&program_.literal_of(argument)) : nullptr;
    if (text == nullptr || program_.patterns.size() >= kPatternsMax) return {};
    std::shared_ptr<const RegularExpression> pattern = RegularExpression::create(*text);
    if (pattern == nullptr) return at(node, "the regular expression cannot be read");
    program_.patterns.push_back(std::move(pattern));
    node.pattern = static_cast<std::uint16_t>(program_.patterns.size());
    return {};
  }

  static std::string suggestion(std::string_view name) {
    std::vector<std::string_view> names = {"is", "as", "ofType"};
    for (const Function& known : all_functions()) names.push_back(known.name);
    const std::optional<std::string_view> near = nearest(name, names);
    return near ? "; did you mean '" + std::string(*near) + "()'?" : std::string();
  }

  const Definitions& definitions_;
  Program program_;
};

SystemType find_system_type(std::string_view name) {
  static constexpr std::array<std::string_view, 9> kNames = {"", "Boolean", "String", "Integer", "Decimal", "Date", "DateTime", "Time", "Quantity"};
  for (std::size_t i = 1; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<SystemType>(i);
  }
  return SystemType::kNone;
}

}  // namespace

std::optional<TypeName> find_type(const Definitions& definitions, std::string_view space, std::string_view name) {
  TypeName type;
  if (space.empty() || space == "FHIR") type.structure = definitions.structure(name).value_or(StructureId::kNone);
  if (type.structure != StructureId::kNone) return type;
  if (space.empty() || space == "System") type.system = find_system_type(name);
  // System.Patient is no error: nothing is of that type.
  if (type.system == SystemType::kNone && space != "System") return std::nullopt;
  return type;
}

std::span<const Function> all_functions() {
  static const std::vector<Function> kAll = [] {
    std::vector<Function> all;
    for (const auto group : {existence_functions(), filter_functions(), subset_functions(), combine_functions(), conversion_functions(),
                             string_functions(), math_functions(), boundary_functions(), tree_functions(), utility_functions(), fhir_functions(), terms_functions()}) {
      all.insert(all.end(), group.begin(), group.end());
    }
    return all;
  }();
  return kAll;
}

Result<Program> compile(const Definitions& definitions, std::string_view expression) {
  OSLER_TRY(Program parsed, parse(expression));
  return Binder(definitions, std::move(parsed)).run();
}

}  // namespace osler::fhir::path
