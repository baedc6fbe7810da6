// Binary operators: which rule each follows. The rules themselves are in equality.cc, comparison.cc and arithmetic.cc.
// Spec: FHIRPath 2.0, section 6.
#include "fhir/path/evaluator.h"

namespace osler::fhir::path {
namespace {

Truth negated(Truth a) { return a ? Truth{!*a} : a; }

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

Result<Collection> Evaluator::eval_binary(const Node& node, const Focus& focus) {
  if (is_logic(node.op)) {
    OSLER_TRY(const Truth answer, test_logic(node, focus));
    return truth(answer);
  }
  const auto operands = program_.children_of(node);
  OSLER_TRY(const Collection left, eval_apart(operands[0], focus));
  OSLER_TRY(const Collection right, eval_apart(operands[1], focus));
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
