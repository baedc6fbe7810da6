#pragma once
// A compiled FHIRPath expression: a compact tree of nodes whose names, types and functions are already looked up.
// Immutable, shared by threads; evaluated by path/evaluate.h.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "fhir/model/date_time.h"
#include "fhir/model/decimal.h"
#include "fhir/model/definitions.h"

namespace osler::fhir::path {

inline constexpr std::uint32_t kNestingMax = 100;  ///< Of brackets and calls in one expression.
inline constexpr std::uint32_t kHeightMax = 250;   ///< Of the tree: links of a path or a chain of operators count too.

enum class NodeKind : std::uint8_t {
  kEmpty,      ///< {}
  kLiteral,
  kThis,
  kIndex,
  kTotal,
  kExternal,   ///< %name
  kMember,     ///< [input .] name
  kIndexer,    ///< input[index]
  kFunction,   ///< [input .] name(arguments…)
  kNegate,
  kPlus,       ///< Unary.
  kBinary,
  kIs,         ///< input is type; also the function.
  kAs,         ///< input as type; also the function.
  kOfType,
};

enum class Operator : std::uint8_t {
  kNone, kMultiply, kDivide, kDiv, kMod, kAdd, kSubtract, kConcatenate, kUnion, kLess, kLessOrEqual, kGreater,
  kGreaterOrEqual, kEqual, kEquivalent, kNotEqual, kNotEquivalent, kIn, kContains, kAnd, kOr, kXor, kImplies,
};

/// The types of FHIRPath itself. Spec: FHIRPath 2.0, section 2.
enum class SystemType : std::uint8_t { kNone, kBoolean, kString, kInteger, kDecimal, kDate, kDateTime, kTime, kQuantity };

/// What stands after `is`, `as` and in ofType(). An unqualified name is a FHIR type if there is one, else a system type.
struct TypeName {
  StructureId structure = StructureId::kNone;
  SystemType system = SystemType::kNone;
};

enum class MomentKind : std::uint8_t { kDate, kDateTime, kTime };
/// A date, dateTime or time literal. Of a time only the fields below the day count.
struct MomentLiteral {
  MomentKind kind;
  DateTime value;
};
struct QuantityLiteral {
  Decimal value;
  std::string unit;  ///< UCUM code, or a calendar word ("years").
  bool is_calendar;
};
using Literal = std::variant<bool, std::int64_t, Decimal, std::string, MomentLiteral, QuantityLiteral>;

/// `children` of a node: its input first if `has_input`, then its operands or arguments.
struct Node {
  NodeKind kind = NodeKind::kEmpty;
  Operator op = Operator::kNone;
  bool has_input = false;
  json::NameId name = json::NameId::kUnknown;  ///< kMember.
  std::uint16_t function = 0;                  ///< kFunction: index in the function table.
  std::uint16_t pattern = 0;                   ///< kFunction with a literal pattern: index in patterns, from 1.
  /// Equal subtrees whose value depends on nothing but the resource (%resource.descendants()) have the same number, from 1:
  /// they are evaluated once. 0: not such a one.
  std::uint16_t fixed = 0;
  TypeName type = {};                               ///< kIs, kAs, kOfType; kMember without input: a type of that name.
  std::uint32_t children_begin = 0;
  std::uint32_t children_count = 0;
  std::uint32_t text = 0;                      ///< kMember, kFunction, kExternal: index in texts; kLiteral: in literals.
  std::uint32_t offset = 0;                    ///< Place in the expression, for messages.
};

using NodeIndex = std::uint32_t;
class RegularExpression;

class Program {
 public:
  const Node& at(NodeIndex index) const { return nodes[index]; }
  std::span<const NodeIndex> children_of(const Node& node) const {
    return std::span(children).subspan(node.children_begin, node.children_count);
  }
  /// Without the input.
  std::span<const NodeIndex> arguments_of(const Node& node) const { return children_of(node).subspan(node.has_input ? 1 : 0); }
  std::string_view text_of(const Node& node) const { return texts[node.text]; }
  const Literal& literal_of(const Node& node) const { return literals[node.text]; }

  std::vector<Node> nodes;
  std::vector<NodeIndex> children;
  std::vector<std::string> texts;
  std::vector<Literal> literals;
  std::vector<std::shared_ptr<const RegularExpression>> patterns;
  std::uint16_t fixed_count = 0;  ///< The greatest Node::fixed.
  NodeIndex root = 0;
};

/// Reads the grammar alone: names, types and functions are not looked up yet. Errors: kInvalidInput with the offset.
/// Spec: FHIRPath 2.0, section 13.
Result<Program> parse(std::string_view expression);

/// Ready to evaluate. Errors: kInvalidInput: as parse(); an unknown function, one we do not have yet, a wrong number of
/// arguments, an unknown type; each named.
Result<Program> compile(const Definitions& definitions, std::string_view expression);

/// The type a name stands for; `space` is "FHIR", "System" or empty. Nothing if there is none.
std::optional<TypeName> find_type(const Definitions& definitions, std::string_view space, std::string_view name);

}  // namespace osler::fhir::path
