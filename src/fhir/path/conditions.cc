// Conditions as truth values: most of what where(), exists(), and invariants ask is decided without making a collection.
// Spec: FHIRPath 2.0, 5.1.1 (truth of a collection) and 6.5 (logic).
#include "fhir/path/evaluator.h"

namespace osler::fhir::path {
namespace {

Truth both(Truth a, Truth b) {
  if (a == Truth{false} || b == Truth{false}) return false;
  if (!a || !b) return {};
  return true;
}
Truth either(Truth a, Truth b) {
  if (a == Truth{true} || b == Truth{true}) return true;
  if (!a || !b) return {};
  return false;
}
Truth negated(Truth a) { return a ? Truth{!*a} : a; }
Truth exclusive(Truth a, Truth b) { return a && b ? Truth{*a != *b} : Truth{}; }

bool is_logic(Operator op) {
  return op == Operator::kAnd || op == Operator::kOr || op == Operator::kXor || op == Operator::kImplies;
}

// Types whose text is their value: not dates and times, which are compared by their meaning.
bool is_textual(Primitive primitive) {
  switch (primitive) {
    case Primitive::kString:
    case Primitive::kMarkdown:
    case Primitive::kCode:
    case Primitive::kId:
    case Primitive::kUri:
    case Primitive::kUrl:
    case Primitive::kCanonical: return true;
    default: return false;
  }
}

const std::string* text_literal(const Program& program, NodeIndex index) {
  const Node& node = program.at(index);
  return node.kind == NodeKind::kLiteral ? std::get_if<std::string>(&program.literal_of(node)) : nullptr;
}

// Whether `text` is one of ('a' | 'b' | …); nothing if the right side is anything else.
std::optional<bool> is_among(const Program& program, NodeIndex alternatives, std::string_view text) {
  if (const std::string* literal = text_literal(program, alternatives)) return *literal == text;
  const Node& node = program.at(alternatives);
  if (node.kind != NodeKind::kBinary || node.op != Operator::kUnion) return std::nullopt;
  const auto sides = program.children_of(node);
  const std::optional<bool> left = is_among(program, sides[0], text);
  const std::optional<bool> right = is_among(program, sides[1], text);
  if (!left || !right) return std::nullopt;
  return *left || *right;
}

}  // namespace

bool Property::has_items() const {
  const auto says_something = [](json::View view) {
    if (!view.is_array()) return view.exists() && !view.is_null();
    for (const json::View one : view) {
      if (!one.is_null()) return true;
    }
    return false;
  };
  return says_something(value) || says_something(sibling);
}

Result<Truth> Evaluator::test(NodeIndex index, const Focus& focus) {
  const Node& node = program_.at(index);
  if (node.kind == NodeKind::kBinary) {
    OSLER_RETURN_IF_ERROR(charge(1));
    if (is_logic(node.op)) return test_logic(node, focus);
    if (const std::optional<Truth> quick = quick_equality(node, focus)) return *quick;
    if (const std::optional<Truth> quick = quick_membership(node, focus)) return *quick;
  } else if (node.kind == NodeKind::kFunction) {
    if (const ConditionBody body = all_functions()[node.function].test) {
      OSLER_RETURN_IF_ERROR(charge(1));
      return body(*this, node, focus);
    }
  }
  OSLER_TRY(const Collection answer, eval(index, focus));
  return condition(answer);
}

// The right side is looked at only if the left has not decided.
Result<Truth> Evaluator::test_logic(const Node& node, const Focus& focus) {
  const auto operands = program_.children_of(node);
  OSLER_TRY(const Truth a, test_apart(operands[0], focus));
  if (node.op == Operator::kAnd && a == Truth{false}) return Truth{false};
  if (node.op == Operator::kOr && a == Truth{true}) return Truth{true};
  if (node.op == Operator::kImplies && a == Truth{false}) return Truth{true};
  OSLER_TRY(const Truth b, test_apart(operands[1], focus));
  switch (node.op) {
    case Operator::kAnd: return both(a, b);
    case Operator::kOr: return either(a, b);
    case Operator::kXor: return exclusive(a, b);
    default: return either(negated(a), b);
  }
}

Result<bool> Evaluator::has_input_items(const Node& node, const Focus& focus) {
  if (!node.has_input) return focus.item != nullptr;
  return has_items(program_.children_of(node).front(), focus);
}

Result<bool> Evaluator::has_items(NodeIndex index, const Focus& focus) {
  const Node& node = program_.at(index);
  if (node.kind == NodeKind::kMember && !node.has_input) {
    OSLER_RETURN_IF_ERROR(charge(1));
    if (focus.item == nullptr) return false;
    if (is_context_type(node, *focus.item)) return true;
    if (const std::optional<Property> found = plain_property(*focus.item, node.name)) return found->has_items();
  } else if (node.kind == NodeKind::kMember) {
    OSLER_TRY(const Collection input, input_of(node, focus));
    for (const Item& item : input) {
      OSLER_RETURN_IF_ERROR(charge(1));
      const std::optional<Property> found = plain_property(item, node.name);
      if (found && found->has_items()) return true;
      if (found) continue;
      Collection members = none();
      OSLER_RETURN_IF_ERROR(append_members(item, node.name, program_.text_of(node), members));
      if (!members.empty()) return true;
    }
    return false;
  }
  OSLER_TRY(const Collection items, eval(index, focus));
  return !items.empty();
}

// The text of $this or of one of its plain properties. Nothing if it must be evaluated; `is_empty` if there is no item.
std::optional<std::string_view> Evaluator::quick_text(NodeIndex index, const Focus& focus, bool& is_empty) const {
  const Node& node = program_.at(index);
  if (focus.item == nullptr || focus.item->kind != ItemKind::kElement) return std::nullopt;
  json::View view;
  Primitive primitive = Primitive::kNone;
  if (node.kind == NodeKind::kThis && focus.item->structure != StructureId::kNone) {
    view = focus.item->view;
    primitive = definitions_.at(focus.item->structure).primitive;
  } else if (node.kind == NodeKind::kMember && !node.has_input && node.type.structure == StructureId::kNone) {
    const std::optional<Property> found = plain_property(*focus.item, node.name);
    if (!found) return std::nullopt;
    is_empty = !found->has_items();
    view = found->value;
    if (found->element != nullptr) primitive = found->element->primitive;
  }
  if (is_empty || !is_textual(primitive) || !view.is_string()) return std::nullopt;
  const std::string_view raw = view.raw();
  if (raw.find('\\') != std::string_view::npos) return std::nullopt;
  return raw.substr(1, raw.size() - 2);
}

std::optional<Truth> Evaluator::quick_equality(const Node& node, const Focus& focus) {
  if (node.op != Operator::kEqual && node.op != Operator::kNotEqual) return std::nullopt;
  const auto operands = program_.children_of(node);
  const std::string* literal = text_literal(program_, operands[1]);
  if (literal == nullptr) return std::nullopt;
  bool is_empty = false;
  const std::optional<std::string_view> text = quick_text(operands[0], focus, is_empty);
  if (is_empty) return Truth{};
  if (!text) return std::nullopt;
  return Truth{(*text == *literal) == (node.op == Operator::kEqual)};
}

std::optional<Truth> Evaluator::quick_membership(const Node& node, const Focus& focus) {
  if (node.op != Operator::kIn) return std::nullopt;
  const auto operands = program_.children_of(node);
  bool is_empty = false;
  const std::optional<std::string_view> text = quick_text(operands[0], focus, is_empty);
  const std::optional<bool> among = is_among(program_, operands[1], text.value_or(""));
  if (!among) return std::nullopt;
  if (is_empty) return Truth{};
  return text ? std::optional<Truth>(Truth{*among}) : std::nullopt;
}

}  // namespace osler::fhir::path
