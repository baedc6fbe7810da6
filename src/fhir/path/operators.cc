// Binary operators: which rule each follows. The rules themselves are in equality.cc, comparison.cc and arithmetic.cc.
// Spec: FHIRPath 2.0, section 6.
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

bool is_logic(Operator op) { return op == Operator::kAnd || op == Operator::kOr || op == Operator::kXor || op == Operator::kImplies; }

Result<Collection> ordered(Evaluator& evaluator, const Node& node, const Collection& left, const Collection& right) {
  OSLER_TRY(const std::optional<Item> a, evaluator.optional_item(left, "a comparison"));
  OSLER_TRY(const std::optional<Item> b, evaluator.optional_item(right, "a comparison"));
  if (!a || !b) return evaluator.none();
  OSLER_TRY(const std::optional<std::strong_ordering> order, compare(evaluator, node, *a, *b));
  if (!order) return evaluator.none();
  switch (node.op) {
    case Operator::kLess: return evaluator.boolean(*order < 0);
    case Operator::kLessOrEqual: return evaluator.boolean(*order <= 0);
    case Operator::kGreater: return evaluator.boolean(*order > 0);
    default: return evaluator.boolean(*order >= 0);
  }
}

Result<Collection> membership(Evaluator& evaluator, const Collection& item, const Collection& items) {
  OSLER_TRY(const std::optional<Item> one, evaluator.optional_item(item, "'in' or 'contains'"));
  if (!one) return evaluator.none();
  OSLER_RETURN_IF_ERROR(evaluator.charge(items.size()));
  return evaluator.boolean(contains_equal(evaluator, items, *one));
}

Result<Collection> concatenated(Evaluator& evaluator, const Collection& left, const Collection& right) {
  OSLER_TRY(const auto a, evaluator.text(left, "'&'"));
  OSLER_TRY(const auto b, evaluator.text(right, "'&'"));
  return evaluator.string(std::string(a.value_or("")) + std::string(b.value_or("")));
}

Result<Collection> united(Evaluator& evaluator, const Collection& left, const Collection& right) {
  Collection all = left;
  all.insert(all.end(), right.begin(), right.end());
  return distinct(evaluator, all);
}

}  // namespace

// The right side is looked at only if the left has not decided.
Result<Collection> Evaluator::eval_logic(const Node& node, const Focus& focus) {
  const auto operands = program_.children_of(node);
  OSLER_TRY(const Collection left, eval(operands[0], focus));
  OSLER_TRY(const Truth a, condition(left));
  if (node.op == Operator::kAnd && a == Truth{false}) return boolean(false);
  if (node.op == Operator::kOr && a == Truth{true}) return boolean(true);
  if (node.op == Operator::kImplies && a == Truth{false}) return boolean(true);
  OSLER_TRY(const Collection right, eval(operands[1], focus));
  OSLER_TRY(const Truth b, condition(right));
  switch (node.op) {
    case Operator::kAnd: return truth(both(a, b));
    case Operator::kOr: return truth(either(a, b));
    case Operator::kXor: return truth(exclusive(a, b));
    default: return truth(either(negated(a), b));
  }
}

Result<Collection> Evaluator::eval_binary(const Node& node, const Focus& focus) {
  if (is_logic(node.op)) return eval_logic(node, focus);
  const auto operands = program_.children_of(node);
  OSLER_TRY(const Collection left, eval(operands[0], focus));
  OSLER_TRY(const Collection right, eval(operands[1], focus));
  switch (node.op) {
    case Operator::kUnion: return united(*this, left, right);
    case Operator::kEqual: return truth(equal(*this, left, right));
    case Operator::kNotEqual: return truth(negated(equal(*this, left, right)));
    case Operator::kEquivalent: return boolean(equivalent(*this, left, right));
    case Operator::kNotEquivalent: return boolean(!equivalent(*this, left, right));
    case Operator::kLess:
    case Operator::kLessOrEqual:
    case Operator::kGreater:
    case Operator::kGreaterOrEqual: return ordered(*this, node, left, right);
    case Operator::kIn: return membership(*this, left, right);
    case Operator::kContains: return membership(*this, right, left);
    case Operator::kConcatenate: return concatenated(*this, left, right);
    default: return arithmetic(*this, node, left, right);
  }
}

}  // namespace osler::fhir::path
