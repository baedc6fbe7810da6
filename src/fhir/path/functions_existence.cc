// Spec: FHIRPath 2.0, 5.1.
#include <array>

#include "fhir/path/evaluator.h"

namespace osler::fhir::path {
namespace {

Result<Truth> empty(Evaluator& evaluator, const Node& node, const Focus& focus) {
  OSLER_TRY(const bool any, evaluator.has_input_items(node, focus));
  return Truth{!any};
}

Result<bool> any_is(Evaluator& evaluator, const Node& node, const Focus& focus, bool wanted) {
  OSLER_TRY(const Collection input, evaluator.input_of(node, focus));
  const NodeIndex criterion = evaluator.program().arguments_of(node).front();
  for (std::size_t i = 0; i < input.size(); ++i) {
    const Focus each{&input[i], static_cast<std::int64_t>(i), focus.total};
    OSLER_TRY(const Truth met, evaluator.test_apart(criterion, each));
    if (met.value_or(false) == wanted) return true;
  }
  return false;
}

Result<Truth> exists(Evaluator& evaluator, const Node& node, const Focus& focus) {
  const bool plain = evaluator.program().arguments_of(node).empty();
  OSLER_TRY(const bool any, plain ? evaluator.has_input_items(node, focus) : any_is(evaluator, node, focus, true));
  return Truth{any};
}

Result<Truth> all(Evaluator& evaluator, const Node& node, const Focus& focus) {
  OSLER_TRY(const bool any, any_is(evaluator, node, focus, false));
  return Truth{!any};
}

// Whether any item is `wanted`. Every item must be a boolean.
Result<bool> any_is(const Call& call, bool wanted) {
  bool found = false;
  for (const Item& item : call.input) {
    const Item value = call.evaluator.system_value(item);
    if (value.kind != ItemKind::kBoolean) return call.fail("every item must be a boolean");
    found = found || (value.integer != 0) == wanted;
  }
  return found;
}

template <bool wanted, bool any>
Result<Collection> booleans(const Call& call) {
  OSLER_TRY(const bool found, any_is(call, any ? wanted : !wanted));
  return call.evaluator.boolean(any ? found : !found);
}

Result<bool> is_subset(const Call& call, const Collection& part, const Collection& whole) {
  for (const Item& item : part) {
    OSLER_RETURN_IF_ERROR(call.evaluator.charge(whole.size()));
    if (!contains_equal(call.evaluator, whole, item)) return false;
  }
  return true;
}

Result<Collection> subset_of(const Call& call) {
  OSLER_TRY(const Collection other, call.argument(0));
  OSLER_TRY(const bool subset, is_subset(call, call.input, other));
  return call.evaluator.boolean(subset);
}

Result<Collection> superset_of(const Call& call) {
  OSLER_TRY(const Collection other, call.argument(0));
  OSLER_TRY(const bool subset, is_subset(call, other, call.input));
  return call.evaluator.boolean(subset);
}

Result<Collection> count(const Call& call) { return call.evaluator.integer(static_cast<std::int64_t>(call.input.size())); }

Result<Collection> distinct_items(const Call& call) { return distinct(call.evaluator, call.input); }

Result<Collection> is_distinct(const Call& call) {
  OSLER_TRY(const Collection kept, distinct(call.evaluator, call.input));
  return call.evaluator.boolean(kept.size() == call.input.size());
}

Result<Truth> negate(Evaluator& evaluator, const Node& node, const Focus& focus) {
  if (!node.has_input) {
    OSLER_TRY(const Collection input, evaluator.input_of(node, focus));
    OSLER_TRY(const Truth truth, evaluator.condition(input));
    return truth ? Truth{!*truth} : truth;
  }
  OSLER_TRY(const Truth truth, evaluator.test(evaluator.program().children_of(node).front(), focus));
  return truth ? Truth{!*truth} : truth;
}

constexpr std::array kFunctions = std::to_array<Function>({
    {"empty", 0, 0, nullptr, empty},
    {"exists", 0, 1, nullptr, exists},
    {"all", 1, 1, nullptr, all},
    {"allTrue", 0, 0, booleans<true, false>},
    {"anyTrue", 0, 0, booleans<true, true>},
    {"allFalse", 0, 0, booleans<false, false>},
    {"anyFalse", 0, 0, booleans<false, true>},
    {"subsetOf", 1, 1, subset_of},
    {"supersetOf", 1, 1, superset_of},
    {"count", 0, 0, count},
    {"distinct", 0, 0, distinct_items},
    {"isDistinct", 0, 0, is_distinct},
    {"not", 0, 0, nullptr, negate},
});

}  // namespace

std::span<const Function> existence_functions() { return kFunctions; }

}  // namespace osler::fhir::path
